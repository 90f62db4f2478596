"""Superpixels: cells of like colour that follow the edges, made tile by tile where they are needed.

SLIC (Achanta et al. 2012) in its parameter-free form, by OpenCV.
"""

import math

import cv2
import numpy as np
import numpy.typing as npt

from workbench.core.arrays import U8, Bool
from workbench.core.geometry import Point, Rect, bounding_box, tile_rect

DIVIDED_SIDE = 224
"""Side, after shrinking, of the square that is divided at once."""

_FINEST = 28
"""Pixels, after shrinking, that a cell is wide at most: larger cells are found in a smaller picture."""

_ROUNDS = 8

Cells = npt.NDArray[np.int32]


class CellMap:
    """The cells of an image, each belonging to one tile.

    Args:
        rgb: uint8 (H, W, 3).
        size: about how wide a cell is, in image pixels.
    """

    def __init__(self, rgb: U8, size: float) -> None:
        self._made_of = rgb, size
        self._rgb = rgb
        self._step = max(1, math.ceil(size / _FINEST))
        self._size = max(4, round(size / self._step))
        self._tiles: dict[tuple[int, int], tuple[Rect, Cells]] = {}
        self._lines: dict[Rect, tuple[tuple[Point, Point], ...]] = {}

    def made_of(self, rgb: U8, size: float) -> bool:
        """Whether these are the cells of that very image, of that size."""
        return self._made_of[0] is rgb and self._made_of[1] == size

    def tile(self, row: int, column: int) -> tuple[Rect, Cells]:
        """The tile of a pixel: its box, and the number of the cell of each of its pixels (int32, box-shaped)."""
        place = (row // self.side, column // self.side)
        if place not in self._tiles:
            box = tile_rect(*place, self.side, *self._rgb.shape[:2])
            self._tiles[place] = box, _divided(self._rgb[box.slices], self._step, self._size)
        return self._tiles[place]

    @property
    def side(self) -> int:
        """Side of a tile, in image pixels."""
        return DIVIDED_SIDE * self._step

    def known(self, row: int, column: int) -> bool:
        """Whether cells and borders of a pixel's tile are there already: then asking for them takes little."""
        tile = self._tiles.get((row // self.side, column // self.side))
        return tile is not None and tile[0] in self._lines

    def cell(self, row: int, column: int) -> tuple[Rect, Bool]:
        """The cell of a pixel: the smallest box round it, and bool of its shape."""
        box, cells = self.tile(row, column)
        reach = 4 * self._size * self._step  # cells are compact: no need to look at the whole tile
        part = Rect(row, column, row + 1, column + 1).grown(reach).common(box)
        inner = cells[part.moved(-box.top, -box.left).slices]
        same: Bool = inner == cells[row - box.top, column - box.left]
        tight = bounding_box(same)
        return tight.moved(part.top, part.left), same[tight.slices]

    def outline(self, row: int, column: int) -> tuple[tuple[Point, Point], ...]:
        """The lines round the cell of a pixel, in image points."""
        box, where = self.cell(row, column)
        wide = Rect(box.top - 1, box.left - 1, box.bottom + 1, box.right + 1)
        return _lines(wide, np.pad(where, 1).astype(np.int32))

    def borders(self, row: int, column: int) -> tuple[tuple[Point, Point], ...]:
        """The lines between the cells of a pixel's tile, in image points; the same object for the same tile."""
        box, cells = self.tile(row, column)
        if box not in self._lines:
            self._lines[box] = _lines(box, cells)
        return self._lines[box]


def _lines(box: Rect, cells: Cells) -> tuple[tuple[Point, Point], ...]:
    """The lines between the cells of a tile, in image points."""
    across = [(Point(y, a), Point(y, b)) for y, a, b in _stretches(cells[1:] != cells[:-1])]
    down = [(Point(a, x), Point(b, x)) for x, a, b in _stretches((cells[:, 1:] != cells[:, :-1]).T)]
    return tuple(
        (Point(a.y + box.top, a.x + box.left), Point(b.y + box.top, b.x + box.left)) for a, b in (*across, *down)
    )


def _divided(part: U8, step: int, size: int) -> Cells:
    """The cells of a part of the image: int32 of its shape."""
    height, width = part.shape[:2]
    rows, columns = math.ceil(height / step), math.ceil(width / step)
    if min(rows, columns) < 2 * size:  # too small to be divided
        return np.zeros((height, width), dtype=np.int32)
    small = cv2.cvtColor(cv2.resize(part, (columns, rows), interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2LAB)
    slic = cv2.ximgproc.createSuperpixelSLIC(cv2.GaussianBlur(small, (3, 3), 0), cv2.ximgproc.SLICO, size)
    slic.iterate(_ROUNDS)
    slic.enforceLabelConnectivity(25)
    labels = slic.getLabels().astype(np.float32)
    cells: Cells = cv2.resize(labels, (width, height), interpolation=cv2.INTER_NEAREST).astype(np.int32)
    return cells


def _stretches(edges: Bool) -> list[tuple[int, int, int]]:
    """(line, first, end) of each run of true values in the rows of an array; line n lies below row n - 1."""
    ends = np.diff(np.pad(edges, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    line, first = np.nonzero(ends == 1)
    _, end = np.nonzero(ends == -1)
    return list(zip((line + 1).tolist(), first.tolist(), end.tolist(), strict=True))
