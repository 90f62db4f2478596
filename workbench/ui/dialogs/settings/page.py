"""What the pages of the settings share: a form, and words that explain."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from workbench.ui.style import GRID


class Page(QWidget):
    """A form, row under row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = QFormLayout(self)
        self.form.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        self.form.setHorizontalSpacing(2 * GRID)
        self.form.setVerticalSpacing(GRID)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)

    def explain(self, text: str) -> QLabel:
        """Say something below the row before."""
        words = QLabel(text)
        words.setWordWrap(True)
        words.setProperty("role", "faint")
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.form.addRow(words)
        return words
