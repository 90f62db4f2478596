"""Scissors: the line that follows the edges of the image from one point to another (live-wire).

OpenCV's intelligent scissors do the work (Mortensen & Barrett 1995, "Intelligent scissors for image composition").
"""

import math

import cv2
import numpy as np

from workbench.core.arrays import U8
from workbench.core.geometry import Point, Rect

WIRE_SIDE = 384
"""Pixels, after shrinking, of the square round a start in which edges are followed."""


class LiveWire:
    """All lines from one start; making it takes some tens of milliseconds, asking it next to nothing.

    Args:
        rgb: uint8 (H, W, 3), the whole image.
        start: image point, inside the image.
        scale: device pixels an image pixel: when zoomed out, edges are followed as they are seen.
    """

    def __init__(self, rgb: U8, start: Point, scale: float) -> None:
        self._step = max(1, math.ceil(1 / scale))
        half = WIRE_SIDE * self._step // 2
        top, left = int(start.y // 1) - half, int(start.x // 1) - half
        self._box = Rect(top, left, top + 2 * half, left + 2 * half).clip(*rgb.shape[:2])
        part = rgb[self._box.slices]
        rows, columns = max(1, self._box.height // self._step), max(1, self._box.width // self._step)
        self._size = (rows, columns)
        small = np.ascontiguousarray(cv2.resize(part, (columns, rows), interpolation=cv2.INTER_AREA)[..., ::-1])
        self._start = start
        self._tool = cv2.segmentation.IntelligentScissorsMB()
        self._tool.setEdgeFeatureCannyParameters(32, 100)
        self._tool.setGradientMagnitudeMaxLimit(200)
        self._tool.applyImage(small)
        self._tool.buildMap(self._inner(start))

    def path(self, end: Point) -> list[Point]:
        """The line from the start to `end`, both included; straight where it leaves the square."""
        contour = self._tool.getContour(self._inner(end)).reshape(-1, 2)
        rows, columns = self._size
        down, across = self._box.height / rows, self._box.width / columns
        inner = [Point(self._box.top + (y + 0.5) * down, self._box.left + (x + 0.5) * across) for x, y in contour[1:-1]]
        return [self._start, *inner, end]

    def _inner(self, point: Point) -> tuple[int, int]:
        """(x, y) of the shrunken pixel nearest to a point."""
        rows, columns = self._size
        row = int((point.y - self._box.top) * rows / self._box.height // 1)
        column = int((point.x - self._box.left) * columns / self._box.width // 1)
        return min(max(column, 0), columns - 1), min(max(row, 0), rows - 1)
