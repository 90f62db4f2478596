"""The frame of the canvas tells whether it has the keyboard."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from workbench.ui.rooms import Rooms


def connect_focus(rooms: Rooms) -> None:
    """Light the frame while the canvas has the keyboard."""
    _Frame(rooms.middle, rooms.canvas)


class _Frame(QObject):
    """Of a room in the middle of the window; lives as long as it."""

    def __init__(self, middle: QWidget, canvas: QWidget) -> None:
        super().__init__(middle)
        self._middle, self._canvas = middle, canvas
        middle.setObjectName("middle")
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._show)

    def _show(self, _old: QWidget | None, now: QWidget | None) -> None:
        lit = "true" if now is self._canvas else "false"
        if self._middle.property("lit") != lit:
            self._middle.setProperty("lit", lit)
            self._middle.style().polish(self._middle)
