"""The frame round every writer: a hidden folder, the threads, the proof, the manifest, then the folder's name."""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from workbench.core.classes import ClassSet
from workbench.core.errors import BadInputError, NotEnoughLabelsError
from workbench.core.events import Progress
from workbench.core.mask import UNLABELLED, LabelMask, Origin
from workbench.core.offer import FIRST_MARK
from workbench.exchange.dataset import check_same_size
from workbench.exchange.file_ids import file_ids
from workbench.exchange.writing.atomic_folder import new_folder
from workbench.exchange.writing.choice import ExportChoice
from workbench.exchange.writing.export_image import ExportImage
from workbench.exchange.writing.manifest import ManifestRow, Proof, manifest_row, write_manifest
from workbench.exchange.writing.output_format import OutputFormat
from workbench.exchange.writing.picture import Picture
from workbench.exchange.writing.pipeline import MOST_THREADS, in_order
from workbench.exchange.writing.shaping import shaped
from workbench.exchange.writing.writer import Item, Parcel, Writer

AT_ONCE = 100_000_000
"""Pixels of images that are worked on at once: each takes up to 20 bytes of memory in some formats."""


@dataclass(frozen=True, slots=True)
class _Put:
    """An image that was written: itself, and what its writer and the manifest need of it."""

    image: ExportImage
    item: Item
    row: Any
    manifest: ManifestRow
    copied: bool


def write(
    kind: OutputFormat, dest: Path, classes: ClassSet, images: Sequence[ExportImage], choice: ExportChoice
) -> Generator[Progress, None, Proof]:
    """Write the images into the new folder `dest` as chosen, and prove them before the folder gets its name.

    So there is a complete and proven folder with a manifest, or none. Images and tiles in which nothing is painted are
    left out, unless the format takes them; NotEnoughLabelsError when none is left. The choice of splits and statuses
    is the caller's: the images are taken as they are given.
    """
    kind.check_extras(choice.extras)
    classes, images = shaped(classes, images, choice)
    largest = max((image.height * image.width for image in images), default=1)
    threads = min(MOST_THREADS, AT_ONCE // largest)
    with new_folder(dest) as folder:
        writer = kind.writer(folder, classes, choice.extras)
        writer.begin()
        put: list[_Put] = []
        for done, result in enumerate(in_order(_puts(writer, images, kind.unlabelled), threads), start=1):
            if result is not None:
                put.append(result)
            yield Progress("Writing images", done, len(images))
        if not put:
            raise NotEnoughLabelsError("Nothing of what was chosen is painted.", "Paint first, or choose more images.")
        items = [one.item for one in put]
        writer.end(items, [one.row for one in put])
        writer.check(items)
        differing = 0
        for done, found in enumerate(in_order(_comparisons(writer, put), threads), start=1):
            differing += found
            yield Progress("Proving the export", done, len(put))
        proof = Proof(len(put), sum(item.height * item.width for item in items), differing, writer.rule, writer.loses)
        write_manifest(folder, kind.name, choice, classes, [one.manifest for one in put], proof)
    return proof


def _puts(writer: Writer[Any], images: Sequence[ExportImage], unlabelled: bool) -> Iterator[Callable[[], _Put | None]]:
    for identity, image in zip(file_ids(image.name for image in images), images, strict=True):
        mask = image.load()
        if unlabelled or _is_painted(mask):
            item = Item(identity, image.name, image.split, mask.height, mask.width)
            yield partial(_put, writer, image, item, mask)
        else:
            yield _nothing


def _is_painted(mask: LabelMask) -> bool:
    """Whether somebody set a pixel; what was only refused of a prediction is no paint."""
    return bool(((mask.origin != Origin.NONE) & (mask.origin < FIRST_MARK)).any())


def _nothing() -> None:
    return None


def _put(writer: Writer[Any], image: ExportImage, item: Item, mask: LabelMask) -> _Put:
    """Write one image whose picture and mask fit, and whose numbers are all classes'."""
    picture = Picture(image)
    check_same_size(image.path, picture.size, "in the project", (mask.width, mask.height))
    manifest = manifest_row(image, item, mask, picture.sha256)
    for number in sorted(manifest.areas):
        if number != UNLABELLED and writer.classes.get(number) is None:
            raise BadInputError(
                f"The mask of {image.name} holds the number {number}, but no class has it.", "Add that class first."
            )
    row = writer.put(Parcel(item, mask.classes, picture))
    return _Put(image, item, row, manifest, picture.copies)


def _comparisons(writer: Writer[Any], put: Sequence[_Put]) -> Iterator[Callable[[], int]]:
    for one in put:
        picture = Picture(one.image, one.manifest.sha256 if one.copied else "")
        yield partial(writer.differing, Parcel(one.item, one.image.load().classes, picture))
