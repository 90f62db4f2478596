"""What a read dataset is, and what is given to a writer: the same few words for every format."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from workbench.core.arrays import U8
from workbench.core.classes import ClassSet
from workbench.core.errors import BadInputError
from workbench.core.records import Split


@dataclass(frozen=True, slots=True)
class FoundImage:
    """One picture of a dataset.

    Attributes:
        name: of the picture's file, below the folder of pictures, with forward slashes.
        path: where the picture lies.
        split: as the dataset tells it; NONE where it does not.
        mask: the file that holds the mask; None where nothing is labelled.
        load: gives the mask: uint8 (H, W), numbers of the dataset's `classes`, 255 unlabelled, of the picture's
            upright size. BadInputError when the two sizes differ or a value has no class. None without a mask.
    """

    name: str
    path: Path
    split: Split
    mask: Path | None = None
    load: Callable[[], U8] | None = None


@dataclass(frozen=True, slots=True)
class FoundDataset:
    """A dataset that was recognised and listed; the masks are read one at a time, when asked for.

    Attributes:
        format: the registry's name of the format.
        why: what it was recognised by, in words.
        classes: with the numbers that the loaded masks hold.
        images: in natural order.
        notices: what a person should know before the import: lists that name missing files, unknown colours ...
    """

    format: str
    why: str
    classes: ClassSet
    images: tuple[FoundImage, ...]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportImage:
    """One image that is to be written.

    Attributes:
        name: its file name in the project; the written names are made from it.
        path: where the picture lies.
        split: which list names it.
        load: gives the mask as in `FoundImage`; called in the caller's thread, once to write and once to prove.
    """

    name: str
    path: Path
    split: Split
    load: Callable[[], U8]


def check_same_size(image: Path, size: tuple[int, int], mask: Path | str, classes: U8) -> None:
    """Refuse a mask (uint8 (H, W)) of another size than the upright picture's (width, height)."""
    height, width = classes.shape
    if size != (width, height):
        raise BadInputError(
            f"The picture {image} is {size[0]} x {size[1]} pixels and its mask {mask} {width} x {height}.",
            "Make both the same size, or leave the mask out. The mask was not taken.",
        )
