"""Shows and hides all panels at once, and keeps how they stood: which were closed, and which tab was in front."""

from collections.abc import Sequence

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QDockWidget, QMainWindow


class PanelSwitch:
    """Of one window.

    Args:
        window: whose docks they are.
        docks: all of them.
    """

    def __init__(self, window: QMainWindow, docks: Sequence[QDockWidget]) -> None:
        self._window, self._docks = window, docks
        self._kept: QByteArray | None = None

    def show(self, shown: bool) -> None:
        """Show the panels as they stood, or hide all of them."""
        if shown and self._kept is not None:
            kept, self._kept = self._kept, None
            self._window.restoreState(kept)
        elif not shown and self._kept is None:
            self._kept = self._window.saveState()
            for dock in self._docks:
                dock.hide()

    @property
    def state(self) -> QByteArray:
        """How the panels stand, or stood before they were hidden: as `QMainWindow.saveState` has it."""
        return self._window.saveState() if self._kept is None else self._kept
