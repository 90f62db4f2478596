"""Draws the lines of a gesture over the pixels, so that they show on any ground."""

import math
from collections.abc import Iterable

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from workbench.core.geometry import EMPTY, Point, Rect
from workbench.ui.canvas.gestures.words import NO_GUIDE, Guide
from workbench.ui.canvas.view import View

KNOT = 4.0
"""Half the side of a knot, in logical pixels."""


class GuideLines:
    """Where the lines of a guide lie on the screen: worked out once a guide and view, for they are many.

    The pointer's ring makes the canvas draw them anew at every move.
    """

    def __init__(self) -> None:
        self._laid: tuple[Guide, View] = (NO_GUIDE, View())
        self._faint: list[QLineF] = []
        self._paths: list[QPolygonF] = []

    def draw(self, painter: QPainter, view: View, guide: Guide, ratio: float) -> None:
        """Draw in device pixels; `ratio` of them are a logical pixel."""
        if guide is NO_GUIDE:
            return
        self._lay(guide, view)
        painter.save()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(255, 255, 255, 110), ratio))
        painter.drawLines(self._faint)  # not smoothed, which would take a hundred times as long
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for color, width in ((QColor(0, 0, 0, 170), 3.0), (QColor(255, 255, 255), 1.2)):
            painter.setPen(QPen(color, width * ratio))
            for path in self._paths:
                painter.drawPolyline(path)
        painter.setPen(QPen(QColor(0, 0, 0), ratio))
        for number, knot in enumerate(guide.knots):
            painter.setBrush(QColor(76, 154, 255) if number == 0 else QColor(255, 255, 255))
            half = KNOT * ratio
            x, y = view.to_device(knot)
            painter.drawRect(round(x - half), round(y - half), round(2 * half), round(2 * half))
        painter.restore()

    def _lay(self, guide: Guide, view: View) -> None:
        before, seen = self._laid
        if guide.faint is not before.faint or view != seen:
            self._faint = [QLineF(*view.to_device(start), *view.to_device(end)) for start, end in guide.faint]
        if guide.paths is not before.paths or view != seen:
            self._paths = [QPolygonF([QPointF(*view.to_device(point)) for point in path]) for path in guide.paths]
        self._laid = guide, view


def changed_boxes(view: View, old: Guide, new: Guide, ratio: float) -> list[Rect]:
    """The device boxes that show something else when a guide takes the place of another; they may lie anywhere."""
    shapes: list[list[Point]] = [[*(p for path in guide.paths for p in path), *guide.knots] for guide in (old, new)]
    if old.faint is not new.faint:
        shapes += [[point for line in guide.faint for point in line] for guide in (old, new)]
    return [box for box in (_box(view, points, ratio) for points in shapes) if not box.empty]


def _box(view: View, points: Iterable[Point], ratio: float) -> Rect:
    """The device box that the drawing of these points stays in."""
    places = list(points)
    if not places:
        return EMPTY
    rows, columns = [point.y for point in places], [point.x for point in places]
    left, top = view.to_device(Point(min(rows), min(columns)))
    right, bottom = view.to_device(Point(max(rows), max(columns)))
    margin = math.ceil((KNOT + 3) * ratio)
    return Rect(
        math.floor(top) - margin, math.floor(left) - margin, math.ceil(bottom) + margin, math.ceil(right) + margin
    )
