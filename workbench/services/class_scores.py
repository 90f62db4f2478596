"""How well each class is learnt: its IoU on val, of the best model that there is."""

from workbench.core.errors import WorkbenchError
from workbench.services import models
from workbench.store.project import Project


def best_ious(project: Project) -> tuple[int, dict[int, float]]:
    """The number of the best model's run, and by class index the IoU at its best validation; (0, {}) without a model.

    A class that the model does not know, or that no val image has, is left out; one that was renamed since, too.
    """
    try:
        run = models.usable_run(project)
    except WorkbenchError:
        return 0, {}
    measured = [epoch for epoch in project.epochs(run.id) if epoch.miou is not None]
    best = max(measured, key=lambda epoch: epoch.miou or 0.0, default=None)
    named = {known.name: known.index for known in project.classes}
    ious = {} if best is None else best.ious
    return run.id, {named[name]: iou for name, iou in ious.items() if iou is not None and name in named}
