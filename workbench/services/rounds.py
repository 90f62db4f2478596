"""One round of the loop: learn from what is painted, keep the better model, predict what is not finished."""

from collections.abc import Generator, Iterator

from workbench.core.control import Control
from workbench.core.events import Event, Finished, Notice
from workbench.core.recipe import TrainingRecipe
from workbench.core.records import RunStatus, TrainingRun
from workbench.services import comparing, models, prediction, queueing, training
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
    model = yield from learn(project, engine, recipe, device, control, resume)
    if model is None:
        return
    there = project.predicted_by(model.id)
    todo = prediction.choose_images(project, "todo")
    waiting = [i for i in todo if i.id not in there or not there[i.id].is_file()]
    yield from prediction.run(project, engine, model, waiting, device, control, first)
    met = queueing.met_images(project)
    if met:
        yield from prediction.look(project, engine, model, met, device, control)


def learn(
    project: Project,
    engine: Engine,
    recipe: TrainingRecipe,
    device: str = "auto",
    control: Control | None = None,
    resume: TrainingRun | None = None,
) -> Generator[Event, None, TrainingRun | None]:
    """The first half of a round: train, and return the better of the new and the best earlier model; None if none."""
    kept: Finished | None = None
    for event in training.run(project, engine, recipe, device, control, resume):
        if isinstance(event, Finished):
            kept = event
        yield event
    if kept is None or kept.status == RunStatus.CANCELLED:
        return None
    if control is not None:
        control.resume()
    new = next((run for run in models.kept_runs(project) if run.id == kept.run), None)
    if new is None:
        yield Notice(f"Run {kept.run} was stopped before it had learnt anything: nothing changed.")
        return None
    return (yield from _better(project, engine, new, device))


def _better(project: Project, engine: Engine, new: TrainingRun, device: str) -> Generator[Event, None, TrainingRun]:
    """The new run, or the best earlier one when it knows the same classes and has the higher mIoU on today's val."""
    old = comparing.best_before(project, new)
    if old is None:
        return new
    found = yield from comparing.compare(project, engine, old, new, device)
    if not found.old_is_better:
        return new
    before, now = found.before.miou or 0.0, found.now.miou or 0.0
    yield Notice(
        f"Run {old.id} is still better on today's val images (mIoU {before:.2f} against {now:.2f}): "
        "its predictions stay."
    )
    return old
