"""Prove a VOC export: read everything back and compare it with what was to be written."""

from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from workbench.core.arrays import U8
from workbench.core.classes import ClassSet
from workbench.core.errors import WorkbenchError
from workbench.core.events import Progress
from workbench.exchange.dataset import ExportImage, FoundImage
from workbench.exchange.file_ids import file_ids
from workbench.exchange.pipeline import in_order
from workbench.exchange.source import Source
from workbench.exchange.text_file import read_lines
from workbench.exchange.voc_layout import LISTS
from workbench.exchange.voc_read import read_voc
from workbench.exchange.voc_write import split_lists
from workbench.pixels.decoder import read_bytes
from workbench.pixels.image_file import read_rgb
from workbench.pixels.jpeg_file import plain_jpeg


def verify_voc(dest: Path, classes: ClassSet, images: Sequence[ExportImage]) -> Generator[Progress, None, int]:
    """Compare the folder that `write_voc` wrote with its arguments: classes, lists, and every pixel of every mask.

    Copied pictures must be equal byte by byte; newly encoded ones must decode whole at the mask's size.

    Returns:
        The number of images compared. WorkbenchError at the first difference.
    """
    found = read_voc(Source(dest))
    ids = file_ids(image.name for image in images)
    if found.classes != classes:
        raise _differs(dest, "its classes are others")
    by_id = {image.path.stem: image for image in found.images}
    if by_id.keys() != set(ids):
        raise _differs(dest, f"it holds {len(by_id)} pictures, not {len(ids)}")
    for name in LISTS:
        for split, listed in split_lists(ids, images).items():
            if read_lines(dest / name / f"{split}.txt") != listed:
                raise _differs(dest, f"{name}/{split}.txt is another list")
    jobs = _jobs(dest, [(image, by_id[identity]) for identity, image in zip(ids, images, strict=True)])
    done = 0
    for _ in in_order(jobs):
        done += 1
        yield Progress("Proving the export", done, len(images))
    return done


def _jobs(dest: Path, pairs: list[tuple[ExportImage, FoundImage]]) -> Iterator[Callable[[], None]]:
    for image, found in pairs:
        yield partial(_compare, dest, image, found, image.load())


def _compare(dest: Path, image: ExportImage, found: FoundImage, mask: U8) -> None:
    if found.split is not image.split:
        raise _differs(dest, f"{found.name} is of another split")
    if found.load is None or not np.array_equal(found.load().classes, mask):
        raise _differs(dest, f"the mask of {image.name} is another")
    if read_bytes(found.path) == read_bytes(image.path):
        return
    if plain_jpeg(image.path) is not None or read_rgb(found.path).shape[:2] != mask.shape:
        raise _differs(dest, f"the picture of {image.name} is another")


def _differs(dest: Path, what: str) -> WorkbenchError:
    return WorkbenchError(
        f"The export {dest} is not what was to be written: {what}.", "Check the disk, then export into a new folder."
    )
