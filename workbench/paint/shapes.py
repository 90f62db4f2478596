"""Polygons, rectangles and ellipses by one rule: a pixel belongs when its centre lies inside.

Inside is decided by even and odd crossings, so a line that crosses itself leaves out what it goes round twice.
A centre on a left or upper border belongs, one on a right or lower border does not: shapes that share a border share
no pixel and leave none out. OpenCV's `fillPoly` paints the border as well, on both sides, and is of no use for that.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from workbench.core.arrays import I64, Bool
from workbench.core.geometry import Point, Rect
from workbench.paint.bands import bands

_F64 = npt.NDArray[np.float64]


def polygon_shape(points: Sequence[Point], within: Rect) -> Iterator[tuple[Rect, Bool]]:
    """The pixels inside a closed line through image points, in bands of rows.

    Yields:
        A box inside `within` and bool of its shape: which of its pixels belong.
    """
    corners: _F64 = np.array(points, dtype=np.float64).reshape(-1, 2)
    if len(corners) < 3:
        return
    after = np.roll(corners, -1, axis=0)
    down = corners[:, :1] <= after[:, :1]
    upper, lower = np.where(down, corners, after), np.where(down, after, corners)
    left = max(within.left, int(np.floor(corners[:, 1].min())))
    right = min(within.right, int(np.ceil(corners[:, 1].max())))
    top = max(within.top, int(np.floor(corners[:, 0].min())))
    bottom = min(within.bottom, int(np.ceil(corners[:, 0].max())))
    if left >= right:
        return
    for band in bands(Rect(top, left, bottom, right)):
        rows, columns = _crossings(upper, lower, band.top, band.bottom)
        keep = columns < right
        toggles = np.zeros((band.height, band.width), dtype=np.uint8)
        np.bitwise_xor.at(toggles, (rows[keep] - band.top, np.maximum(columns[keep], left) - left), np.uint8(1))
        where: Bool = np.bitwise_xor.accumulate(toggles, axis=1).view(np.bool_)
        if where.any():
            yield band, where


def rectangle_shape(first: Point, second: Point, within: Rect) -> Iterator[tuple[Rect, Bool]]:
    """The pixels of the upright rectangle between two corners; see `polygon_shape`."""
    top, bottom = _first_centre(min(first.y, second.y)), _first_centre(max(first.y, second.y))
    left, right = _first_centre(min(first.x, second.x)), _first_centre(max(first.x, second.x))
    box = Rect(max(top, within.top), max(left, within.left), min(bottom, within.bottom), min(right, within.right))
    for band in bands(box):
        yield band, np.ones((band.height, band.width), dtype=np.bool_)


def ellipse_shape(first: Point, second: Point, within: Rect) -> Iterator[tuple[Rect, Bool]]:
    """The pixels of the upright ellipse in the box between two corners, its border included; see `polygon_shape`."""
    y, x = (first.y + second.y) / 2, (first.x + second.x) / 2
    down, along = abs(second.y - first.y) / 2, abs(second.x - first.x) / 2
    if down == 0 or along == 0:
        return
    top, bottom = max(within.top, int(np.floor(y - down))), min(within.bottom, int(np.ceil(y + down)))
    left, right = max(within.left, int(np.floor(x - along))), min(within.right, int(np.ceil(x + along)))
    across = ((np.arange(left, right) + 0.5 - x) / along) ** 2
    for band in bands(Rect(top, left, bottom, right)):
        height = ((np.arange(band.top, band.bottom) + 0.5 - y) / down) ** 2
        where = height[:, None] + across <= 1.0
        if where.any():
            yield band, where


def _first_centre(edge: float) -> int:
    """The first row or column whose centre is not before `edge`."""
    return int(np.ceil(edge - 0.5))


def _crossings(upper: _F64, lower: _F64, top: int, bottom: int) -> tuple[I64, I64]:
    """Where edges (float64 (n, 2), upper and lower ends) cross the centres of rows top..bottom-1.

    Returns:
        int64 (m,) each: the row, and the first column whose centre is not left of the crossing.
    """
    first = np.clip(np.ceil(upper[:, 0] - 0.5), top, bottom).astype(np.int64)
    stop = np.clip(np.ceil(lower[:, 0] - 0.5), top, bottom).astype(np.int64)
    counts = np.maximum(stop - first, 0)
    edges = np.repeat(np.arange(len(upper)), counts)
    rows: I64 = first[edges] + np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    start, along = upper[edges], (lower - upper)[edges]
    height = rows + 0.5 - start[:, 0]
    columns: I64 = np.ceil(start[:, 1] + height * along[:, 1] / along[:, 0] - 0.5).astype(np.int64)

    # The quotient rounds; whether a centre is left of the edge is decided without it.
    def right_of_edge(column: I64) -> Bool:
        found: Bool = (column + 0.5 - start[:, 1]) * along[:, 0] >= height * along[:, 1]
        return found

    columns -= right_of_edge(columns - 1)
    columns += ~right_of_edge(columns)
    return rows, columns
