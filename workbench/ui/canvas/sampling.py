"""Pixels of an image as device pixels of a viewport: exact when zoomed in, smooth when zoomed out."""

import cv2
import numpy as np

from workbench.core.arrays import I64, AnyArray
from workbench.core.geometry import Rect
from workbench.ui.canvas.pyramid import Pyramid
from workbench.ui.canvas.view import View


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


def nearest(plane: AnyArray, rows: I64, columns: I64) -> AnyArray:
    """``plane[rows][:, columns]`` for rising rows and columns of an (H, W) array; the smaller axis first."""
    top, left = int(rows[0]), int(columns[0])
    cut = plane[top : int(rows[-1]) + 1, left : int(columns[-1]) + 1]
    if cut.shape[0] > rows.size:
        return cut.take(rows - top, axis=0).take(columns - left, axis=1)
    return cut.take(columns - left, axis=1).take(rows - top, axis=0)


def image_pixels(pyramid: Pyramid, view: View, part: Rect, rows: I64, columns: I64) -> AnyArray:
    """The image as uint32 0xFFRRGGBB, of the shape of `part` (see `visible`).

    Below 100 % a pyramid level is interpolated; while it is not ready yet, the nearest pixels stand in.
    """
    level = pyramid.level_for(view.scale)
    if view.scale >= 1.0 or level >= pyramid.levels:
        return _exact(pyramid, rows, columns)
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
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    shown = cv2.warpAffine(cut, to_cut, (part.width, part.height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return shown.view(np.uint32)[..., 0]


def _exact(pyramid: Pyramid, rows: I64, columns: I64) -> AnyArray:
    rgb = pyramid.level(0)
    top, left = int(rows[0]), int(columns[0])
    if rows.size > int(rows[-1]) - top:  # zoomed in: fewer image pixels than device pixels
        cut = rgb[top : int(rows[-1]) + 1, left : int(columns[-1]) + 1]
        return nearest(cv2.cvtColor(cut, cv2.COLOR_RGB2BGRA).view(np.uint32)[..., 0], rows - top, columns - left)
    cut = np.ascontiguousarray(rgb[rows[:, None], columns])
    return cv2.cvtColor(cut, cv2.COLOR_RGB2BGRA).view(np.uint32)[..., 0]
