"""One image that is to be written: where its picture lies, and the way to its mask."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from workbench.core.arrays import U8
from workbench.core.geometry import Rect
from workbench.core.mask import LabelMask
from workbench.core.records import Split


@dataclass(frozen=True, slots=True, eq=False)
class CutPicture:
    """A part of a picture.

    Attributes:
        pixels: uint8 (h, w, 3), RGB, of the upright picture.
        sha256: of the bytes of the whole picture's file.
    """

    pixels: U8
    sha256: str


@dataclass(frozen=True, slots=True)
class Part:
    """That only a part of a picture is written: which box of the upright picture, and the way to its pixels."""

    box: Rect
    cut: Callable[[], CutPicture]


@dataclass(frozen=True, slots=True)
class ExportImage:
    """One image that is to be written.

    Attributes:
        name: its file name in the project; the written names are made from it.
        path: where the picture lies.
        split: which list names it.
        height: of the mask, in pixels.
        width: of the mask, in pixels.
        load: gives the mask, which nobody changes; called in the caller's thread, once to write and once to prove.
            Pixels without an origin count as unpainted, whatever their class.
        part: the part of the picture that the mask covers; None for the whole.
    """

    name: str
    path: Path
    split: Split
    height: int
    width: int
    load: Callable[[], LabelMask]
    part: Part | None = None
