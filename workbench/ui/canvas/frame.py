"""The viewport's pixels, kept between paintings: the image below, the overlay above."""

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from workbench.core.geometry import Rect
from workbench.core.mask import LabelMask
from workbench.core.prediction import Prediction
from workbench.ui.canvas.overlay import Overlay
from workbench.ui.canvas.pyramid import Pyramid
from workbench.ui.canvas.sampling import render_image, visible
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
        # Both show the arrays' own memory; nothing below detaches them.
        self._image_view = QImage(self._image.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        self._overlay_view = QImage(
            self._overlay.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied
        )

    def render_image(self, pyramid: Pyramid, view: View, background: int) -> None:
        """Renew the image layer; `background` (0xFFRRGGBB) surrounds the image."""
        height, width = pyramid.level(0).shape[:2]
        part, rows, columns = visible(view, self.rect, height, width)
        if part != self.rect:
            self._image[:] = background
        if not part.empty:
            render_image(pyramid, view, part, rows, columns, self._image[part.slices])

    def clear_image(self, background: int) -> None:
        """Show no image, but `background` (0xFFRRGGBB) everywhere."""
        self._image[:] = background

    def render_overlay(
        self, overlay: Overlay, view: View, mask: LabelMask, prediction: Prediction | None, box: Rect
    ) -> None:
        """Renew a device box of the overlay layer."""
        part, rows, columns = visible(view, box, mask.height, mask.width)
        if part != box:
            self._overlay[box.slices] = 0
        if not part.empty:
            overlay.render(mask, prediction, part, rows, columns, self._overlay[part.slices])

    def draw(self, painter: QPainter, box: Rect) -> None:
        """Copy a device box of both layers; the painter's unit is the device pixel."""
        where = QRect(box.left, box.top, box.width, box.height)
        painter.drawImage(where, self._image_view, where)
        painter.drawImage(where, self._overlay_view, where)
