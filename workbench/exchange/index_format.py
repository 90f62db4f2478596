"""The format "index": one grey PNG an image whose values are class numbers, and classes.txt with their names."""

from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from workbench.core.arrays import U8
from workbench.core.classes import ClassSet
from workbench.core.errors import WorkbenchError
from workbench.core.events import Progress
from workbench.exchange.atomic_folder import new_folder
from workbench.exchange.dataset import ExportImage
from workbench.exchange.file_ids import file_ids
from workbench.exchange.labelmap import class_name_lines
from workbench.exchange.pipeline import in_order
from workbench.exchange.text_file import read_lines, write_lines
from workbench.pixels.mask_file import read_indexed

LIST = "classes.txt"


def write_index(dest: Path, classes: ClassSet, images: Sequence[ExportImage]) -> Iterator[Progress]:
    """Write each mask as STEM.png, 8 bits of grey: the class number, 255 for unlabelled; pictures are not copied.

    Line n of classes.txt (from 0) is the name of number n; numbers without a class have a name of their own.
    """
    with new_folder(dest) as folder:
        for done, _ in enumerate(in_order(_jobs(folder, images, _write)), start=1):
            yield Progress("Writing masks", done, len(images))
        write_lines(folder / LIST, class_name_lines(classes))


def verify_index(dest: Path, classes: ClassSet, images: Sequence[ExportImage]) -> Generator[Progress, None, int]:
    """Read everything back and compare it with what was to be written; gives the number of masks compared."""
    if read_lines(dest / LIST) != class_name_lines(classes):
        raise _differs(dest, "its classes are others")
    done = 0
    for _ in in_order(_jobs(dest, images, _compare)):
        done += 1
        yield Progress("Proving the export", done, len(images))
    return done


def _jobs(
    folder: Path, images: Sequence[ExportImage], work: Callable[[Path, U8], None]
) -> Iterator[Callable[[], None]]:
    for identity, image in zip(file_ids(image.name for image in images), images, strict=True):
        yield partial(work, folder / f"{identity}.png", image.load())


def _write(path: Path, mask: U8) -> None:
    _, encoded = cv2.imencode(".png", mask, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    path.write_bytes(np.asarray(encoded).tobytes())


def _compare(path: Path, mask: U8) -> None:
    if not np.array_equal(read_indexed(path), mask):
        raise _differs(path.parent, f"{path.name} is another mask")


def _differs(dest: Path, what: str) -> WorkbenchError:
    return WorkbenchError(
        f"The export {dest} is not what was to be written: {what}.", "Check the disk, then export into a new folder."
    )
