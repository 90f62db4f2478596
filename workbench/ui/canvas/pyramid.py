"""An image at half, quarter, ... size, for zooming out without holes."""

from collections.abc import Iterator

import cv2
import numpy as np

from workbench.core.arrays import U8

STRIP_PIXELS = 2_000_000
"""Pixels that one step of `build` reads: about a millisecond."""

SMALLEST_LEVEL = 256
"""No level is made whose longer side would be smaller."""


class Pyramid:
    """Halved copies of an image. Level k has a pixel for each 2**k x 2**k block; an odd last row or column is left out.

    Nothing is made until `build` is stepped through, so that opening a huge image never waits.

    Args:
        rgb: uint8 (H, W, 3), level 0; not copied.
    """

    def __init__(self, rgb: U8) -> None:
        self._levels = [rgb]

    @property
    def levels(self) -> int:
        """Number of levels that are ready, the image itself included."""
        return len(self._levels)

    def build(self) -> Iterator[None]:
        """Make the levels, a strip a step; each level can be used once it is whole."""
        while max(self._levels[-1].shape[:2]) >= 2 * SMALLEST_LEVEL and min(self._levels[-1].shape[:2]) >= 2:
            source = self._levels[-1]
            height, width = source.shape[0] // 2, source.shape[1] // 2
            target = np.empty((height, width, 3), dtype=np.uint8)
            rows = max(1, STRIP_PIXELS // (4 * width))
            for top in range(0, height, rows):
                bottom = min(height, top + rows)
                block = source[2 * top : 2 * bottom, : 2 * width]
                cv2.resize(block, (width, bottom - top), target[top:bottom], interpolation=cv2.INTER_AREA)
                yield
            self._levels.append(target)

    def level_for(self, scale: float) -> int:
        """The coarsest level that has at least one pixel a device pixel at this scale; perhaps not ready yet."""
        level, longest, shortest = 0, max(self._levels[0].shape[:2]), min(self._levels[0].shape[:2])
        while scale * 2 ** (level + 1) <= 1.0 and longest >= 2 * SMALLEST_LEVEL and shortest >= 2:
            level, longest, shortest = level + 1, longest // 2, shortest // 2
        return level

    def level(self, number: int) -> U8:
        """uint8 (h, w, 3) of a level that is ready."""
        return self._levels[number]
