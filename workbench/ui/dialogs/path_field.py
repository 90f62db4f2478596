"""A line for a path with its button."""

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton

from workbench.ui.style import GRID


def beside(field: QLineEdit, button: QPushButton) -> QHBoxLayout:
    """The field, and the button to its right."""
    row = QHBoxLayout()
    row.setSpacing(GRID)
    row.addWidget(field, 1)
    row.addWidget(button)
    return row
