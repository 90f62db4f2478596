"""How good a model is on a split: a flow of events."""

from collections.abc import Iterator

from workbench.core.errors import NotEnoughLabelsError
from workbench.core.events import Evaluated, Event
from workbench.core.job import EvaluationJob, JobImage
from workbench.core.listing import ImageQuery
from workbench.core.records import Split, TrainingRun
from workbench.services import plain_copies, standings
from workbench.services.engine import Engine
from workbench.store.project import Project


def run(
    project: Project,
    engine: Engine,
    model: TrainingRun,
    split: Split = Split.VAL,
    device: str = "auto",
    scales: tuple[float, ...] = (1.0,),
    flip: bool = False,
) -> Iterator[Event]:
    """Compare a model with the labelled pixels of a split; the last event is `Evaluated`.

    With several `scales`, or with `flip`, the model looks several times, and its probabilities are averaged.
    """
    painted = project.each(ImageQuery(splits=frozenset({split}), painted=True))
    images = [i for i in painted if i.path.is_file()]
    if not images:
        raise NotEnoughLabelsError(
            f"No labelled image of {project.name} is in the {split.value} split.",
            f"Paint an image and put it into the {split.value} split.",
        )
    key = standings.val_key(project)  # before masks are copied: the score is not of strokes that come meanwhile
    damaged = yield from plain_copies.refresh(project)
    job = EvaluationJob(
        images=tuple(
            JobImage(i.id, i.path, project.plain_copy(i.id), i.split.value) for i in images if i.id not in damaged
        ),
        checkpoint=project.run_folder(model.id) / "best.safetensors",
        device=device,
        scales=scales,
        flip=flip,
    )
    for event in engine.run(job):
        plain = split == Split.VAL and scales == (1.0,) and not flip
        if isinstance(event, Evaluated) and event.miou is not None and plain:
            standings.note(project, model.id, key, event.miou)
        yield event
