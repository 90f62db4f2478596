"""A hand at the canvas: real mouse, wheel and key events, given in image points."""

import time

import numpy as np
from PySide6.QtCore import QEventLoop, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from workbench.core.geometry import Point
from workbench.ui.canvas.canvas import Canvas
from workbench.ui.document import Document

NO_KEY = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


REST_SECONDS = 20.0


class Hand:
    """Paints on a shown canvas. Remembers, as exact image points, where it has been since the last press.

    A patient hand waits after each move until the gesture has done its work; one that is not goes on at once.
    """

    def __init__(self, canvas: Canvas, document: Document) -> None:
        self.patient = True
        self.canvas = canvas
        self.document = document
        self.way: list[Point] = []

    def at(self, row: float, column: float) -> QPoint:
        """The widget's pixel that lies over an image point."""
        x, y = self.canvas.view.to_device(Point(row, column))
        return QPoint(int(x // 1), int(y // 1))

    def rest(self) -> None:
        """Wait until the gesture has done its work."""
        until = time.monotonic() + REST_SECONDS
        while self.canvas.working and time.monotonic() < until:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        assert not self.canvas.working

    def _done(self) -> None:
        if self.patient:
            self.rest()

    def _go(self, place: tuple[float, float]) -> QPoint:
        position = self.at(*place)
        self.way.append(self.canvas.image_point(QPointF(position)))
        return position

    def press(self, *place: float, keys: Qt.KeyboardModifier = NO_KEY, button: Qt.MouseButton = LEFT) -> None:
        self.way = []
        QTest.mousePress(self.canvas, button, keys, self._go((place[0], place[1])))
        self._done()

    def move(self, *places: tuple[float, float]) -> None:
        for place in places:
            QTest.mouseMove(self.canvas, self._go(place))
            self._done()

    def release(self, *place: float, button: Qt.MouseButton = LEFT) -> None:
        QTest.mouseRelease(self.canvas, button, NO_KEY, self._go((place[0], place[1])))
        self._done()

    def stroke(self, *places: tuple[float, float], keys: Qt.KeyboardModifier = NO_KEY) -> None:
        self.press(*places[0], keys=keys)
        self.move(*places[1:])
        self.release(*places[-1])

    def wheel(self, row: float, column: float, notches: float, keys: Qt.KeyboardModifier = NO_KEY) -> None:
        position = QPointF(self.at(row, column))
        event = QWheelEvent(
            position,
            position,
            QPoint(),
            QPoint(0, round(120 * notches)),
            Qt.MouseButton.NoButton,
            keys,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.canvas, event)

    def key(self, key: Qt.Key) -> None:
        QTest.keyClick(self.canvas, key)
        self._done()

    def picture(self) -> np.ndarray:
        """What is on the screen: uint8 (H, W, 3), RGB, device pixels; the ring is kept out of it."""
        self.canvas._pointer = None
        image = self.canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
        return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()

    def covered(self, diameter: float, *ways: list[Point]) -> np.ndarray:
        """bool (H, W) by the slow rule: centres within the radius of a way's segments."""
        mask = self.document.mask
        y, x = np.mgrid[: mask.height, : mask.width] + 0.5
        found = np.zeros(y.shape, dtype=bool)
        for way in ways or (self.way,):
            for start, end in zip(way[:1] + way[:-1], way, strict=True):
                dy, dx = end.y - start.y, end.x - start.x
                squared = dy * dy + dx * dx
                t = np.clip(((y - start.y) * dy + (x - start.x) * dx) / squared, 0, 1) if squared else 0.0
                found |= np.hypot(y - start.y - t * dy, x - start.x - t * dx) <= diameter / 2
        return found


def noise(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(3).integers(0, 256, (height, width, 3), dtype=np.uint8)
