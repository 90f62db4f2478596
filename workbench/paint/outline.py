"""The lines round a region of pixels: along the pixels' own edges, or simpler where nobody could see the difference."""

import math

import cv2
import numpy as np

from workbench.core.arrays import Bool
from workbench.core.geometry import Point

MOST_SEEN = 1_000_000
"""Cells, about, in which a line is looked for that is only to be seen."""

SEEN_TOLERANCE = 0.7
"""Device pixels by which such a line may leave the edges of the cells, zoomed out."""


def outline(where: Bool, corner: Point, tolerance: float = 0.0, cell: int = 1) -> tuple[tuple[Point, ...], ...]:
    """Closed lines round a region and round its holes.

    Args:
        where: bool (h, w), the region's cells.
        corner: of the first cell, in image points.
        tolerance: how far a line may leave the edges of the cells, in cells; 0 keeps every corner.
        cell: image pixels to a side of each cell.

    Returns:
        The lines, each ending where it begins, in image points.
    """
    # OpenCV joins the middles of pixels. With four pixels for each cell, the middles that lie on one edge meet on it.
    double = np.pad(np.repeat(np.repeat(where.view(np.uint8), 2, axis=0), 2, axis=1), 1)
    rings, _ = cv2.findContours(double, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for ring in rings:
        corners = ring // 2  # padding moved all by one: 2i + 1 is the near edge of cell i, 2i + 2 the far one
        corners = corners[(corners != np.roll(corners, 1, axis=0)).any(axis=(1, 2))]  # two meet where a notch is
        if tolerance > 0:
            corners = cv2.approxPolyDP(corners, tolerance, closed=True)
        points = [Point(corner.y + y * cell, corner.x + x * cell) for x, y in corners[:, 0].tolist()]
        found.append((*points, points[0]))
    return tuple(found)


def seen_outline(where: Bool, corner: Point, scale: float, cell: int = 1) -> tuple[tuple[Point, ...], ...]:
    """As `outline`, but as one sees it: takes some milliseconds, whatever the size of the region.

    Args:
        where: bool (h, w), the region's cells; of many more than `MOST_SEEN` every second row and column, or third
            and so on, is looked at alone.
        corner: of the first cell, in image points.
        scale: device pixels to a side of each image pixel.
        cell: image pixels to a side of each cell.
    """
    step = max(1, round(math.sqrt(where.size / MOST_SEEN)))
    wide = step * cell * scale
    tolerance = SEEN_TOLERANCE / wide if wide < 2 else 0.0
    return outline(where[::step, ::step], corner, tolerance, step * cell)
