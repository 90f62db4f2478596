"""What a read dataset is: the same few words for every format."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from workbench.core.arrays import U8
from workbench.core.classes import ClassSet
from workbench.core.errors import BadInputError
from workbench.core.records import Split


class Sure(IntEnum):
    """How sure a format is that a source is of its kind."""

    PERHAPS = 1
    LIKELY = 2
    CERTAIN = 3


@dataclass(frozen=True, slots=True)
class Recognised:
    """That a source is of a format: how sure, and why, in words that follow "it holds"."""

    sure: Sure
    why: str


@dataclass(frozen=True, slots=True)
class Remark:
    """Something odd in a mask that was taken all the same.

    Attributes:
        what: in words that are the same for every image, with what became of it: "points are no regions".
        count: how often, in shapes, lines or pixels.
        where: the first place, for people who want to look.
    """

    what: str
    count: int = 1
    where: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class FoundMask:
    """A mask that was read.

    Attributes:
        classes: uint8 (H, W), numbers of the dataset's `classes`, 255 unlabelled, of the picture's upright size.
        remarks: what was odd.
    """

    classes: U8
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundImage:
    """One picture of a dataset.

    Attributes:
        name: of the picture's file, below the folder of pictures, with forward slashes.
        path: where the picture lies; with `data`, the file that it is taken from.
        split: as the dataset tells it; NONE where it does not.
        mask: the file that holds the mask; None where nothing is labelled.
        load: gives the mask. BadInputError when it does not fit the picture or a value has no class. None without one.
        data: gives the bytes of the picture's own file where there is none yet: a page, or a picture inside a document.
    """

    name: str
    path: Path
    split: Split
    mask: Path | None = None
    load: Callable[[], FoundMask] | None = None
    data: Callable[[], bytes] | None = None


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


def check_same_size(image: Path, size: tuple[int, int], mask: Path | str, mask_size: tuple[int, int]) -> None:
    """Refuse a mask of another size than the upright picture's (both width, height)."""
    if size != mask_size:
        raise BadInputError(
            f"The picture {image} is {size[0]} x {size[1]} pixels and its mask {mask} {mask_size[0]} x {mask_size[1]}.",
            "Make both the same size, or leave the mask out. The mask was not taken.",
        )
