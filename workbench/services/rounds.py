"""One round of the loop: learn from what is painted, keep the better model, predict what is not finished."""

from collections.abc import Generator, Iterator

from workbench.core.control import Control
from workbench.core.events import Evaluated, Event, Finished, Notice
from workbench.core.listing import ImageQuery
from workbench.core.recipe import TrainingRecipe
from workbench.core.records import RunStatus, Split, TrainingRun
from workbench.services import evaluation, models, prediction, training
from workbench.services.engine import Engine
from workbench.store.project import Project


def run(
    project: Project,
    engine: Engine,
    recipe: TrainingRecipe,
    device: str = "auto",
    control: Control | None = None,
    first: int | None = None,
    resume: TrainingRun | None = None,
) -> Iterator[Event]:
    """Train, then predict every image that is not done; the image `first`, which a person looks at, comes first.

    When an earlier run is better on today's val images, its predictions stay. Stopping the training early goes on to
    the predictions; cancelling ends the round. `resume` is a run that was interrupted and goes on.
    """
    kept: Finished | None = None
    for event in training.run(project, engine, recipe, device, control, resume):
        if isinstance(event, Finished):
            kept = event
        yield event
    if kept is None or kept.status == RunStatus.CANCELLED:
        return
    if control is not None:
        control.resume()
    new = next((run for run in models.kept_runs(project) if run.id == kept.run), None)
    if new is None:
        yield Notice(f"Run {kept.run} was stopped before it had learnt anything: nothing changed.")
        return
    model = yield from _better(project, engine, new, device)
    there = project.predicted_by(model.id)
    todo = prediction.choose_images(project, "todo")
    waiting = [i for i in todo if i.id not in there or not there[i.id].is_file()]
    looked_at = [i for i in waiting if i.id == first]
    for batch in (looked_at, [i for i in waiting if i.id != first]):
        yield from prediction.run(project, engine, model, batch, device, control)


def _better(project: Project, engine: Engine, new: TrainingRun, device: str) -> Generator[Event, None, TrainingRun]:
    """The new run, or the best earlier one when it knows the same classes and has the higher mIoU on today's val."""
    earlier = [run for run in models.kept_runs(project) if run.id != new.id]
    painted = project.each(ImageQuery(splits=frozenset({Split.VAL}), painted=True))
    has_val = any(i.path.is_file() for i in painted)
    if not earlier or not has_val:
        return new
    old = models.best_of(project, earlier)
    before = yield from _measured(project, engine, old, device)
    now = yield from _measured(project, engine, new, device)
    added = [name for name in now.ious if name not in before.ious]
    if added:
        yield Notice(_told(old, new, before, now, added))
    if set(before.ious) != set(now.ious) or (before.miou or 0.0) <= (now.miou or 0.0):
        return new
    yield Notice(
        f"Run {old.id} is still better on today's val images (mIoU {before.miou:.2f} against {now.miou or 0.0:.2f}): "
        "its predictions stay."
    )
    return old


def _told(old: TrainingRun, new: TrainingRun, before: Evaluated, now: Evaluated, added: list[str]) -> str:
    """What became of the classes that the old model knew, when the new one knows more."""

    def words(iou: float | None) -> str:
        return "none" if iou is None else f"{iou:.2f}"

    both = [name for name in before.ious if name in now.ious]
    known = ", ".join(f"{name} {words(before.ious[name])} to {words(now.ious[name])}" for name in both)
    learnt = ", ".join(f"{name} {words(now.ious[name])}" for name in added)
    return f"Run {new.id} knows more classes than run {old.id}: {learnt}. IoU of the others on val: {known}."


def _measured(project: Project, engine: Engine, run: TrainingRun, device: str) -> Generator[Event, None, Evaluated]:
    for event in evaluation.run(project, engine, run, Split.VAL, device):
        if isinstance(event, Evaluated):
            return event
        yield event
    raise AssertionError("an evaluation ends with its result")
