"""Which image pixels the device pixels of a viewport show, and fetching them."""

import math
from functools import lru_cache

import cv2
import numpy as np

from workbench.core.arrays import I64, U8, AnyArray
from workbench.core.geometry import Rect
from workbench.ui.canvas.view import View

LONGEST_WALK = 32_000
"""OpenCV keeps places in 16 bits."""


def visible(view: View, box: Rect, height: int, width: int) -> tuple[Rect, I64, I64]:
    """Which image pixels a device box shows.

    Args:
        view: the view.
        box: of device pixels.
        height: of the image.
        width: of the image.

    Returns:
        The part of the box that shows the image, and the image row and column of each of its rows and columns.
        An image that is thinner than a device pixel still takes one, so that it can be seen.
    """
    top, rows = _span(view.rows(box.top, box.bottom), view.device_row(height / 2) - box.top, view.scale, height)
    left, columns = _span(
        view.columns(box.left, box.right), view.device_column(width / 2) - box.left, view.scale, width
    )
    top, left = box.top + top, box.left + left
    return Rect(top, left, top + rows.size, left + columns.size), rows, columns


def _span(places: I64, middle: int, scale: float, size: int) -> tuple[int, I64]:
    """From which of rising places on they lie inside 0..size-1, and these; `middle` is the one nearest size / 2."""
    if scale * size >= 1.0:
        first, end = (int(v) for v in np.searchsorted(places, (0, size)))
        return first, places[first:end]
    return (middle, np.array([size // 2])) if 0 <= middle < places.size else (0, places[:0])


def nearest(
    plane: AnyArray, rows: I64, columns: I64, out: AnyArray | None = None, scale: float | None = None
) -> AnyArray:
    """``plane[rows][:, columns]`` for rising rows and columns, into `out` or perhaps as a view.

    Enlarging much goes along one axis, then the other, so that rows are copied whole. Even steps from the first row
    and column on are OpenCV's quickest way to shrink. Else it is one walk of OpenCV's, which reads only what is shown.
    Neighbours one by one on both axes cost nothing.

    Args:
        plane: uint8, uint16 or uint32, (H, W).
        rows: which rows, each perhaps several times.
        columns: which columns.
        out: of the plane's type and the result's shape.
        scale: device pixels an image pixel, where the places may be even steps of it; then `out` is needed too.
    """
    top, left = int(rows[0]), int(columns[0])
    cut = plane[top : int(rows[-1]) + 1, left : int(columns[-1]) + 1]
    rows, columns = rows - top, columns - left
    if out is not None and scale is not None and scale < 1.0 and _even(rows, scale) and _even(columns, scale):
        _shrunk(plane[top:, left:], rows, columns, scale, out)
        return out
    same = cut.shape == (rows.size, columns.size)
    if same or 4 * cut.size < rows.size * columns.size or max(cut.shape) > LONGEST_WALK:
        return _along(_along(cut, columns, 1), rows, 0, out)
    if cut.dtype != np.uint32:
        return walk(cut, rows, columns, out)
    colors = walk(channels(cut), rows, columns, None if out is None else channels(out))
    return colors.view(np.uint32)[..., 0] if out is None else out


def _even(places: I64, scale: float) -> bool:
    """Whether the places, from 0 on, are those that OpenCV takes when it shrinks by that scale."""
    return bool((places == np.floor(np.arange(places.size) * (1.0 / scale))).all())


def _shrunk(plane: AnyArray, rows: I64, columns: I64, scale: float, out: AnyArray) -> None:
    """Write the plane's pixels of places that are even steps of the scale, from its corner on."""
    # OpenCV takes the size of the result from that of the source, rounded: the last row or column may be left over.
    height, width = min(plane.shape[0], _before(rows.size, scale)), min(plane.shape[1], _before(columns.size, scale))
    done = round(height * scale), round(width * scale)
    target = out[: done[0], : done[1]]
    if target.size:
        cv2.resize(plane[:height, :width], None, target, fx=scale, fy=scale, interpolation=cv2.INTER_NEAREST)
    out[done[0] :] = plane[rows[done[0] :, None], columns]
    out[:, done[1] :] = plane[rows[:, None], columns[done[1] :]]


def _before(count: int, scale: float) -> int:
    """The fewest pixels that shrink to that many."""
    return math.ceil((count - 0.5) / scale)


def walk(cut: AnyArray, rows: I64, columns: I64, out: AnyArray | None = None) -> AnyArray:
    """``cut[rows][:, columns]`` of an (H, W) or (H, W, channels) array of at most LONGEST_WALK rows and columns."""
    places, no_fractions = _places(rows.tobytes(), columns.tobytes()), np.empty(0, dtype=np.int16)
    walked: AnyArray = cv2.remap(cut, places, no_fractions, cv2.INTER_NEAREST, out)
    return walked


@lru_cache(maxsize=2)
def _places(rows: bytes, columns: bytes) -> AnyArray:
    """int16 (h, w, 2): column and row of each pixel, as OpenCV wants them; kept, because planes are read in turn."""
    down, across = np.frombuffer(rows, np.int64), np.frombuffer(columns, np.int64)
    places = np.empty((down.size, across.size, 2), dtype=np.int16)
    places[..., 0], places[..., 1] = across, down[:, None]
    return places


def _along(cut: AnyArray, places: I64, axis: int, out: AnyArray | None = None) -> AnyArray:
    if places.size != cut.shape[axis] or places.size != int(places[-1]) + 1:
        return np.take(cut, places, axis=axis, out=out, mode="clip")
    if out is None:
        return cut
    out[:] = cut
    return out


def channels(pixels: AnyArray) -> U8:
    """uint32 (H, W) seen as uint8 (H, W, 4): the same memory."""
    seen: U8 = pixels.view(np.uint8).reshape(*pixels.shape, 4)
    return seen
