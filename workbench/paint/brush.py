"""The round brush: stamps and round-ended lines.

A pixel belongs to a line when its centre lies within the radius of the segment. Row by row that is one run of pixels,
so the ends of all runs are computed at once, and no distance is taken inside the shape.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from workbench.core.arrays import Bool
from workbench.core.edit import RECORD_TILE, EditRecorder
from workbench.core.geometry import Point, Rect
from workbench.paint.ink import ANYWHERE, Ink, InkRule, lay_shape

_F64 = npt.NDArray[np.float64]
_Int = npt.NDArray[np.int64]


def paint_line(
    recorder: EditRecorder, start: Point, end: Point, radius: float, ink: Ink, rule: InkRule = ANYWHERE
) -> Rect:
    """Paint a round-ended line into the recorder's mask, in place.

    Args:
        recorder: keeps what was there; its mask is painted.
        start: one end, in image pixels; pixel (r, c) has its centre at (r + 0.5, c + 0.5).
        end: the other end; the same point gives a stamp.
        radius: in image pixels; every pixel whose centre lies within it, the border included, is painted.
        ink: what to paint.
        rule: which pixels may be changed.

    Returns:
        The box in which pixels may have changed, inside the mask.
    """
    return lay_shape(recorder, line_shape(start, end, radius, recorder.mask.rect), ink, rule)


def stamp(recorder: EditRecorder, at: Point, radius: float, ink: Ink, rule: InkRule = ANYWHERE) -> Rect:
    """Paint a disc: a line of no length."""
    return paint_line(recorder, at, at, radius, ink, rule)


def line_shape(start: Point, end: Point, radius: float, within: Rect) -> Iterator[tuple[Rect, Bool]]:
    """The pixels of a round-ended line, in bands of rows: a long slanting line costs its own area, not its box's.

    Yields:
        A box inside `within` and bool of its shape: which of its pixels belong to the line.
    """
    top = max(within.top, int(np.floor(min(start.y, end.y) - radius)))
    bottom = min(within.bottom, int(np.ceil(max(start.y, end.y) + radius)) + 1)
    if top >= bottom:
        return
    first, last = _runs(start, end, radius, np.arange(top, bottom))
    first, last = np.maximum(first, within.left), np.minimum(last, within.right - 1)
    band_top = top
    while band_top < bottom:
        band_bottom = min(bottom, (band_top // RECORD_TILE + 1) * RECORD_TILE)
        begin, stop = first[band_top - top : band_bottom - top], last[band_top - top : band_bottom - top]
        filled = np.flatnonzero(begin <= stop)
        if filled.size:
            low, high = int(filled[0]), int(filled[-1]) + 1
            left, right = int(begin[filled].min()), int(stop[filled].max()) + 1
            columns = np.arange(left, right, dtype=np.int32)
            begin, stop = begin[low:high].astype(np.int32), stop[low:high].astype(np.int32)
            where = (columns >= begin[:, None]) & (columns <= stop[:, None])
            yield Rect(band_top + low, left, band_top + high, right), where
        band_top = band_bottom


def _runs(start: Point, end: Point, radius: float, rows: _Int) -> tuple[_Int, _Int]:
    """First and last column (int64, one a row) of the line; last < first where a row has no pixel."""
    y: _F64 = rows.astype(np.float64) + 0.5 - start.y
    along_y, along_x = end.y - start.y, end.x - start.x
    length = float(np.hypot(along_x, along_y))
    left, right = _disc(y, radius)
    if length > 0:
        other_left, other_right = _disc(y - along_y, radius)
        slab_left, slab_right = _slab(y, along_y, along_x, length, radius)
        left = np.minimum(np.minimum(left, other_left + along_x), slab_left)
        right = np.maximum(np.maximum(right, other_right + along_x), slab_right)
    met = left <= right
    first = np.where(met, np.ceil(np.where(met, left, 0.0) + start.x - 0.5), 0.0)
    last = np.where(met, np.floor(np.where(met, right, 0.0) + start.x - 0.5), -1.0)

    # Square roots and quotients round; whether an end belongs is decided without them.
    def inside(column: _F64) -> Bool:
        x = column + 0.5 - start.x
        found: Bool = y * y + x * x <= radius * radius
        if length > 0:
            found |= (y - along_y) ** 2 + (x - along_x) ** 2 <= radius * radius
            squared = along_x * along_x + along_y * along_y
            dot, cross = x * along_x + y * along_y, x * along_y - y * along_x
            found |= (dot >= 0) & (dot <= squared) & (cross * cross <= radius * radius * squared)
        return found

    first -= met & inside(first - 1)
    last += met & inside(last + 1)
    first += met & ~inside(first)
    last -= met & ~inside(last)
    return first.astype(np.int64), last.astype(np.int64)


def _disc(y: _F64, radius: float) -> tuple[_F64, _F64]:
    """Left and right end, relative to the centre, of a disc in rows at distance y; +inf, -inf outside it."""
    squared = radius * radius - y * y
    half = np.sqrt(np.maximum(squared, 0.0))
    return np.where(squared >= 0, -half, np.inf), np.where(squared >= 0, half, -np.inf)


def _slab(y: _F64, along_y: float, along_x: float, length: float, radius: float) -> tuple[_F64, _F64]:
    """Left and right end, relative to the start, of the rectangle between the two discs; +inf, -inf outside it."""
    left, right = np.full_like(y, -np.inf), np.full_like(y, np.inf)
    outside = np.zeros(y.shape, dtype=np.bool_)
    # Each pair of sides: low <= slope * x + height <= high.
    for slope, height, low, high in (
        (along_y, -along_x * y, -radius * length, radius * length),
        (along_x, along_y * y, 0.0, length * length),
    ):
        if slope == 0:
            outside |= (height < low) | (height > high)
            continue
        one, two = (low - height) / slope, (high - height) / slope
        left, right = np.maximum(left, np.minimum(one, two)), np.minimum(right, np.maximum(one, two))
    outside |= left > right
    return np.where(outside, np.inf, left), np.where(outside, -np.inf, right)
