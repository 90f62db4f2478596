"""A hand with a pen: real tablet events, given in image points, as a driver sends them."""

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtWidgets import QApplication

from workbench.core.geometry import Point
from workbench.ui.canvas.canvas import Canvas

LEFT, RIGHT, NO_BUTTON = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.NoButton
NO_KEY = Qt.KeyboardModifier.NoModifier
Kind = QPointingDevice.PointerType


def device(kind: Kind, feels: bool = True) -> QPointingDevice:
    features = QInputDevice.Capability.Position
    if feels:
        features |= QInputDevice.Capability.Pressure
    return QPointingDevice("a pen", 7, QInputDevice.DeviceType.Stylus, kind, features, 1, 3)


class PenHand:
    """Holds a pen over a canvas. Remembers each image point of a press, with its pressure."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.ends = {Kind.Pen: device(Kind.Pen), Kind.Eraser: device(Kind.Eraser)}
        self.way: list[tuple[Point, float]] = []
        self.time, self.pause = 1000, 700  # milliseconds: slower than two taps that belong together

    def press(self, place: tuple[float, float], pressure: float = 0.5, **how: object) -> None:
        self.way = []
        self._send(QEvent.Type.TabletPress, place, pressure, **how)

    def move(self, place: tuple[float, float], pressure: float = 0.5, **how: object) -> None:
        self._send(QEvent.Type.TabletMove, place, pressure, **how)

    def hover(self, place: tuple[float, float], **how: object) -> None:
        self._send(QEvent.Type.TabletMove, place, 0.0, down=NO_BUTTON, **how)

    def release(self, place: tuple[float, float], **how: object) -> None:
        """Lifted: drivers tell no pressure any more."""
        self._send(QEvent.Type.TabletRelease, place, 0.0, down=NO_BUTTON, **how)

    def stroke(self, *stations: tuple[float, float, float], **how: object) -> None:
        """Press at the first (row, column, pressure), go over the others, lift at the last."""
        *first, pressure = stations[0]
        self.press((first[0], first[1]), pressure, **how)
        for row, column, pressure in stations[1:]:
            self.move((row, column), pressure, **how)
        self.release(stations[-1][:2], **how)

    def leave(self) -> None:
        """The pen goes out of reach, which is told to the application."""
        application = QApplication.instance()
        assert application is not None
        QApplication.sendEvent(application, self._event(QEvent.Type.TabletLeaveProximity, QPointF(), 0.0))

    def _send(self, kind: QEvent.Type, place: tuple[float, float], pressure: float, **how: object) -> None:
        x, y = self.canvas.view.to_device(Point(*place))
        ratio = self.canvas.devicePixelRatioF()
        event = self._event(kind, QPointF(x / ratio, y / ratio), pressure, **how)
        self.way.append((Point(*place), pressure))
        self.accepted = False
        QApplication.sendEvent(self.canvas, event)
        self.accepted = event.isAccepted()

    def _event(
        self,
        kind: QEvent.Type,
        position: QPointF,
        pressure: float,
        end: Kind = Kind.Pen,
        button: Qt.MouseButton = LEFT,
        down: Qt.MouseButton | None = None,
        keys: Qt.KeyboardModifier = NO_KEY,
    ) -> QTabletEvent:
        changed = NO_BUTTON if kind == QEvent.Type.TabletMove else button
        held = button if down is None else down
        there, pen = self.canvas.mapToGlobal(position), self.ends[end]
        event = QTabletEvent(kind, pen, position, there, pressure, 0, 0, 0, 0, 0, keys, changed, held)
        self.time += self.pause
        event.setTimestamp(self.time)
        return event
