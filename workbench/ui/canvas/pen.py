"""The pen of a tablet: whether it is near, and what of the mouse is only its shadow."""

import math

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QMouseEvent, QPointingDevice
from PySide6.QtWidgets import QApplication

from workbench.ui.canvas.pointer import Pointer

PENS = (QPointingDevice.PointerType.Pen, QPointingDevice.PointerType.Eraser)

TAP_APART = 12.0
"""Logical pixels between two taps of a double tap, at most: a pen is less steady than a mouse."""


class Pen(QObject):
    """Watches over a pen from its first event until it leaves.

    Systems send events of the mouse after those of a pen, some even when the pen's were taken; painting with both would
    paint twice. That a pen leaves is told to the application alone, and so is watched there, while a pen is near only.

    Signals:
        left: the pen is out of reach of the tablet.
    """

    left = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.near = False
        self._tap: tuple[int, QPointF] | None = None

    def came(self) -> None:
        """The pen has done something."""
        application = QApplication.instance()
        if not self.near and application is not None:
            self.near = True
            application.installEventFilter(self)

    def shadows(self, event: QMouseEvent, down: bool) -> bool:
        """Whether an event of the mouse comes from the pen, which is `down` on the canvas or not."""
        if event.pointerType() in PENS or down:
            return True
        return self.near and event.source() != Qt.MouseEventSource.MouseEventNotSynthesized

    def taps_again(self, pointer: Pointer) -> bool:
        """Whether this press of the pen is the second of a double tap."""
        before, self._tap = self._tap, (pointer.time, pointer.position)
        if before is None or pointer.time - before[0] > QGuiApplication.styleHints().mouseDoubleClickInterval():
            return False
        way = pointer.position - before[1]
        if math.hypot(way.x(), way.y()) > TAP_APART:
            return False
        self._tap = None
        return True

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Wait for the pen to leave."""
        if event.type() == QEvent.Type.TabletLeaveProximity:
            self.near = False
            application = QApplication.instance()
            if application is not None:
                application.removeEventFilter(self)
            self.left.emit()
        return False
