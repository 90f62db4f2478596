"""From a project to a folder that other programs read, then the proof: a flow of events."""

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from workbench.core.arrays import U8
from workbench.core.errors import NotEnoughLabelsError
from workbench.core.events import Event, Exported
from workbench.core.listing import ImageQuery
from workbench.exchange.dataset import ExportImage
from workbench.exchange.registry import output_format, write_dataset
from workbench.store.project import Project


def run(project: Project, dest: Path, format_name: str = "voc") -> Iterator[Event]:
    """Export every image with at least one labelled pixel (or all, as the format has it); the last event is `Exported`.

    The folder appears complete or not at all. Then every mask is read back and compared, pixel for pixel.
    """
    began = time.monotonic()
    dest = dest.expanduser().resolve()
    if not project.count(ImageQuery(painted=True)) and not output_format(format_name).unlabelled:
        raise NotEnoughLabelsError(f"Nothing is painted in {project.name}: there is nothing to export.", "Paint first.")
    chosen = list(project.each(ImageQuery(painted=None if output_format(format_name).unlabelled else True)))
    images = [ExportImage(i.name, i.path, i.split, partial(_classes, project, i.id)) for i in chosen]
    verified = yield from write_dataset(format_name, dest, project.classes, images)
    yield Exported(str(dest), len(images), round(time.monotonic() - began, 3), verified)


def _classes(project: Project, image_id: int) -> U8:
    return project.mask(image_id).classes
