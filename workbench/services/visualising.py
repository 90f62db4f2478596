"""Pictures of what a model says beside what is painted: a flow of events."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from workbench.core.errors import WorkbenchError
from workbench.core.events import Event, PredictionReady, Refused
from workbench.core.job import JobImage, PredictionJob
from workbench.core.prediction import Prediction
from workbench.core.records import ImageRecord, TrainingRun
from workbench.core.whole_file import told
from workbench.pixels.image_file import read_rgb
from workbench.pixels.side_by_side import side_by_side, write_picture
from workbench.services.engine import Engine
from workbench.services.presence import present_images
from workbench.store.project import Project


def run(
    project: Project, engine: Engine, model: TrainingRun, images: list[ImageRecord], out: Path, device: str = "auto"
) -> Iterator[Event]:
    """Predict these images and write one PNG each into `out`: image, mask, prediction, errors, doubt.

    The project's own predictions stay as they are.
    """
    present, notices = present_images(images)
    yield from notices
    out = out.expanduser().resolve()
    with told(out, "The folder", "Choose a folder that may be written."):
        out.mkdir(parents=True, exist_ok=True)
    colors = np.zeros((256, 3), dtype=np.uint8)
    for known in project.classes:
        colors[known.index] = known.color
    workspace = out / ".predictions"
    job = PredictionJob(
        images=tuple(JobImage(i.id, i.path) for i in present),
        checkpoint=project.run_folder(model.id) / "best.safetensors",
        output=workspace,
        device=device,
    )
    by_id = {i.id: i for i in present}
    try:
        for event in engine.run(job):
            if isinstance(event, PredictionReady):
                image = by_id[event.image]
                try:
                    found = Prediction.read(Path(event.path), image.height, image.width)
                    Path(event.path).unlink()
                    found = found.with_table(project.classes.final_table())
                    seen = side_by_side(read_rgb(image.path), project.mask(image.id).classes, found, colors)
                    write_picture(out / f"{image.id:05}-{Path(image.name).stem}.png", seen)
                except WorkbenchError as error:
                    yield Refused(image.name, error.message, error.cure)
                    continue
            yield event
    finally:
        shutil.rmtree(workspace, ignore_errors=True)
