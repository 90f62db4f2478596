"""Fill: the connected region of one value under a point, or every pixel of that value."""

from collections.abc import Iterator

import cv2
import numpy as np

from workbench.core.arrays import U8, Bool
from workbench.core.geometry import Point, Rect
from workbench.paint.bands import bands


def pixel_of(point: Point, within: Rect) -> tuple[int, int] | None:
    """Row and column of the pixel under a point; None when it is not inside the box."""
    row, column = int(point.y // 1), int(point.x // 1)
    inside = within.top <= row < within.bottom and within.left <= column < within.right
    return (row, column) if inside else None


def connected(plane: U8, row: int, column: int) -> tuple[Rect, Bool]:
    """The pixels that hang together with (row, column), by sides and not by corners, and have its value.

    Args:
        plane: uint8 (H, W); not changed.
        row: of the pixel that is asked for.
        column: of the same.

    Returns:
        The smallest box round them, and bool of its shape.
    """
    height, width = plane.shape
    found = np.zeros((height + 2, width + 2), dtype=np.uint8)
    flags = 4 | cv2.FLOODFILL_MASK_ONLY | cv2.FLOODFILL_FIXED_RANGE | (1 << 8)
    _, _, _, (x, y, w, h) = cv2.floodFill(plane, found, (column, row), (0,), (0,), (0,), flags)
    return Rect(y, x, y + h, x + w), found[1 + y : 1 + y + h, 1 + x : 1 + x + w].view(np.bool_)


def with_holes(where: Bool, largest: int) -> Bool:
    """A region (bool (h, w), in the smallest box round it) and all holes in it of at most `largest` pixels.

    A hole is what the region goes all round, corners included, whatever values it has.
    """
    if largest <= 0:
        return where
    _, regions, stats, _ = cv2.connectedComponentsWithStats((~where).view(np.uint8), connectivity=8)
    filled = stats[:, cv2.CC_STAT_AREA] <= largest
    filled[np.concatenate((regions[0], regions[-1], regions[:, 0], regions[:, -1]))] = False
    filled[0] = True  # the region itself
    found: Bool = filled[regions]
    return found


def of_value(plane: U8, value: int, within: Rect) -> Iterator[tuple[Rect, Bool]]:
    """Every pixel of that value in a box of the plane (uint8 (H, W)), as boxes and bool of their shape."""
    for band in bands(within):
        where = plane[band.slices] == value
        if where.any():
            yield band, where
