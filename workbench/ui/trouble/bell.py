"""The button in the status line that opens the messages, and says how many of them wait to be read."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget

from workbench.core.counting import counted
from workbench.ui.icons import icon
from workbench.ui.notices import Notices


class Bell(QToolButton):
    """Always there, so that nothing beside it jumps; with a number while warnings are unread."""

    def __init__(self, notices: Notices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notices = notices
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("888") + self.iconSize().width() + 20)
        notices.added.connect(self._fit)
        notices.read.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        waits = self._notices.unread
        self.setText(f"{waits:,}" if waits else "")
        self.setIcon(icon("message-alert-outline", "warn" if waits else "faint"))
        words = f"{counted(waits, 'message')} not read yet" if waits else "Messages"
        self.setToolTip(words)
        self.setAccessibleName(words)
