"""The edge brush: a disc that stops at edges.

The idea is that of QuPath's wand (Bankhead et al. 2017, "QuPath: Open source software for digital pathology image
analysis"): the neighbourhood is blurred, and from its middle a region grows over colours that differ by no more than
half of the neighbourhood's own standard deviation. So it needs no tolerance. It looks at the image as it is shown: the
zoom decides how fine an edge stops it.
"""

import math

import cv2
import numpy as np

from workbench.core.arrays import U8, Bool
from workbench.core.geometry import EMPTY, Point, Rect

TRACED_SIDE = 149
"""Pixels: a larger disc is looked at in fewer, larger pixels, so that every stamp costs the same."""

SENSITIVITY = 2.0
LEAST_DIFFERENCE = 2.0
"""Levels of colour that are no edge, however even the neighbourhood is."""


def edge_stamp(rgb: U8, at: Point, radius: float, scale: float = 1.0) -> tuple[Rect, Bool]:
    """What the edge brush covers when it is put down.

    Args:
        rgb: uint8 (H, W, 3), the whole image.
        at: middle of the disc, in image pixels.
        radius: in image pixels.
        scale: screen pixels an image pixel: where the image is shown smaller, edges too fine to be seen are none.

    Returns:
        A box inside the image and bool of its shape; empty when the middle is outside the image.
    """
    height, width = rgb.shape[:2]
    box = Rect(
        math.floor(at.y - radius), math.floor(at.x - radius), math.ceil(at.y + radius), math.ceil(at.x + radius)
    ).clip(height, width)
    row, column = int(at.y // 1), int(at.x // 1)
    if not (0 <= row < height and 0 <= column < width):
        return EMPTY, np.zeros((0, 0), dtype=np.bool_)
    y, x = np.ogrid[box.top : box.bottom, box.left : box.right]
    disc: Bool = (y + 0.5 - at.y) ** 2 + (x + 0.5 - at.x) ** 2 <= radius * radius
    disc[row - box.top, column - box.left] = True
    found = _grown(rgb[box.slices], disc, (row - box.top, column - box.left), scale)
    return box, found & disc


def _grown(part: U8, disc: Bool, start: tuple[int, int], scale: float) -> Bool:
    """The region that grows from `start` inside the disc: bool of the part's shape."""
    height, width = disc.shape
    share = min(1.0, scale, TRACED_SIDE / max(height, width))
    rows, columns = max(1, round(height * share)), max(1, round(width * share))
    small = cv2.resize(part, (columns, rows), interpolation=cv2.INTER_AREA)
    whole = cv2.resize(disc.astype(np.float32), (columns, rows), interpolation=cv2.INTER_AREA)
    inside = (whole > 0).astype(np.uint8)  # the rim belongs: `edge_stamp` cuts it exactly
    seed = (
        min(columns - 1, int((start[1] + 0.5) * columns / width)),
        min(rows - 1, int((start[0] + 0.5) * rows / height)),
    )
    inside[seed[1], seed[0]] = 1
    side = max(rows, columns)
    small = cv2.GaussianBlur(small, (0, 0), max(0.6, side / 37))
    _, deviation = cv2.meanStdDev(small, mask=inside)
    apart = tuple(float(max(LEAST_DIFFERENCE, d / SENSITIVITY)) for d in deviation.ravel())
    # What is not zero in the mask stops the flood: the outside of the disc.
    blocked = np.pad(1 - inside, 1, constant_values=1)
    flags = 4 | cv2.FLOODFILL_MASK_ONLY | cv2.FLOODFILL_FIXED_RANGE | (2 << 8)
    cv2.floodFill(small, blocked, seed, (0, 0, 0), apart, apart, flags)
    region = (blocked[1:-1, 1:-1] == 2).astype(np.uint8)
    if side >= 15:
        region = cv2.morphologyEx(region, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5)))
    grown: Bool = cv2.resize(region, (width, height), interpolation=cv2.INTER_NEAREST).astype(np.bool_)
    return grown
