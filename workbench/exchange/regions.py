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


EMPTY = Remark("images have no region; they come in without labels")
TURNED = Remark("masks were drawn on the picture as it is stored; they were turned with it")


def draw_mask(
    regions: Iterable[Region],
    rest: int,
    picture: Path | None,
    told: Size | None,
    document: Path | str,
    remarks: Iterable[Remark] = (),
) -> FoundMask:
    """Draw regions one over the other, later ones on top.

    Args:
        regions: in order.
        rest: the number of pixels of no region; without any region the whole image stays unlabelled, for then most
            likely nobody has looked at it.
        picture: the picture's file; None when the document's size is to be believed.
        told: the size that the document tells; None when it tells none.
        document: for messages.
        remarks: what was odd before anything was drawn.
    """
    size, orientation = _size(picture, told, document)
    regions = list(regions)
    canvas = np.full((size[1], size[0]), rest if regions else UNLABELLED, dtype=np.uint8)
    for region in regions:
        try:
            for patch in region.draw(size[1], size[0]):
                patch.paint(canvas, region.number)
        except BadInputError as error:
            raise BadInputError(f"{region.where}: {error.message}", error.cure) from error
    return turned_mask(canvas, orientation, (*remarks, *(() if regions else (EMPTY,))))


def settle(picture: Path, size: Size, mask: Path | str) -> int:
    """How a mask of that size must be turned to fit its picture: 1 for not at all; refused when it fits in no way."""
    info = probe(picture)
    if swaps_sides(info.orientation) and size == (info.height, info.width):
        return info.orientation
    check_same_size(picture, (info.width, info.height), mask, size)
    return UPRIGHT


def turned_mask(classes: U8, orientation: int, remarks: tuple[Remark, ...] = ()) -> FoundMask:
    """A mask (uint8 (H, W)) turned as `settle` told."""
    if orientation == UPRIGHT:
        return FoundMask(classes, remarks)
    return FoundMask(np.ascontiguousarray(turned(classes, orientation)), (*remarks, TURNED))


def _size(picture: Path | None, told: Size | None, document: Path | str) -> tuple[Size, int]:
    if told is None:
        if picture is None:
            raise BadInputError(f"{document} tells no size of its picture.", "Add the picture to the folder.")
        info = probe(picture)
        return (info.width, info.height), UPRIGHT
    return told, UPRIGHT if picture is None else settle(picture, told, document)
