"""Pixels of an image as device pixels of a viewport: exact when zoomed in, smooth when zoomed out."""

from functools import lru_cache

import cv2
import numpy as np

from workbench.core.arrays import I64, U8, AnyArray
from workbench.core.geometry import Rect
from workbench.ui.canvas.pyramid import Pyramid
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
    """
    rows, columns = view.rows(box.top, box.bottom), view.columns(box.left, box.right)
    top, bottom = (int(v) for v in np.searchsorted(rows, (0, height)))
    left, right = (int(v) for v in np.searchsorted(columns, (0, width)))
    part = Rect(box.top + top, box.left + left, box.top + bottom, box.left + right)
    return part, rows[top:bottom], columns[left:right]


def nearest(plane: AnyArray, rows: I64, columns: I64, out: AnyArray | None = None) -> AnyArray:
    """``plane[rows][:, columns]`` for rising rows and columns, into `out` or perhaps as a view.

    Enlarging much goes along one axis, then the other, so that rows are copied whole. Else it is one walk of OpenCV's,
    which reads only what is shown. Neighbours one by one on both axes cost nothing.

    Args:
        plane: uint8, uint16 or uint32, (H, W).
        rows: which rows, each perhaps several times.
        columns: which columns.
        out: of the plane's type and the result's shape.
    """
    top, left = int(rows[0]), int(columns[0])
    cut = plane[top : int(rows[-1]) + 1, left : int(columns[-1]) + 1]
    rows, columns = rows - top, columns - left
    same = cut.shape == (rows.size, columns.size)
    if same or 4 * cut.size < rows.size * columns.size or max(cut.shape) > LONGEST_WALK:
        return _along(_along(cut, columns, 1), rows, 0, out)
    if cut.dtype != np.uint32:
        return _walk(cut, rows, columns, out)
    colors = _walk(_channels(cut), rows, columns, None if out is None else _channels(out))
    return colors.view(np.uint32)[..., 0] if out is None else out


def _walk(cut: AnyArray, rows: I64, columns: I64, out: AnyArray | None = None) -> AnyArray:
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


def render_image(pyramid: Pyramid, view: View, part: Rect, rows: I64, columns: I64, out: AnyArray) -> None:
    """Write the image as uint32 0xFFRRGGBB into `out`, of the shape of `part` (see `visible`).

    Below 100 % a pyramid level is interpolated; while it is not ready yet, the nearest pixels stand in.
    """
    level = pyramid.level_for(view.scale)
    if view.scale >= 1.0 or level >= pyramid.levels:
        _exact(pyramid.level(0), rows, columns, out)
        return
    pixels = pyramid.level(level)
    size = 2**level
    step = 1.0 / (view.scale * size)
    # Centre of the first device pixel, in level pixels whose centres lie at whole numbers, as OpenCV has them.
    x = (view.left + (part.left + 0.5) / view.scale) / size - 0.5
    y = (view.top + (part.top + 0.5) / view.scale) / size - 0.5
    bounds = Rect(int(y) - 1, int(x) - 1, int(y + step * part.height) + 3, int(x + step * part.width) + 3)
    bounds = bounds.clip(pixels.shape[0], pixels.shape[1])
    cut = cv2.cvtColor(pixels[bounds.slices], cv2.COLOR_RGB2BGRA)
    to_cut = np.array([[step, 0.0, x - bounds.left], [0.0, step, y - bounds.top]])
    flags, border = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, cv2.BORDER_REPLICATE
    cv2.warpAffine(cut, to_cut, (part.width, part.height), _channels(out), flags=flags, borderMode=border)


def _exact(rgb: U8, rows: I64, columns: I64, out: AnyArray) -> None:
    top, left = int(rows[0]), int(columns[0])
    height, width = int(rows[-1]) + 1 - top, int(columns[-1]) + 1 - left
    cut = rgb[top : top + height, left : left + width]
    if (height, width) == out.shape:
        cv2.cvtColor(cut, cv2.COLOR_RGB2BGRA, _channels(out))
    elif height * width <= 2 * out.size:
        colors = cv2.cvtColor(cut, cv2.COLOR_RGB2BGRA).view(np.uint32)[..., 0]
        nearest(colors, rows - top, columns - left, out)
    else:
        small = max(height, width) <= LONGEST_WALK
        found = _walk(cut, rows - top, columns - left) if small else rgb[rows[:, None], columns]
        cv2.cvtColor(found, cv2.COLOR_RGB2BGRA, _channels(out))


def _channels(pixels: AnyArray) -> U8:
    """uint32 (H, W) seen as uint8 (H, W, 4): the same memory."""
    seen: U8 = pixels.view(np.uint8).reshape(*pixels.shape, 4)
    return seen
