"""What is drawn over the pixels, in device pixels: the grid, the brush's ring, the hint."""

import math

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

from workbench.core.geometry import Rect
from workbench.ui.canvas.view import View

CENTRED = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap

GRID_FROM = 16.0
"""Device pixels an image pixel from which on the grid is drawn."""

LARGEST_PICTURE = 1000.0
"""Device pixels: a ring of a larger radius is not kept as a picture."""


def draw_grid(painter: QPainter, view: View, image: Rect, box: Rect) -> None:
    """Lines between the image pixels that the device box shows."""
    first, last = view.to_image(box.left, box.top), view.to_image(box.right, box.bottom)
    top, bottom = max(0, math.floor(first.y)), min(image.height, math.ceil(last.y))
    left, right = max(0, math.floor(first.x)), min(image.width, math.ceil(last.x))
    color = QColor(128, 128, 128, 90)
    above, below = view.first_row(top), view.first_row(bottom)
    before, behind = view.first_column(left), view.first_column(right)
    for column in range(left, right + 1):
        painter.fillRect(view.first_column(column), above, 1, below - above, color)
    for row in range(top, bottom + 1):
        painter.fillRect(before, view.first_row(row), behind - before, 1, color)


class Ring:
    """The outline of the brush: its colour between light lines between dark lines, so that it shows on any ground.

    Qt takes a millisecond for a large smooth circle; so it is drawn once a size and colour, and then copied.
    """

    def __init__(self) -> None:
        self._drawn: tuple[float, int, float, bool] | None = None
        self._picture = QImage()

    def draw(
        self, painter: QPainter, center: QPointF, radius: float, color: QColor, width: float, square: bool = False
    ) -> None:
        """Draw it round a device point, to the nearest device pixel; `width` device pixels are a logical one."""
        if radius > LARGEST_PICTURE:
            _draw_ring(painter, center, radius, color, width, square)
            return
        box = ring_box(center, radius, width)
        if self._drawn != (radius, color.rgb(), width, square):
            self._drawn = (radius, color.rgb(), width, square)
            self._picture = QImage(box.width(), box.height(), QImage.Format.Format_ARGB32_Premultiplied)
            self._picture.fill(Qt.GlobalColor.transparent)
            inner = QPainter(self._picture)
            _draw_ring(inner, QPointF(box.width() / 2, box.height() / 2), radius, color, width, square)
            inner.end()
        painter.drawImage(box.topLeft(), self._picture)


def ring_box(center: QPointF, radius: float, width: float) -> QRect:
    """The device box that a ring stays in."""
    reach = math.ceil(max(radius, 9 * width) + 3 * width)
    return QRect(round(center.x()) - reach, round(center.y()) - reach, 2 * reach, 2 * reach)


def _draw_ring(painter: QPainter, center: QPointF, radius: float, color: QColor, width: float, square: bool) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    lines = ((QColor(0, 0, 0, 140), 4.2), (QColor(255, 255, 255, 220), 2.8), (color, 1.4))
    for pen_color, pen_width in lines:
        painter.setPen(QPen(pen_color, pen_width * width))
        if square:
            painter.drawRect(QRectF(center.x() - radius, center.y() - radius, 2 * radius, 2 * radius))
        else:
            painter.drawEllipse(center, radius, radius)
    if radius < 4 * width:  # too small to be seen: cross hairs
        painter.setPen(QPen(color, width))
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            painter.drawLine(center + QPointF(dx, dy) * 5 * width, center + QPointF(dx, dy) * 9 * width)
    painter.restore()


def draw_hint(painter: QPainter, area: QRectF, text: str, color: QColor) -> None:
    """A line in the middle of an empty canvas."""
    font = QFont(painter.font())
    font.setPointSizeF(font.pointSizeF() * 1.4)
    painter.setFont(font)
    painter.setPen(color)
    painter.drawText(area, CENTRED, text)


def draw_notice(painter: QPainter, area: QRectF, text: str, color: QColor, plate: QColor) -> None:
    """A line in the middle of the canvas, on a plate, so that it can be read over any mask."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = QFont(painter.font())
    font.setPointSizeF(font.pointSizeF() * 1.4)
    room = QFontMetricsF(font).boundingRect(area, CENTRED, text)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(plate)
    painter.drawRoundedRect(room.adjusted(-16, -10, 16, 10), 6, 6)
    painter.restore()
    draw_hint(painter, area, text, color)
