"""A part of a dialog that is folded away until it is asked for."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from workbench.ui.style import GRID


class Fold(QWidget):
    """A line with an arrow; below it, when it is open, what it holds. The window grows and shrinks with it."""

    def __init__(self, title: str, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = content
        self.button = QToolButton()
        self.button.setText(title)
        self.button.setCheckable(True)
        self.button.setAutoRaise(True)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.button)
        column.addWidget(content)
        self.button.toggled.connect(self.open)
        self.open(False)

    def open(self, wanted: bool) -> None:
        """Show what it holds, or fold it away."""
        self.button.setChecked(wanted)
        self.button.setArrowType(Qt.ArrowType.DownArrow if wanted else Qt.ArrowType.RightArrow)
        self._content.setVisible(wanted)
        window = self.window()
        if window.isVisible():
            window.adjustSize()
