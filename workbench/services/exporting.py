"""From a project to a folder that other programs read, with the proof: a flow of events."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.core.classes import ClassSet
from workbench.core.counting import counted
from workbench.core.errors import NotEnoughLabelsError, WorkbenchError
from workbench.core.events import Event, Exported, Notice
from workbench.core.listing import ImageQuery
from workbench.core.mask import LabelMask
from workbench.exchange.registry import output_format, write_dataset
from workbench.exchange.writing.choice import EVERYTHING, ExportChoice
from workbench.exchange.writing.export_image import ExportImage
from workbench.exchange.writing.tiles import tile_boxes
from workbench.services.source_folders import check_apart
from workbench.store.project import Project


@dataclass(frozen=True, slots=True)
class Expected:
    """What an export would hold.

    Attributes:
        images: how many are exported.
        files: how many pictures that gives at most, tiles in place of what they are cut from.
        unpainted: how many others are chosen, but nothing is painted on them.
    """

    images: int
    files: int
    unpainted: int


def run(project: Project, dest: Path, format_name: str = "voc", choice: ExportChoice = EVERYTHING) -> Iterator[Event]:
    """Export the chosen images with at least one labelled pixel (or all, as the format has it); then `Exported`.

    Every mask is read back and compared before the folder gets its name: there is a complete and proven folder, or
    none.
    """
    began = time.monotonic()
    dest = dest.expanduser().resolve()
    check_apart(project, dest)
    query = query_of(format_name, choice)
    if not project.count(query):
        raise NotEnoughLabelsError(
            f"Nothing that is chosen is painted in {project.name}: there is nothing to export.",
            "Paint first, or choose more images.",
        )
    images = [
        ExportImage(i.name, i.path, i.split, i.height, i.width, _SteadyMask(project, i.id, i.name).load)
        for i in project.each(query)
    ]
    yield from map(Notice, _told(project.classes, choice))
    proof = yield from write_dataset(format_name, dest, project.classes, images, choice)
    seconds = round(time.monotonic() - began, 3)
    told = proof.images, proof.pixels, proof.differing, proof.rule, proof.loses
    yield Exported(str(dest), proof.images, seconds, *told)


def _told(classes: ClassSet, choice: ExportChoice) -> Iterator[str]:
    """What of a choice is easily overlooked."""
    if choice.classes is not None and choice.unlabelled_as:
        left = [c.name for c in classes if c.index not in choice.classes and c.name != choice.unlabelled_as]
        if left:
            others = ", ".join(left)
            yield f"Pixels of {others} become {choice.unlabelled_as}: classes that are left out count as unlabelled."


class _SteadyMask:
    """The mask of an image, asked for once to write and once to prove: the same, though somebody paints meanwhile."""

    def __init__(self, project: Project, image_id: int, name: str) -> None:
        self._project, self._id, self._name = project, image_id, name
        self._moment: int | None = None

    def load(self) -> LabelMask:
        """The mask as it was when it was asked for first; refused when there is no way back to it."""
        if self._moment is None:
            with self._project.as_one():
                self._moment = self._project.past.now(self._id)
                return self._project.mask(self._id)
        mask = self._project.past.mask(self._id, self._moment)
        if mask is None:
            raise WorkbenchError(
                f"{self._name} was undone and painted anew while it was exported; nothing was left of the export.",
                "Export again, and work on other images meanwhile.",
            )
        return mask


def query_of(format_name: str, choice: ExportChoice) -> ImageQuery:
    """The images that a choice and a format mean."""
    painted = None if output_format(format_name).unlabelled else True
    return ImageQuery(statuses=choice.statuses, splits=choice.splits, painted=painted, among=choice.images)


def expected(project: Project, format_name: str, choice: ExportChoice) -> Expected:
    """What a choice would export, without reading a mask."""
    query = query_of(format_name, choice)
    sizes = project.sizes(query)
    whole = sum(sizes.values())
    files = whole
    if choice.tile:
        files = sum(len(tile_boxes(*size, choice.tile, choice.overlap)) * n for size, n in sizes.items())
    return Expected(whole, files, project.count(replace(query, painted=None)) - whole)


def proof_in_words(result: Exported) -> str:
    """What the proof found, and what the format cannot hold, in a sentence each for people."""
    read = f"{counted(result.verified, 'mask')} read back and compared with what was to be written: "
    lost = f" The format does not keep {result.loses}." if result.loses else ""
    if not result.differing:
        return f"{read}every pixel is equal.{lost}"
    share = result.differing / result.pixels
    return f"{read}{counted(result.differing, 'pixel')} ({share:.2%}) came back as another class ({result.rule}).{lost}"
