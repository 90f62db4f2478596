"""A panel that scrolls where the window is too low for all of it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

LEAST = 120
"""Height that stays in sight, in device-independent pixels: what a panel has at its top."""


class _Scrolling(QScrollArea):
    def __init__(self, panel: QWidget) -> None:
        super().__init__()
        self._panel = panel
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(panel)

    def sizeHint(self) -> QSize:
        return self._panel.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._panel.minimumSizeHint().width(), LEAST)


def scrolling(panel: QWidget) -> QScrollArea:
    """Put a panel into a scroll area, so that what it shows cannot push the status line off the screen."""
    return _Scrolling(panel)
