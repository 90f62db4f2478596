"""What the model says of the image on the canvas, beside it or behind a divider; shows, and changes nothing."""

from dataclasses import fields, replace
from enum import Enum

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from workbench.core.geometry import Point
from workbench.core.offer import EVERYTHING
from workbench.ui.canvas.canvas import Canvas
from workbench.ui.canvas.viewer import Viewer

GRIP = 9
"""Logical pixels: the width of the divider, most of which is air."""

NEAREST = 24
"""Logical pixels that both sides keep at least."""

CROSS = 6.0
"""Logical pixels: half the size of the cross that shows where the pointer is on the other side."""


class Comparison(Enum):
    """How canvas and model are compared."""

    NONE = "none"
    SWIPE = "swipe"
    BESIDE = "beside"

    @property
    def covers(self) -> float:
        """The share of the canvas, at its right, that it has no use of meanwhile."""
        return 0.5 if self is Comparison.BESIDE else 0.0


class OtherSide(Viewer):
    """The same image in the same view, with the model's word in place of the mask.

    Swiped, it covers the canvas to the right of a divider, pixel on pixel. Beside, it covers the right half, and shows
    there what the left half shows.

    Args:
        canvas: what it lies on, and follows.
    """

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumSize(0, 0)
        self.setAccessibleName("What the model says")
        self._canvas = canvas
        self._how = Comparison.NONE
        self._share = 0.5
        self._errors = False
        self._there: Point | None = None
        self._held: QPointF | None = None
        self.divider = Divider(canvas, self)
        canvas.looked.connect(self.follow)
        canvas.redrawn.connect(lambda _image: self.follow())
        canvas.hovered.connect(self._show_pointer)
        self.hide()

    @property
    def how(self) -> Comparison:
        """How canvas and model are compared now."""
        return self._how

    def compare(self, how: Comparison) -> None:
        """Compare in that way from now on."""
        before, self._how = self._how, how
        if before.covers != how.covers:
            self._cover(before.covers, how.covers)
        self.follow()

    def show_errors(self, shown: bool) -> None:
        """Show only where the model says another class than is painted, or all that it says."""
        self._errors = shown
        self.follow()

    def _cover(self, before: float, now: float) -> None:
        """Leave the canvas the rest; what was in its middle stays there."""
        canvas, document = self._canvas, self._canvas.document
        whole = document is None or canvas.visible == document.mask.rect
        middle = canvas.image_point(QPointF(canvas.width() * (1.0 - before) / 2, canvas.height() / 2))
        canvas.cover(now)
        if whole:
            canvas.fit()
        else:
            canvas.show_point(middle)

    def slide(self, x: float) -> None:
        """Bring the divider to that logical column of the canvas."""
        width = max(1, self._canvas.width())
        self._share = min(max(x, NEAREST), max(NEAREST, width - NEAREST)) / width
        self.follow()

    def follow(self) -> None:
        """Show what the canvas shows, of the same image, in the same place."""
        document = self._canvas.document if self._how is not Comparison.NONE else None
        if document is not self.document:
            self.set_document(document)
        self.setVisible(document is not None)
        self.divider.setVisible(document is not None and self._how is Comparison.SWIPE)
        if document is None:
            return
        size = self._canvas.size()
        left = round(size.width() * (self._how.covers or self._share))
        if (self.x(), self.width(), self.height()) != (left, size.width() - left, size.height()):
            self.setGeometry(left, 0, size.width() - left, size.height())
            self.divider.setGeometry(left - GRIP // 2, 0, GRIP, size.height())
            self.divider.raise_()
        look = replace(
            self._canvas.look,
            mask=False,
            prediction=True,
            over_mask=True,
            doubt=False,
            origins=False,
            errors=self._errors,
            offer=EVERYTHING,
        )
        if look != self.look:
            self.change_look(**{field.name: getattr(look, field.name) for field in fields(look)})
        self.set_tone(self._canvas.tone)
        view = self._canvas.view
        if self._how is Comparison.SWIPE:
            view = view.panned(-left * self.devicePixelRatioF(), 0)
        self._stage.look_from(view, strict=True)
        self._settle()
        self.update()

    def _show_pointer(self, point: Point | None) -> None:
        self._there = point
        if self.isVisible() and self._how is Comparison.BESIDE:
            self.update()

    # What a hand does here moves both

    def wheelEvent(self, event: QWheelEvent) -> None:
        """As on the canvas, at the place of the image that is under the pointer."""
        at = event.position() + (QPointF(self.pos()) if self._how is Comparison.SWIPE else QPointF())
        moved = QWheelEvent(
            at,
            event.globalPosition(),
            event.pixelDelta(),
            event.angleDelta(),
            event.buttons(),
            event.modifiers(),
            event.phase(),
            event.inverted(),
        )
        self._canvas.wheelEvent(moved)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the image."""
        self._held = event.position()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move both, or tell what lies here."""
        if self._held is not None:
            by = event.position() - self._held
            self._held = event.position()
            self._canvas.pan_by(by.x(), by.y())
        else:
            self._canvas.hovered.emit(self.image_point(event.position()))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let the image go."""
        self._held = None
        self.unsetCursor()

    # On the screen

    def _draw_over(self, painter: QPainter, ratio: float) -> None:
        if self._how is Comparison.BESIDE and self._there is not None:
            x, y = self.view.to_device(self._there)
            for color, width in ((QColor(0, 0, 0, 160), 3.0), (QColor(255, 255, 255), 1.2)):
                painter.setPen(QPen(color, width * ratio))
                painter.drawLine(QPointF(x - CROSS * ratio, y), QPointF(x + CROSS * ratio, y))
                painter.drawLine(QPointF(x, y - CROSS * ratio), QPointF(x, y + CROSS * ratio))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The image, and whose word lies over it."""
        super().paintEvent(event)
        said = "errors of the model" if self._errors else "model"
        words = said if self.document is None or self.document.prediction is not None else "no prediction yet"
        with QPainter(self) as painter:
            painter.setFont(QFont(self.font()))
            room = painter.fontMetrics().boundingRect(words).adjusted(-6, -3, 6, 3)
            room.moveTopLeft(QPointF(8 + GRIP, 8).toPoint())
            painter.fillRect(room, QColor(0, 0, 0, 170))
            painter.setPen(QColor(255, 255, 255))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, words)


class Divider(QWidget):
    """The line between canvas and model, which a hand can drag."""

    def __init__(self, canvas: Canvas, side: OtherSide) -> None:
        super().__init__(canvas)
        self._side = side
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setAccessibleName("Divider between mask and model")
        self.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take it; the canvas below must not hear of it."""
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag it."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._side.slide(self.mapToParent(event.position()).x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let it go."""
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A light line between dark ones, with a grip in the middle."""
        with QPainter(self) as painter:
            middle = self.width() // 2
            painter.fillRect(middle - 1, 0, 3, self.height(), QColor(0, 0, 0, 160))
            painter.fillRect(middle, 0, 1, self.height(), QColor(255, 255, 255))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(0, 0, 0, 160), 1))
            painter.setBrush(QColor(255, 255, 255))
            painter.drawRoundedRect(1, self.height() // 2 - 14, self.width() - 2, 28, 3, 3)
