"""The colour wand: the region round a point whose colours are like the point's own."""

import cv2
import numpy as np

from workbench.core.arrays import U8, Bool
from workbench.core.geometry import Rect
from workbench.paint.fill import connected


def colour_distance(rgb: U8, row: int, column: int) -> U8:
    """How far each pixel's colour is from that of pixel (row, column): the largest difference of a channel.

    Args:
        rgb: uint8 (H, W, 3).
        row: of the pixel compared with.
        column: of the same.

    Returns:
        uint8 (H, W).
    """
    seed = np.append(rgb[row, column], 0).astype(np.float64)  # four numbers: OpenCV's form of one colour
    red, green, blue = cv2.split(cv2.absdiff(np.ascontiguousarray(rgb), seed))
    distance: U8 = np.asarray(cv2.max(cv2.max(red, green), blue), dtype=np.uint8)
    return distance


def alike(distance: U8, row: int, column: int, tolerance: int) -> tuple[Rect, Bool]:
    """The pixels within the tolerance (0..255) that hang together with (row, column): a box and bool of its shape."""
    return connected((distance <= tolerance).view(np.uint8), row, column)
