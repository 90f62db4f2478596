"""Predicting images with a trained model: a flow of events, the most doubtful image first."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatchcase

import numpy as np

from workbench.core.arrays import U8
from workbench.core.control import Control
from workbench.core.errors import BadInputError, MissingError
from workbench.core.events import Event, PredictionReady
from workbench.core.job import JobImage, PredictionJob
from workbench.core.listing import ImageQuery
from workbench.core.look import Look, contradiction
from workbench.core.prediction import Prediction, read_margin
from workbench.core.records import UNFINISHED, ImageRecord, PredictionRecord, TrainingRun
from workbench.services import queueing
from workbench.services.engine import Engine
from workbench.services.presence import present_images
from workbench.store.project import Project


def choose_images(project: Project, wanted: str = "todo") -> list[ImageRecord]:
    """Images by a word or pattern: "todo" (not done, not skipped), "all", or a file-name pattern such as "a*.jpg"."""
    if wanted == "all":
        return list(project.each(ImageQuery()))
    if wanted == "todo":
        return list(project.each(ImageQuery(statuses=UNFINISHED)))
    chosen = [i for i in project.each(ImageQuery()) if fnmatchcase(i.name, wanted)]
    if not chosen:
        raise MissingError(f"No image is called {wanted!r}.", "Use 'todo', 'all' or a pattern such as 'a*.jpg'.")
    return chosen


def run(
    project: Project,
    engine: Engine,
    model: TrainingRun,
    images: list[ImageRecord],
    device: str = "auto",
    control: Control | None = None,
    first: int | None = None,
) -> Iterator[Event]:
    """Predict these images and keep each prediction as soon as it is there; the queue follows.

    The image `first`, which a person looks at, comes before all others; then the most doubtful.
    """
    present, notices = present_images(images)
    yield from notices
    ordered = sorted(present, key=lambda i: (i.id != first, i.doubt is None, -(i.doubt or 0.0), i.id))
    if not ordered:
        return
    job = _job(project, model, ordered, device)
    by_id = {image.id: image for image in ordered}
    done = 0
    for event in engine.run(job, control):
        if isinstance(event, PredictionReady):
            keep(project, model.id, by_id[event.image], event)
            done += 1
            if done & (done - 1) == 0:  # 1, 2, 4, 8 ...: the queue is right early, and its making costs little in sum
                queueing.rank(project)
        yield event
    queueing.rank(project)


def keep(project: Project, run_id: int, image: ImageRecord, event: PredictionReady) -> None:
    """Keep a prediction whose file is there as the newest of its image."""
    path = project.prediction_folder(run_id) / f"{image.id}.npz"
    kept = PredictionRecord(image.id, run_id, path, event.doubt, event.reason)
    project.put_prediction(kept, _look(project, image, kept, event))


def look(
    project: Project,
    engine: Engine,
    model: TrainingRun,
    images: list[ImageRecord],
    device: str,
    control: Control | None,
) -> Iterator[Event]:
    """Let a model look at images that keep the prediction that they have: for strategies that ask what it has met."""
    present, notices = present_images(images)
    yield from notices
    if not present:
        return
    theirs = project.predicted_by(model.id)  # an earlier model that stays the better one has predicted some of them
    for event in engine.run(_job(project, model, present, device), control):
        if isinstance(event, PredictionReady):
            project.queues.put_look(event.image, model.id, base64.b64decode(event.look))
            if event.image not in theirs:
                (project.prediction_folder(model.id) / f"{event.image}.npz").unlink(missing_ok=True)
        else:
            yield event
    queueing.rank(project)


def _job(project: Project, model: TrainingRun, images: list[ImageRecord], device: str) -> PredictionJob:
    return PredictionJob(
        images=tuple(JobImage(i.id, i.path) for i in images),
        checkpoint=project.run_folder(model.id) / "best.safetensors",
        output=project.prediction_folder(model.id),
        device=device,
        twice=queueing.strategy_of(project).twice,
    )


def _look(project: Project, image: ImageRecord, kept: PredictionRecord, event: PredictionReady) -> bytes:
    """The look that came with a prediction, packed; where something is painted, with what contradicts it."""
    packed = base64.b64decode(event.look)
    found = Look.unpack(packed) if image.labelled else None
    if found is None:
        return packed
    predicted = project.classes.final_table()[Prediction.read(kept.path, image.height, image.width).classes]
    try:
        mask = project.mask(image.id)
    except BadInputError:  # damaged, as is told where it is opened; the other images wait for their predictions
        return packed
    return found.with_contradiction(contradiction(mask, predicted)).pack()


def margin(project: Project, image: ImageRecord, run: int) -> U8 | None:
    """The margin between the two most probable classes (uint8 (H, W), 255 is all) that a run has seen in an image.

    None where the newest prediction is another run's, or an older program wrote it.
    """
    kept = project.prediction(image.id)
    return None if kept is None or kept.run != run else read_margin(kept.path, image.height, image.width)


def load(project: Project, image: ImageRecord) -> Prediction | None:
    """The newest prediction of an image, or None when there is none; its file may have been deleted.

    What is predicted as a class that was merged since is shown, and accepted, as the class that it was merged into.
    """
    kept = project.prediction(image.id)
    if kept is None or not kept.path.is_file():
        return None
    found = replace(Prediction.read(kept.path, image.height, image.width), run=kept.run)
    table = project.classes.final_table()
    return found if np.array_equal(table, np.arange(256)) else found.with_table(table)
