"""The image as device pixels: exact when zoomed in, smooth when zoomed out."""

import cv2
import numpy as np

from workbench.core.arrays import I64, U8, U16, AnyArray
from workbench.core.geometry import Rect
from workbench.ui.canvas.pyramid import Level, Pyramid
from workbench.ui.canvas.sampling import LONGEST_WALK, channels, nearest, walk
from workbench.ui.canvas.tone import Toner
from workbench.ui.canvas.view import View


def render_picture(
    pyramid: Pyramid, toner: Toner, view: View, part: Rect, rows: I64, columns: I64, out: AnyArray
) -> None:
    """Write the image as uint32 0xFFRRGGBB into `out`, of the shape of `part` (see `sampling.visible`).

    Below 100 % a level of the pyramid is interpolated; while it is not ready yet, the nearest pixels stand in.
    """
    level = pyramid.best(view.scale)
    if level is None:
        out[:] = 0xFF808080
    elif (view.scale < 1.0 and pyramid.levels > pyramid.wanted(view.scale)) or level.down != 1.0:
        _smooth(level, toner, view, part, out)
    elif level.pixels.ndim == 2:
        toner.grey(nearest(level.pixels, rows, columns), out)
    else:
        _exact(level.pixels, rows, columns, out)
        toner.color(channels(out))


def _smooth(level: Level, toner: Toner, view: View, part: Rect, out: AnyArray) -> None:
    pixels = level.pixels
    step_x, step_y = 1.0 / (view.scale * level.across), 1.0 / (view.scale * level.down)
    # Centre of the first device pixel, in level pixels whose centres lie at whole numbers, as OpenCV has them.
    x = (view.left + (part.left + 0.5) / view.scale) / level.across - 0.5
    y = (view.top + (part.top + 0.5) / view.scale) / level.down - 0.5
    if part.height == 1:  # of an image thinner than a device pixel, whose centre may lie beside the image
        y = min(max(y, 0.0), pixels.shape[0] - 1.0)
    if part.width == 1:
        x = min(max(x, 0.0), pixels.shape[1] - 1.0)
    bounds = Rect(int(y) - 1, int(x) - 1, int(y + step_y * part.height) + 3, int(x + step_x * part.width) + 3)
    bounds = bounds.clip(pixels.shape[0], pixels.shape[1])
    cut = pixels[bounds.slices]
    to_cut = np.array([[step_x, 0.0, x - bounds.left], [0.0, step_y, y - bounds.top]])
    size, flags = (part.width, part.height), cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    if pixels.ndim == 2:
        toner.grey(_warped(cut, to_cut, size, flags), out)
        return
    colors = cv2.cvtColor(cut, cv2.COLOR_RGB2BGRA) if pixels.shape[2] == 3 else cut
    cv2.warpAffine(colors, to_cut, size, channels(out), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    toner.color(channels(out))


def _warped(cut: AnyArray, to_cut: AnyArray, size: tuple[int, int], flags: int) -> U16:
    return np.asarray(cv2.warpAffine(cut, to_cut, size, flags=flags, borderMode=cv2.BORDER_REPLICATE), dtype=np.uint16)


def _exact(rgb: U8, rows: I64, columns: I64, out: AnyArray) -> None:
    top, left = int(rows[0]), int(columns[0])
    height, width = int(rows[-1]) + 1 - top, int(columns[-1]) + 1 - left
    cut = rgb[top : top + height, left : left + width]
    if (height, width) == out.shape:
        cv2.cvtColor(cut, cv2.COLOR_RGB2BGRA, channels(out))
    elif height * width <= 2 * out.size:
        colors = cv2.cvtColor(cut, cv2.COLOR_RGB2BGRA).view(np.uint32)[..., 0]
        nearest(colors, rows - top, columns - left, out)
    else:
        small = max(height, width) <= LONGEST_WALK
        found = walk(cut, rows - top, columns - left) if small else rgb[rows[:, None], columns]
        cv2.cvtColor(found, cv2.COLOR_RGB2BGRA, channels(out))
