"""Points and boxes in image pixels. Row first, as in the arrays."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from workbench.core.arrays import Bool

TILE = 256
"""Side, in pixels, of the tiles of an image's grid: masks are recorded, edited and stored tile by tile."""


class Point(NamedTuple):
    """A place in an image, continuous: pixel (row, column) covers [row, row+1) x [column, column+1)."""

    y: float
    x: float


@dataclass(frozen=True, slots=True)
class Rect:
    """A half-open box of pixels: rows top..bottom-1, columns left..right-1. Clipped by whoever makes it."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        """Number of rows."""
        return max(0, self.bottom - self.top)

    @property
    def width(self) -> int:
        """Number of columns."""
        return max(0, self.right - self.left)

    @property
    def area(self) -> int:
        """Number of pixels."""
        return self.height * self.width

    @property
    def empty(self) -> bool:
        """Whether no pixel is inside."""
        return self.bottom <= self.top or self.right <= self.left

    @property
    def slices(self) -> tuple[slice, slice]:
        """The index that cuts this box out of an (H, W) array."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    def union(self, other: "Rect") -> "Rect":
        """The smallest box around both; an empty box adds nothing."""
        if self.empty:
            return other
        if other.empty:
            return self
        return Rect(
            min(self.top, other.top),
            min(self.left, other.left),
            max(self.bottom, other.bottom),
            max(self.right, other.right),
        )

    def clip(self, height: int, width: int) -> "Rect":
        """The part inside an image of that size (pixels); may be empty."""
        top, left = min(max(self.top, 0), height), min(max(self.left, 0), width)
        return Rect(top, left, max(top, min(self.bottom, height)), max(left, min(self.right, width)))

    def common(self, other: "Rect") -> "Rect":
        """The box that lies inside both; may be empty."""
        top, left = max(self.top, other.top), max(self.left, other.left)
        return Rect(top, left, max(top, min(self.bottom, other.bottom)), max(left, min(self.right, other.right)))

    def moved(self, down: int, right: int) -> "Rect":
        """This box, so many pixels further down and to the right."""
        return Rect(self.top + down, self.left + right, self.bottom + down, self.right + right)

    def grown(self, pixels: int) -> "Rect":
        """This box with so many pixels more at each of its four sides."""
        return Rect(self.top - pixels, self.left - pixels, self.bottom + pixels, self.right + pixels)

    def tiles(self, size: int) -> Iterator[tuple[int, int]]:
        """(row, column) numbers of the size x size tiles, counted from the image's corner, that this box touches."""
        if self.empty:
            return
        for row in range(self.top // size, (self.bottom - 1) // size + 1):
            for column in range(self.left // size, (self.right - 1) // size + 1):
                yield row, column


EMPTY = Rect(0, 0, 0, 0)


def box_round(rects: Iterable[Rect]) -> Rect:
    """The smallest box round boxes none of which is empty; empty when there are none."""
    corners = [(rect.top, rect.left, rect.bottom, rect.right) for rect in rects]
    if not corners:
        return EMPTY
    tops, lefts, bottoms, rights = zip(*corners, strict=True)
    return Rect(min(tops), min(lefts), max(bottoms), max(rights))


def bounding_box(pixels: Bool) -> Rect:
    """The smallest box around the true pixels of a bool (h, w) array."""
    rows = np.flatnonzero(pixels.any(axis=1))
    if rows.size == 0:
        return EMPTY
    columns = np.flatnonzero(pixels.any(axis=0))
    return Rect(int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1)


def tile_rect(row: int, column: int, size: int, height: int, width: int) -> Rect:
    """The box of tile (row, column) of an image of height x width pixels; tiles at the border are smaller."""
    return Rect(row * size, column * size, (row + 1) * size, (column + 1) * size).clip(height, width)
