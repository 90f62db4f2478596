"""One round of the loop: learn from what is painted, then predict what is not finished."""

from collections.abc import Iterator

from workbench.core.control import Control
from workbench.core.events import Event, Finished
from workbench.core.recipe import TrainingRecipe
from workbench.core.records import RunStatus
from workbench.services import prediction, training
from workbench.services.engine import Engine
from workbench.store.project import Project


def run(
    project: Project,
    engine: Engine,
    recipe: TrainingRecipe,
    device: str = "auto",
    control: Control | None = None,
    first: int | None = None,
) -> Iterator[Event]:
    """Train, then predict every image that is not done; the image `first`, which a person looks at, comes first.

    Stopping the training early goes on to the predictions; cancelling ends the round.
    """
    kept: Finished | None = None
    for event in training.run(project, engine, recipe, device, control):
        if isinstance(event, Finished):
            kept = event
        yield event
    if kept is None or kept.status == RunStatus.CANCELLED:
        return
    if control is not None:
        control.resume()
    model = training.usable_run(project, kept.run)
    waiting = prediction.choose_images(project, "todo")
    looked_at = [i for i in waiting if i.id == first]
    for batch in (looked_at, [i for i in waiting if i.id != first]):
        yield from prediction.run(project, engine, model, batch, device, control)
