"""The whole image in small, in a corner of the canvas, while only a part of it is in sight."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from workbench.core.geometry import Point, Rect
from workbench.ui.canvas.frame import Frame
from workbench.ui.canvas.view import View, filled
from workbench.ui.canvas.viewer import Viewer

LONGEST_SIDE = 180
"""Logical pixels."""

DISTANCE = 12
"""Logical pixels from the corner."""

PAUSE = 60
"""Milliseconds that it may lag behind: painting and panning come first."""


class Minimap(QWidget):
    """Shows where one is; a press or a drag brings another place to the middle of the canvas.

    Args:
        viewer: what it maps, and where it lies.
    """

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer)
        self._viewer = viewer
        self._frame = Frame(1, 1)
        self._wanted = True
        self._image_stale = self._overlay_stale = True
        self._soon = QTimer(self, singleShot=True, interval=PAUSE)
        self._soon.timeout.connect(self.update)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName("Minimap")
        viewer.looked.connect(self._follow)
        viewer.redrawn.connect(self.refresh)
        self.hide()

    def set_wanted(self, wanted: bool) -> None:
        """Whether it is shown at all."""
        self._wanted = wanted
        self._follow()

    def refresh(self, image: bool) -> None:
        """The image looks different now, or what lies over it: drawn when there is time."""
        self._image_stale = self._image_stale or image
        self._overlay_stale = True
        self._follow()

    def _follow(self) -> None:
        document = self._viewer.document
        seen = self._wanted and document is not None and self._viewer.visible != document.mask.rect
        if seen and document is not None:
            self._place(document.mask.rect)
        self.setVisible(seen)
        if seen and not self._soon.isActive():
            self._soon.start()

    def _place(self, image: Rect) -> None:
        """Take the image's proportions, and the corner below right."""
        share = LONGEST_SIDE / max(image.height, image.width)
        size = QSize(max(8, round(image.width * share)), max(8, round(image.height * share)))
        room = self._viewer.size()
        place = QPointF(room.width() - size.width() - DISTANCE, room.height() - size.height() - DISTANCE).toPoint()
        if self.size() != size or self.pos() != place:
            self.setGeometry(place.x(), place.y(), size.width(), size.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The image, and a frame round what is in sight."""
        document = self._viewer.document
        if document is None:
            return
        ratio = self.devicePixelRatioF()
        height, width = round(self.height() * ratio), round(self.width() * ratio)
        if self._frame.rect != Rect(0, 0, height, width):
            self._frame = Frame(height, width)
            self._image_stale = True
        if self._image_stale or self._overlay_stale:
            self._viewer.draw_into(self._frame, overlay_only=not self._image_stale)
            self._image_stale = self._overlay_stale = False
        seen, view = self._viewer.visible, self._view(document.mask.rect)
        corners = (view.to_device(Point(seen.top, seen.left)), view.to_device(Point(seen.bottom, seen.right)))
        box = QRectF(QPointF(*corners[0]), QPointF(*corners[1]))
        with QPainter(self) as painter:
            painter.save()
            painter.scale(1 / ratio, 1 / ratio)
            self._frame.draw(painter, self._frame.rect)
            painter.restore()
            for color, thickness in ((QColor(0, 0, 0, 160), 3.0), (QColor(255, 255, 255), 1.0)):
                painter.setPen(QPen(color, thickness))
                painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
                painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there."""
        self._go(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go along."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing: the canvas below must not hear of it."""
        event.accept()

    def _go(self, place: QPointF) -> None:
        document = self._viewer.document
        if document is not None:
            self._viewer.show_point(self._view(document.mask.rect).to_image(place.x(), place.y()))

    def _view(self, image: Rect) -> View:
        """Where the image lies on this widget, in logical pixels."""
        return filled(image, self.height(), self.width())
