"""Draws the lines of a gesture over the pixels, so that they show on any ground."""

import math

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from workbench.core.geometry import EMPTY, Rect
from workbench.ui.canvas.gestures.words import Guide
from workbench.ui.canvas.view import View

KNOT = 4.0
"""Half the side of a knot, in logical pixels."""


def draw_guide(painter: QPainter, view: View, guide: Guide, ratio: float) -> None:
    """Draw in device pixels; `ratio` of them are a logical pixel."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(255, 255, 255, 110), ratio))
    painter.drawLines([QLineF(*view.to_device(start), *view.to_device(end)) for start, end in guide.faint])
    lines = [QPolygonF([QPointF(*view.to_device(point)) for point in path]) for path in guide.paths]
    for color, width in ((QColor(0, 0, 0, 170), 3.0), (QColor(255, 255, 255), 1.2)):
        painter.setPen(QPen(color, width * ratio))
        for line in lines:
            painter.drawPolyline(line)
    painter.setPen(QPen(QColor(0, 0, 0), ratio))
    for number, knot in enumerate(guide.knots):
        painter.setBrush(QColor(76, 154, 255) if number == 0 else QColor(255, 255, 255))
        half = KNOT * ratio
        x, y = view.to_device(knot)
        painter.drawRect(round(x - half), round(y - half), round(2 * half), round(2 * half))
    painter.restore()


def guide_box(view: View, guide: Guide, ratio: float) -> Rect:
    """The device box that the drawing stays in; it may lie outside the viewport."""
    places = [view.to_device(point) for point in guide.points]
    if not places:
        return EMPTY
    margin = math.ceil((KNOT + 3) * ratio)
    return Rect(
        math.floor(min(y for _, y in places)) - margin,
        math.floor(min(x for x, _ in places)) - margin,
        math.ceil(max(y for _, y in places)) + margin,
        math.ceil(max(x for x, _ in places)) + margin,
    )
