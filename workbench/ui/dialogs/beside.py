"""Where a dialog stands that is used while one looks at the canvas."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QDialog, QWidget

from workbench.ui.style import GRID


def show_beside(dialog: QDialog, canvas: QWidget) -> None:
    """Show a dialog in the canvas's upper right corner, where it hides least; once open it stays where it is."""
    if not dialog.isVisible():
        dialog.adjustSize()
        corner = canvas.mapToGlobal(QPoint(canvas.width() - dialog.width() - 2 * GRID, 5 * GRID))
        dialog.move(corner)
    dialog.show()
    dialog.raise_()
