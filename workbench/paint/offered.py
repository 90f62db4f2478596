"""One region of what a model offers: the connected pixels of one class round a place."""

import math
from dataclasses import dataclass

import numpy as np

from workbench.core.arrays import U8, Bool
from workbench.core.geometry import Point, Rect
from workbench.core.mask import LabelMask
from workbench.core.offer import Offer
from workbench.core.prediction import Prediction
from workbench.paint.fill import connected

FIRST_REACH = 256
"""Pixels to each side of the place that are looked at first; four times as many whenever the region goes on."""

Region = tuple[Rect, Bool]
"""The smallest box round a region, and bool of its shape."""


def offered_region(
    prediction: Prediction, mask: LabelMask, offer: Offer, row: int, column: int, within: Rect
) -> Region | None:
    """The pixels on offer that hang together by their sides with (row, column) and are of its class.

    Takes time by the size of the region, not of the image.

    Args:
        prediction: what the model says.
        mask: of the same size; its labelled pixels are not on offer.
        offer: what is.
        row: of the place.
        column: of the place, which lies in `within`.
        within: only there.

    Returns:
        The region, or None when the place itself is not on offer.
    """
    reach = FIRST_REACH
    while True:
        window = Rect(row, column, row + 1, column + 1).grown(reach).common(within)
        plane = _same_class(prediction, mask, offer, window, row, column)
        if not plane[row - window.top, column - window.left]:
            return None
        box, where = connected(plane, row - window.top, column - window.left)
        box = box.moved(window.top, window.left)
        if not goes_on(box, window, within):
            return box, where
        reach *= 4


def goes_on(found: Rect, window: Rect, whole: Rect) -> bool:
    """Whether what was found in a window reaches a side of it behind which there is more."""
    sides = ("top", "left", "bottom", "right")
    return any(getattr(found, side) == getattr(window, side) != getattr(whole, side) for side in sides)


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What a region looks like.

    Attributes:
        where: bool (h, w), in cells.
        corner: of the first cell, in image points.
        cell: image pixels to a side of each cell.
    """

    where: Bool
    corner: Point
    cell: int


def seen_region(
    prediction: Prediction, mask: LabelMask, offer: Offer, row: int, column: int, within: Rect, most: int
) -> Seen | None:
    """As `offered_region`, but as one sees it: in so coarse a grid that at most that many cells lie in `within`."""
    cell = max(1, math.ceil(math.sqrt(within.area / most)))
    top, left = within.top + (row - within.top) % cell, within.left + (column - within.left) % cell
    cells = slice(top, within.bottom, cell), slice(left, within.right, cell)
    plane = prediction.offered(mask, cells, offer)
    plane &= prediction.classes[cells] == prediction.classes[row, column]
    place = (row - top) // cell, (column - left) // cell
    if not plane[place]:
        return None
    box, where = connected(plane.view(np.uint8), *place)
    return Seen(where, Point(float(top + box.top * cell), float(left + box.left * cell)), cell)


def _same_class(prediction: Prediction, mask: LabelMask, offer: Offer, window: Rect, row: int, column: int) -> U8:
    """uint8, of the window's shape: 1 where something of the same class as at (row, column) is on offer."""
    found = prediction.offered(mask, window.slices, offer)
    found &= prediction.classes[window.slices] == prediction.classes[row, column]
    plane: U8 = found.view(np.uint8)
    return plane
