"""Box cut: what stands out from its surroundings inside a box, refined by strokes.

GrabCut (Rother, Kolmogorov & Blake 2004) by OpenCV, on a picture shrunken so that one step takes a few milliseconds.
"""

import math
from collections.abc import Sequence

import cv2
import numpy as np

from workbench.core.arrays import U8, Bool
from workbench.core.geometry import Point, Rect

CUT_SIDE = 160
"""Pixels, after shrinking, of the longer side."""

_SURROUNDINGS = 0.2
"""Share of the box's sides that is looked at round it."""


class BoxCut:
    """A box whose content is told apart from what is round it, step by step.

    Args:
        rgb: uint8 (H, W, 3), the whole image.
        box: inside the image, not empty.
    """

    def __init__(self, rgb: U8, box: Rect) -> None:
        margin = math.ceil(_SURROUNDINGS * max(box.height, box.width)) + 2
        self._box = box
        self._window = box.grown(margin).clip(*rgb.shape[:2])
        share = min(1.0, CUT_SIDE / max(self._window.height, self._window.width))
        rows = max(3, round(self._window.height * share))
        columns = max(3, round(self._window.width * share))
        self._small = cv2.resize(rgb[self._window.slices], (columns, rows), interpolation=cv2.INTER_AREA)
        self._down, self._across = rows / self._window.height, columns / self._window.width
        self._said = np.full((rows, columns), cv2.GC_BGD, dtype=np.uint8)
        top, left = self._inner(Point(box.top, box.left))
        bottom, right = self._inner(Point(box.bottom, box.right))
        self._said[top : max(top + 1, bottom), left : max(left + 1, right)] = cv2.GC_PR_FGD
        frame = np.s_[[0, -1], :], np.s_[:, [0, -1]]
        for part in frame:  # without surroundings there is nothing to tell apart from
            self._said[part] = cv2.GC_BGD
        self._models = np.zeros((1, 65)), np.zeros((1, 65))
        self._begun = False

    def mark(self, way: Sequence[Point], radius: float, inside: bool) -> None:
        """Say of the pixels under a stroke (image points, radius in image pixels) whether they belong."""
        points = np.array([self._inner(point)[::-1] for point in way], dtype=np.int32)
        width = max(1, round(2 * radius * self._down))
        value = cv2.GC_FGD if inside else cv2.GC_BGD
        cv2.polylines(self._said, [points.reshape(-1, 1, 2)], False, value, width)

    def step(self) -> None:
        """Go one step on; a handful is enough."""
        if not (np.isin(self._said, (cv2.GC_FGD, cv2.GC_PR_FGD)).any() and (self._said == cv2.GC_BGD).any()):
            return  # one side is empty: there is nothing to learn from
        cv2.setRNGSeed(0)  # the same strokes give the same cut
        mode = cv2.GC_EVAL if self._begun else cv2.GC_INIT_WITH_MASK
        cv2.grabCut(self._small, self._said, (0, 0, 1, 1), *self._models, 1, mode)
        self._begun = True

    def shape(self) -> tuple[Rect, Bool]:
        """What belongs now: the window round the box, and bool of its shape."""
        chosen = np.isin(self._said, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.float32)
        size = (self._window.width, self._window.height)
        return self._window, cv2.resize(chosen, size, interpolation=cv2.INTER_LINEAR) > 0.5

    def _inner(self, point: Point) -> tuple[int, int]:
        """(row, column) of the shrunken pixel at a point; it may lie outside."""
        return math.floor((point.y - self._window.top) * self._down), math.floor(
            (point.x - self._window.left) * self._across
        )
