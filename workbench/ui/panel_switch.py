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
        self._lent: QDockWidget | None = None
        self._before_lending: QByteArray | None = None

    def show(self, shown: bool) -> None:
        """Show the panels as they stood, or hide all of them."""
        if shown and self._kept is not None:
            kept, self._kept = self._kept, None
            self._window.restoreState(kept)
            if self._lent is not None:
                self._lent.hide()
        elif not shown and self._kept is None:
            self._kept = self.state
            for dock in self._docks:
                dock.hide()

    def lend(self, dock: QDockWidget) -> None:
        """What the dock holds is shown elsewhere for a while: it is hidden, and nobody can ask for it."""
        self._before_lending = self.state
        self._lent = dock
        dock.toggleViewAction().setEnabled(False)
        dock.hide()

    def take_back(self, dock: QDockWidget) -> None:
        """It holds what it held again: it is shown, unless all panels are hidden."""
        self._lent = self._before_lending = None
        dock.toggleViewAction().setEnabled(True)
        dock.setVisible(self._kept is None)

    @property
    def state(self) -> QByteArray:
        """How the panels stand, or stood before they were hidden or one was lent: as `QMainWindow.saveState` has it."""
        if self._kept is not None:
            return self._kept
        return self._window.saveState() if self._before_lending is None else self._before_lending
