"""Predicting images with a trained model: a flow of events, the most doubtful image first."""

from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatchcase

import numpy as np

from workbench.core.control import Control
from workbench.core.errors import MissingError
from workbench.core.events import Event, PredictionReady
from workbench.core.job import JobImage, PredictionJob
from workbench.core.listing import ImageQuery
from workbench.core.prediction import Prediction
from workbench.core.records import ImageRecord, PredictionRecord, Status, TrainingRun
from workbench.services.engine import Engine
from workbench.services.presence import present_images
from workbench.store.project import Project

FINISHED = frozenset({Status.DONE, Status.SKIPPED})
UNFINISHED = frozenset(Status) - FINISHED


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
    """Predict these images and keep each prediction as soon as it is there.

    The image `first`, which a person looks at, comes before all others; then the most doubtful.
    """
    present, notices = present_images(images)
    yield from notices
    ordered = sorted(present, key=lambda i: (i.id != first, i.doubt is None, -(i.doubt or 0.0), i.id))
    if not ordered:
        return
    job = PredictionJob(
        images=tuple(JobImage(i.id, i.path) for i in ordered),
        checkpoint=project.run_folder(model.id) / "best.safetensors",
        output=project.prediction_folder(model.id),
        device=device,
    )
    paths = {i.id: project.prediction_folder(model.id) / f"{i.id}.npz" for i in ordered}
    for event in engine.run(job, control):
        if isinstance(event, PredictionReady):
            kept = PredictionRecord(event.image, model.id, paths[event.image], event.doubt, event.reason)
            project.put_prediction(kept)
        yield event


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
