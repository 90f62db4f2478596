"""From a project to a folder that other programs read, with the proof: a flow of events."""

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from workbench.core.counting import counted
from workbench.core.errors import NotEnoughLabelsError
from workbench.core.events import Event, Exported
from workbench.core.listing import ImageQuery
from workbench.exchange.registry import output_format, write_dataset
from workbench.exchange.writing.choice import EVERYTHING, ExportChoice
from workbench.exchange.writing.export_image import ExportImage
from workbench.store.project import Project


def run(project: Project, dest: Path, format_name: str = "voc", choice: ExportChoice = EVERYTHING) -> Iterator[Event]:
    """Export the chosen images with at least one labelled pixel (or all, as the format has it); then `Exported`.

    Every mask is read back and compared before the folder gets its name: there is a complete and proven folder, or
    none.
    """
    began = time.monotonic()
    dest = dest.expanduser().resolve()
    query = query_of(format_name, choice)
    if not project.count(query):
        raise NotEnoughLabelsError(
            f"Nothing that is chosen is painted in {project.name}: there is nothing to export.",
            "Paint first, or choose more images.",
        )
    images = [
        ExportImage(image.name, image.path, image.split, image.height, image.width, partial(project.mask, image.id))
        for image in project.each(query)
    ]
    proof = yield from write_dataset(format_name, dest, project.classes, images, choice)
    seconds = round(time.monotonic() - began, 3)
    told = proof.images, proof.pixels, proof.differing, proof.rule, proof.loses
    yield Exported(str(dest), proof.images, seconds, *told)


def query_of(format_name: str, choice: ExportChoice) -> ImageQuery:
    """The images that a choice and a format mean."""
    painted = None if output_format(format_name).unlabelled else True
    return ImageQuery(statuses=choice.statuses, splits=choice.splits, painted=painted)


def proof_in_words(result: Exported) -> str:
    """What the proof found, and what the format cannot hold, in a sentence each for people."""
    read = f"{counted(result.verified, 'mask')} read back and compared with the project: "
    lost = f" The format does not keep {result.loses}." if result.loses else ""
    if not result.differing:
        return f"{read}every pixel is equal.{lost}"
    share = result.differing / result.pixels
    return f"{read}{counted(result.differing, 'pixel')} ({share:.2%}) came back as another class ({result.rule}).{lost}"
