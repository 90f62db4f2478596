"""Remembers how the window stands a moment after it was changed, so that a crash does not lose it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

QUIET_MILLISECONDS = 1000
"""After the last change: a drag of a border moves it many times a second."""

_CHANGES = {QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.WindowStateChange}


class WindowMemory(QObject):
    """Watches one window.

    Args:
        window: whose place, size and state are watched.
        remember: called when they have changed, and come to rest.
    """

    def __init__(self, window: QWidget, remember: Callable[[], None]) -> None:
        super().__init__(window)
        self._window = window
        self._soon = QTimer(self, singleShot=True, interval=QUIET_MILLISECONDS)
        self._soon.timeout.connect(remember)
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Only looks on."""
        if event.type() in _CHANGES and self._window.isVisible():
            self._soon.start()
        elif event.type() == QEvent.Type.Close:
            self._soon.stop()
        return False
