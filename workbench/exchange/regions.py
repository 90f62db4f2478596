"""From the regions of an image to its mask: one way for all formats that tell shapes and not pixels."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from workbench.core.arrays import U8
from workbench.core.errors import BadInputError
from workbench.core.mask import UNLABELLED
from workbench.exchange.dataset import FoundMask, Remark, check_same_size
from workbench.exchange.shapes.patch import Patch
from workbench.pixels.image_file import probe
from workbench.pixels.orientation import UPRIGHT, swaps_sides, turned

Size = tuple[int, int]
"""Width, height, in pixels."""


@dataclass(frozen=True, slots=True)
class Region:
    """One shape of an image.

    Attributes:
        number: of its class.
        draw: gives its pixels in an image of (height, width).
        where: the document and the place in it, for messages.
    """

    number: int
    draw: Callable[[int, int], Iterable[Patch]]
    where: str


EMPTY = Remark("images without any region come in without labels")
NOTHING = "shapes hold no pixel of their picture: they have no inside, or lie beyond its edge"
TURNED = Remark("masks were drawn on the picture as it is stored; they were turned with it")


def draw_mask(
    regions: Iterable[Region],
    rest: int,
    picture: Path,
    told: Size | None,
    document: Path | str,
    remarks: Iterable[Remark] = (),
    data: bytes | None = None,
) -> FoundMask:
    """Draw regions one over the other, later ones on top.

    Args:
        regions: in order.
        rest: the number of pixels of no region; without any region the whole image stays unlabelled, for then most
            likely nobody has looked at it.
        picture: the picture's file.
        told: the size that the document tells; None when it tells none.
        document: for messages.
        remarks: what was odd before anything was drawn.
        data: the picture's bytes, where it has no file of its own.
    """
    size, orientation = _size(picture, told, document, data)
    regions = list(regions)
    nothing = 0
    canvas = np.full((size[1], size[0]), rest if regions else UNLABELLED, dtype=np.uint8)
    for region in regions:
        try:
            painted = False
            for patch in region.draw(size[1], size[0]):
                patch.paint(canvas, region.number)
                painted = painted or bool(patch.inside.any())
            nothing += not painted
        except BadInputError as error:
            cure = error.cure or "Export the dataset again, or mend the file by hand."
            raise BadInputError(f"{region.where}: {error.message}", cure) from error
    empty = () if regions else (EMPTY,)
    lost = (Remark(NOTHING, nothing, str(document)),) if nothing else ()
    return turned_mask(canvas, orientation, (*remarks, *empty, *lost))


def settle(picture: Path, size: Size, mask: Path | str, data: bytes | None = None) -> int:
    """How a mask of that size must be turned to fit its picture: 1 for not at all; refused when it fits in no way."""
    info = probe(picture, data)
    if swaps_sides(info.orientation) and size == (info.height, info.width):
        return info.orientation
    check_same_size(picture, (info.width, info.height), mask, size)
    return UPRIGHT


def turned_mask(classes: U8, orientation: int, remarks: tuple[Remark, ...] = ()) -> FoundMask:
    """A mask (uint8 (H, W)) turned as `settle` told."""
    if orientation == UPRIGHT:
        return FoundMask(classes, remarks)
    return FoundMask(np.ascontiguousarray(turned(classes, orientation)), (*remarks, TURNED))


def _size(picture: Path, told: Size | None, document: Path | str, data: bytes | None) -> tuple[Size, int]:
    """The size to draw in, and how the mask must be turned then."""
    if told is None:
        info = probe(picture, data)
        return (info.width, info.height), UPRIGHT
    return told, settle(picture, told, document, data)
