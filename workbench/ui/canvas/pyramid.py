"""An image at half, quarter, ... size, for zooming out without holes."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from workbench.core.arrays import U8, AnyArray

STRIP_PIXELS = 2_000_000
"""Pixels that one step of `build` reads: about a millisecond."""

SMALLEST_LEVEL = 256
"""No level is made whose longer side would be smaller."""

ENLARGED = 2.0
"""Device pixels of a small copy's pixel up to which it looks better than single pixels of the image itself."""


@dataclass(frozen=True, slots=True)
class Level:
    """A copy of the image, smaller or not.

    Attributes:
        pixels: the image itself, uint8 (H, W, 3) RGB or uint16 (H, W) grey; smaller copies of a colour image are
            uint8 (h, w, 4), BGR and an idle byte, as the screen wants them.
        down: image rows that one of its rows stands for.
        across: image columns that one of its columns stands for.
    """

    pixels: AnyArray
    down: float = 1.0
    across: float = 1.0


class Pyramid:
    """Halved copies of an image. Level k has a pixel for each 2**k x 2**k block; an odd last row or column is left out.

    Nothing is made until `build` is stepped through, so that opening a huge image never waits.

    Args:
        height: of the image, in pixels.
        width: of the image.
        pixels: uint8 (H, W, 3) RGB or uint16 (H, W), level 0; not copied. None while it is still being read.
        reduced: uint8 (h, w, 3), the image in small, which stands in for what is not there yet.
    """

    def __init__(self, height: int, width: int, pixels: AnyArray | None, reduced: U8 | None = None) -> None:
        self._height, self._width = height, width
        self._levels: list[Level] = [] if pixels is None else [Level(pixels)]
        self._stand_in: Level | None = None
        if reduced is not None:
            small = cv2.cvtColor(reduced, cv2.COLOR_RGB2BGRA)
            self._stand_in = Level(small, height / small.shape[0], width / small.shape[1])

    @property
    def levels(self) -> int:
        """Number of levels that are ready, the image itself included."""
        return len(self._levels)

    def build(self) -> Iterator[None]:
        """Make the levels, a strip a step; each level can be used once it is whole."""
        while self._levels:
            last = self._levels[-1]
            height, width = last.pixels.shape[0] // 2, last.pixels.shape[1] // 2
            if max(height, width) < SMALLEST_LEVEL or min(height, width) < 1:
                return
            colored = last.pixels.ndim == 3
            target = np.empty((height, width, 4) if colored else (height, width), dtype=last.pixels.dtype)
            rows = max(1, STRIP_PIXELS // (4 * width))
            for top in range(0, height, rows):
                strip = target[top : min(height, top + rows)]
                _halve(last.pixels[2 * top : 2 * (top + len(strip)), : 2 * width], strip)
                yield
            self._levels.append(Level(target, 2 * last.down, 2 * last.across))

    def wanted(self, scale: float) -> int:
        """The coarsest level that has at least one pixel a device pixel at this scale; perhaps not ready yet."""
        level, longest, shortest = 0, max(self._height, self._width), min(self._height, self._width)
        while scale * 2 ** (level + 1) <= 1.0 and longest >= 2 * SMALLEST_LEVEL and shortest >= 2:
            level, longest, shortest = level + 1, longest // 2, shortest // 2
        return level

    def best(self, scale: float) -> Level | None:
        """What to show at this scale by now; None when there is nothing at all."""
        wanted = self.wanted(scale)
        if wanted < self.levels:
            return self._levels[wanted]
        small = self._stand_in
        if small is not None and (not self._levels or scale * max(small.down, small.across) <= ENLARGED):
            return small
        return self._levels[0] if self._levels else None


def _halve(block: AnyArray, target: AnyArray) -> None:
    """Write the means of 2 x 2 pixels into `target`; RGB becomes BGR and an idle byte."""
    size = (target.shape[1], target.shape[0])
    if block.ndim == 3 and block.shape[2] == 3:
        cv2.cvtColor(cv2.resize(block, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2BGRA, target)
    else:
        cv2.resize(block, size, target, interpolation=cv2.INTER_AREA)
