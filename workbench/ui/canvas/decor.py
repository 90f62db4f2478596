"""What is drawn over the pixels, in device pixels: the grid, the brush's ring, the hint."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from workbench.core.geometry import Rect
from workbench.ui.canvas.view import View

GRID_FROM = 16.0
"""Device pixels an image pixel from which on the grid is drawn."""


def draw_grid(painter: QPainter, view: View, image: Rect, box: Rect) -> None:
    """Lines between the image pixels that the device box shows."""
    first, last = view.to_image(box.left, box.top), view.to_image(box.right, box.bottom)
    top, bottom = max(0, math.floor(first.y)), min(image.height, math.ceil(last.y))
    left, right = max(0, math.floor(first.x)), min(image.width, math.ceil(last.x))
    color = QColor(128, 128, 128, 90)
    x0, y0 = view.to_device(type(first)(top, left))
    x1, y1 = view.to_device(type(first)(bottom, right))
    for column in range(left, right + 1):
        painter.fillRect(QRectF(edge(view.left, view.scale, column), y0, 1, y1 - y0), color)
    for row in range(top, bottom + 1):
        painter.fillRect(QRectF(x0, edge(view.top, view.scale, row), x1 - x0, 1), color)


def edge(origin: float, scale: float, number: int) -> int:
    """The first device row or column that shows image row or column `number`."""
    return math.ceil((number - origin) * scale - 0.5)


def draw_ring(painter: QPainter, center: QPointF, radius: float, color: QColor, width: float) -> None:
    """The outline of the brush: its colour between light lines between dark lines, so that it shows on anything."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    lines = ((QColor(0, 0, 0, 140), 4.2), (QColor(255, 255, 255, 220), 2.8), (color, 1.4))
    for pen_color, pen_width in lines:
        painter.setPen(QPen(pen_color, pen_width * width))
        painter.drawEllipse(center, radius, radius)
    if radius < 4 * width:  # too small to be seen: cross hairs
        painter.setPen(QPen(color, width))
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            painter.drawLine(center + QPointF(dx, dy) * 5 * width, center + QPointF(dx, dy) * 9 * width)
    painter.restore()


def ring_box(center: QPointF, radius: float, width: float) -> QRectF:
    """The box that `draw_ring` stays in."""
    reach = max(radius, 9 * width) + 4 * width
    return QRectF(center.x() - reach, center.y() - reach, 2 * reach, 2 * reach)


def draw_hint(painter: QPainter, area: QRectF, text: str, color: QColor) -> None:
    """A line in the middle of an empty canvas."""
    font = QFont(painter.font())
    font.setPointSizeF(font.pointSizeF() * 1.4)
    painter.setFont(font)
    painter.setPen(color)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)
