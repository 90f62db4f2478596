"""The round brush: stamps and round-ended lines, tapered where a pen is pressed more at one end than at the other.

A pixel belongs to a line when its centre lies within the brush somewhere on the way from start to end, the brush
growing or shrinking evenly. Row by row that is one run of pixels, so the ends of all runs are computed at once, and no
distance is taken inside the shape.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from workbench.core.arrays import AnyArray, Bool
from workbench.core.edit import EditRecorder
from workbench.core.geometry import TILE, Point, Rect
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


def line_shape(
    start: Point, end: Point, radius: float, within: Rect, end_radius: float | None = None
) -> Iterator[tuple[Rect, Bool]]:
    """The pixels of a round-ended line, in bands of rows: a long slanting line costs its own area, not its box's.

    Args:
        start: one end, in image pixels.
        end: the other end.
        radius: at the start, in image pixels.
        within: the box to stay in.
        end_radius: at the end; None means the same.

    Yields:
        A box inside `within` and bool of its shape: which of its pixels belong to the line.
    """
    last_radius = radius if end_radius is None else end_radius
    top = max(within.top, int(np.floor(min(start.y - radius, end.y - last_radius))))
    bottom = min(within.bottom, int(np.ceil(max(start.y + radius, end.y + last_radius))) + 1)
    if top >= bottom:
        return
    first, last = _spans(start, end, radius, last_radius, np.arange(top, bottom))
    first, last = np.maximum(first, within.left), np.minimum(last, within.right - 1)
    band_top = top
    while band_top < bottom:
        band_bottom = min(bottom, (band_top // TILE + 1) * TILE)
        begin, stop = first[band_top - top : band_bottom - top], last[band_top - top : band_bottom - top]
        filled = np.flatnonzero(begin <= stop)
        if filled.size:
            low, high = int(filled[0]), int(filled[-1]) + 1
            left, right = int(begin[filled].min()), int(stop[filled].max()) + 1
            where = _between(begin[low:high] - left, stop[low:high] - left, right - left)
            yield Rect(band_top + low, left, band_top + high, right), where
        band_top = band_bottom


def _between(begin: _Int, stop: _Int, width: int) -> Bool:
    """bool (rows, width): each row true from `begin` to `stop`, the last included; nowhere where that is before it."""
    # One comparison of small unsigned numbers, in which what lies left of the beginning is large.
    small = np.uint16 if width <= 2**15 else np.uint32
    length = np.maximum(stop - begin + 1, 0).astype(small)
    offset: AnyArray = np.subtract(np.arange(width).astype(small), begin.astype(small)[:, None])
    found: Bool = offset < length[:, None]
    return found


def _spans(start: Point, end: Point, radius: float, end_radius: float, rows: _Int) -> tuple[_Int, _Int]:
    """First and last column (int64, one a row) of the line; last < first where a row has no pixel."""
    y: _F64 = rows.astype(np.float64) + 0.5 - start.y
    along_y, along_x, growth = end.y - start.y, end.x - start.x, end_radius - radius
    squared = along_x * along_x + along_y * along_y
    free = squared - growth * growth  # above 0 where neither end lies within the other
    left, right = _disc(y, radius)
    if squared > 0 or growth > 0:
        other_left, other_right = _disc(y - along_y, end_radius)
        left, right = np.minimum(left, other_left + along_x), np.maximum(right, other_right + along_x)
    if free > 0:
        slab_left, slab_right = _slab(y, along_y, along_x, radius, growth)
        left, right = np.minimum(left, slab_left), np.maximum(right, slab_right)
    met = left <= right
    first = np.where(met, np.ceil(np.where(met, left, 0.0) + start.x - 0.5), 0.0)
    last = np.where(met, np.floor(np.where(met, right, 0.0) + start.x - 0.5), -1.0)

    # Square roots and quotients round; whether an end belongs is decided without them.
    def inside(column: _F64) -> Bool:
        x = column + 0.5 - start.x
        distance = y * y + x * x
        found: Bool = distance <= radius * radius
        found |= (y - along_y) ** 2 + (x - along_x) ** 2 <= end_radius * end_radius
        if free > 0:
            dot, cross = x * along_x + y * along_y, x * along_y - y * along_x
            place = dot + radius * growth  # of the nearest disc on the way: from 0 at the start to `free` at the end
            room = squared * radius * radius + growth * (growth * distance + 2 * dot * radius)
            found |= (place >= 0) & (place <= free) & (cross * cross <= room)
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


def _slab(y: _F64, along_y: float, along_x: float, radius: float, growth: float) -> tuple[_F64, _F64]:
    """Left and right end, relative to the start, of what lies between the discs and the lines that touch both.

    +inf, -inf outside it.
    """
    squared = along_x * along_x + along_y * along_y
    free = squared - growth * growth
    side, limit = np.sqrt(free), radius * squared
    left, right = np.full_like(y, -np.inf), np.full_like(y, np.inf)
    outside = np.zeros(y.shape, dtype=np.bool_)
    # Each a pair of borders, or one: low <= slope * x + height <= high.
    touching = side * along_y - growth * along_x, -(side * along_x + growth * along_y) * y
    borders = [(*touching, -np.inf if growth else -limit, limit)]
    if growth:
        other = -side * along_y - growth * along_x, (side * along_x - growth * along_y) * y
        borders.append((*other, -np.inf, limit))
    borders.append((along_x, along_y * y, -radius * growth, free - radius * growth))
    for slope, height, low, high in borders:
        if slope == 0:
            outside |= (height < low) | (height > high)
            continue
        one, two = (low - height) / slope, (high - height) / slope
        left, right = np.maximum(left, np.minimum(one, two)), np.minimum(right, np.maximum(one, two))
    outside |= left > right
    return np.where(outside, np.inf, left), np.where(outside, -np.inf, right)
