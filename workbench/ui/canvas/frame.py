"""The viewport's pixels, kept between paintings: the image below, the overlay above."""

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from workbench.core.geometry import Rect
from workbench.ui.canvas.overlay import Layers, Overlay
from workbench.ui.canvas.picture import render_picture
from workbench.ui.canvas.pyramid import Pyramid
from workbench.ui.canvas.sampling import visible
from workbench.ui.canvas.tone import Toner
from workbench.ui.canvas.view import View


class Frame:
    """Two layers of device pixels, so that a stroke renews a box of one and a repaint only copies.

    Args:
        height: of the viewport, in device pixels.
        width: of the viewport.
    """

    def __init__(self, height: int, width: int) -> None:
        self.rect = Rect(0, 0, height, width)
        self._image = np.zeros((height, width), dtype=np.uint32)
        self._overlay = np.zeros((height, width), dtype=np.uint32)
        self._phase = 0  # where the hatching begins: it moves with the image
        # Both show the arrays' own memory; nothing below detaches them.
        self._image_view = QImage(self._image.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        self._overlay_view = QImage(
            self._overlay.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied
        )

    def scroll(self, down: int, right: int) -> list[Rect]:
        """Move both layers by device pixels; what comes into sight is returned, and has to be rendered."""
        height, width = self.rect.height, self.rect.width
        if abs(down) >= height or abs(right) >= width:
            return [self.rect]
        target = Rect(max(0, down), max(0, right), height + min(0, down), width + min(0, right))
        source = target.moved(-down, -right)
        for layer in (self._image, self._overlay):
            layer[target.slices] = layer[source.slices]
        self._phase -= down + right
        strips = (
            Rect(0, 0, target.top, width),
            Rect(target.bottom, 0, height, width),
            Rect(target.top, 0, target.bottom, target.left),
            Rect(target.top, target.right, target.bottom, width),
        )
        return [strip for strip in strips if not strip.empty]

    def render_image(self, pyramid: Pyramid, toner: Toner, view: View, image: Rect, background: int, box: Rect) -> None:
        """Renew a device box of the image layer; `background` (0xFFRRGGBB) surrounds the image."""
        part, rows, columns = visible(view, box, image.height, image.width)
        if part != box:
            self._image[box.slices] = background
        if not part.empty:
            render_picture(pyramid, toner, view, part, rows, columns, self._image[part.slices])

    def render_overlay(self, overlay: Overlay, view: View, layers: Layers, box: Rect) -> None:
        """Renew a device box of the overlay layer."""
        # An outline depends on the neighbours: they are looked at too.
        wide = box.grown(1) if overlay.style.outlines else box
        part, rows, columns = visible(view, wide, layers.mask.height, layers.mask.width)
        if part != box:
            self._overlay[box.slices] = 0
        if part.empty:
            return
        phase = part.top + part.left + self._phase
        if wide is box:
            overlay.render(layers, view.scale, rows, columns, phase, self._overlay[part.slices])
            return
        drawn = np.empty((part.height, part.width), dtype=np.uint32)
        overlay.render(layers, view.scale, rows, columns, phase, drawn)
        inner = part.common(box)
        self._overlay[inner.slices] = drawn[inner.moved(-part.top, -part.left).slices]

    def draw(self, painter: QPainter, box: Rect) -> None:
        """Copy a device box of both layers; the painter's unit is the device pixel."""
        where = QRect(box.left, box.top, box.width, box.height)
        painter.drawImage(where, self._image_view, where)
        painter.drawImage(where, self._overlay_view, where)
