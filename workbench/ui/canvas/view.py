"""Where the image lies on the canvas: zoom and pan as pure arithmetic."""

import math
from dataclasses import dataclass, replace

import numpy as np

from workbench.core.arrays import I64
from workbench.core.geometry import Point, Rect

MAX_SCALE = 64.0
"""Device pixels an image pixel, at most."""

SMALLEST_SIDE = 16.0
"""Device pixels that the longer side of an image keeps at least."""

FIT_MARGIN = 0.97

MIDDLE = 0.5 + 1e-7
"""Where in a device pixel one looks: its centre, a hair off, so that rounding decides nothing between two pixels."""

WHOLE = 1e-6
"""Parts of a device pixel that count as none: the sums of a long pan are not exact."""


@dataclass(frozen=True, slots=True)
class View:
    """The map between an image and a viewport, both continuous, pixel corners at whole numbers.

    Attributes:
        scale: device pixels an image pixel; 1.0 is what people call 100 %.
        top: image row at the upper edge of the viewport.
        left: image column at its left edge.
    """

    scale: float = 1.0
    top: float = 0.0
    left: float = 0.0

    def to_image(self, x: float, y: float) -> Point:
        """The image point under a device point."""
        return Point(self.top + y / self.scale, self.left + x / self.scale)

    def to_device(self, point: Point) -> tuple[float, float]:
        """The device point (x, y) of an image point."""
        return (point.x - self.left) * self.scale, (point.y - self.top) * self.scale

    def panned(self, dx: float, dy: float) -> "View":
        """This view with the image moved by device pixels."""
        return replace(self, left=self.left - dx / self.scale, top=self.top - dy / self.scale)

    def scaled_at(self, x: float, y: float, scale: float) -> "View":
        """Another scale; the image point under device point (x, y) stays there."""
        fixed = self.to_image(x, y)
        return View(scale, fixed.y - y / scale, fixed.x - x / scale)

    def shift_from(self, old: "View") -> tuple[int, int] | None:
        """The device rows and columns by which the image has moved; None when by parts of them, or when zoomed."""
        if self.scale != old.scale:
            return None
        down, right = (old.top - self.top) * self.scale, (old.left - self.left) * self.scale
        whole = abs(down - round(down)) < WHOLE and abs(right - round(right)) < WHOLE
        return (round(down), round(right)) if whole else None

    def columns(self, start: int, stop: int) -> I64:
        """The image column that each device column start..stop-1 shows: the one under the device pixel's centre."""
        return _shown(self.left, self.scale, start, stop)

    def rows(self, start: int, stop: int) -> I64:
        """The image row that each device row start..stop-1 shows."""
        return _shown(self.top, self.scale, start, stop)

    def device_row(self, row: float) -> int:
        """The device row that image row `row`, perhaps a part of one, falls into."""
        return math.floor((row - self.top) * self.scale)

    def device_column(self, column: float) -> int:
        """The device column that image column `column`, perhaps a part of one, falls into."""
        return math.floor((column - self.left) * self.scale)

    def first_row(self, row: int) -> int:
        """The first device row that shows image row `row`, or one below it."""
        return math.ceil((row - self.top) * self.scale - MIDDLE)

    def first_column(self, column: int) -> int:
        """The first device column that shows image column `column`, or one to its right."""
        return math.ceil((column - self.left) * self.scale - MIDDLE)

    def device_rect(self, rect: Rect, height: int, width: int) -> Rect:
        """The device box, inside a viewport of height x width, of all device pixels that show a pixel of `rect`."""
        if rect.empty:
            return Rect(0, 0, 0, 0)
        left, top = self.to_device(Point(rect.top, rect.left))
        right, bottom = self.to_device(Point(rect.bottom, rect.right))
        box = Rect(math.floor(top) - 1, math.floor(left) - 1, math.ceil(bottom) + 1, math.ceil(right) + 1)
        return box.clip(height, width)

    def kept_in_sight(self, image: Rect, height: int, width: int) -> "View":
        """This view, moved so that the middle of the viewport lies on the image."""
        half_rows, half_columns = height / 2 / self.scale, width / 2 / self.scale
        middle_row = min(max(self.top + half_rows, image.top), image.bottom)
        middle_column = min(max(self.left + half_columns, image.left), image.right)
        return replace(self, top=middle_row - half_rows, left=middle_column - half_columns)


def fitted(image: Rect, height: int, width: int) -> View:
    """The view that shows the whole image in the middle of a viewport of height x width device pixels."""
    return _centred(image, height, width, limited(_filling(image, height, width) * FIT_MARGIN, image))


def filled(image: Rect, height: float, width: float) -> View:
    """The view that shows the whole image as large as a viewport of height x width holds it, in its middle."""
    return _centred(image, height, width, _filling(image, height, width))


def _filling(image: Rect, height: float, width: float) -> float:
    return min(width / max(1, image.width), height / max(1, image.height))


def _centred(image: Rect, height: float, width: float, scale: float) -> View:
    return View(scale, (image.height - height / scale) / 2, (image.width - width / scale) / 2)


def carried_over(view: View, old: Rect, new: Rect, viewport: Rect) -> View:
    """The view of another image at the same scale, with the same share of its sides in the middle of the viewport."""
    half_rows, half_columns = viewport.height / 2 / view.scale, viewport.width / 2 / view.scale
    row = (view.top + half_rows) / max(1, old.height) * new.height
    column = (view.left + half_columns) / max(1, old.width) * new.width
    scale = limited(view.scale, new)
    return View(scale, row - half_rows * view.scale / scale, column - half_columns * view.scale / scale)


def limited(scale: float, image: Rect) -> float:
    """The nearest scale that makes sense for an image of that size."""
    lowest = min(1.0, SMALLEST_SIDE / max(1, image.width, image.height))
    return min(max(scale, lowest), MAX_SCALE)


def _shown(origin: float, scale: float, start: int, stop: int) -> I64:
    shown: I64 = np.floor(origin + (np.arange(start, stop) + MIDDLE) / scale).astype(np.int64)
    return shown
