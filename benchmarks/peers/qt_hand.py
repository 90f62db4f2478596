"""A hand at a peer's Qt widget, whichever binding the peer has: mouse events and waiting."""

import time
from collections.abc import Callable

from course import PAUSE
from qtpy.QtCore import QEvent, QPointF, Qt
from qtpy.QtGui import QMouseEvent
from qtpy.QtWidgets import QApplication, QWidget

LONGEST_FRAME = 2.0


class QtHand:
    """Does things to a widget and takes the time until it has been drawn.

    Args:
        target: gets the mouse events.
        drawn: counts how often it has been drawn.
    """

    def __init__(self, target: QWidget, drawn: Callable[[], int]) -> None:
        self._target = target
        self._drawn = drawn
        self.missed = 0

    def timed(self, deed: Callable[[], object]) -> float:
        """Milliseconds of a deed until the next drawing has ended; the pause before it is not counted."""
        self.idle(PAUSE)
        before, started = self._drawn(), time.perf_counter()
        deed()
        while self._drawn() == before:
            QApplication.processEvents()
            if time.perf_counter() - started > LONGEST_FRAME:
                self.missed += 1
                break
        QApplication.processEvents()
        return 1e3 * (time.perf_counter() - started)

    def idle(self, seconds: float) -> None:
        """Let the program do what it has put off."""
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            QApplication.processEvents()
            time.sleep(0.001)

    def stroke(self, way: list[tuple[float, float]]) -> list[float]:
        """Milliseconds of each move; press and release are not counted."""
        self._send(QEvent.Type.MouseMove, way[0], pressed=False)
        self.idle(PAUSE)
        self._send(QEvent.Type.MouseButtonPress, way[0], pressed=True)
        self.idle(3 * PAUSE)
        times = [self.timed(lambda p=place: self._send(QEvent.Type.MouseMove, p, pressed=True)) for place in way[1:]]
        self._send(QEvent.Type.MouseButtonRelease, way[-1], pressed=False)
        self.idle(3 * PAUSE)
        return times

    def _send(self, kind: "QEvent.Type", place: tuple[float, float], *, pressed: bool) -> None:
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        point = QPointF(*place)
        over = QPointF(self._target.mapToGlobal(point.toPoint()))
        button = none if kind == QEvent.Type.MouseMove else left
        event = QMouseEvent(kind, point, over, button, left if pressed else none, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self._target, event)


def fit_canvas(window: QWidget, canvas: QWidget, width: int, height: int) -> str:
    """Resize the window until its canvas has that size; a note that says what came of it."""
    for _ in range(3):
        window.resize(window.width() + width - canvas.width(), window.height() + height - canvas.height())
        for _ in range(20):
            QApplication.processEvents()
            time.sleep(0.01)
    return f"its canvas is {canvas.width()} x {canvas.height()}"
