"""The name of a class: asked until it can be taken, with what was typed still there."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from workbench.core.errors import WorkbenchError
from workbench.ui.style import GRID


class ClassNameDialog(QDialog):
    """Closes once the name is taken; until then it says why not.

    Args:
        title: of the dialog.
        name: to begin with.
        take: takes the name, or raises a WorkbenchError.
        parent: the owner.
    """

    def __init__(self, title: str, name: str, take: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._take = take
        self.name = QLineEdit(name)
        self.name.setMinimumWidth(32 * GRID)
        self.name.setAccessibleName("Name of the class")
        self.name.selectAll()
        self.trouble = QLabel("")
        self.trouble.setTextFormat(Qt.TextFormat.PlainText)
        self.trouble.setWordWrap(True)
        self.trouble.setMinimumHeight(2 * self.trouble.fontMetrics().lineSpacing())
        self.trouble.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.name.textEdited.connect(lambda: self.trouble.setText(""))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(GRID)
        column.addWidget(QLabel("Name of the class:"))
        column.addWidget(self.name)
        column.addWidget(self.trouble)
        column.addWidget(buttons)

    def accept(self) -> None:
        """Take the name; where it cannot be taken, say so and let the person go on typing."""
        try:
            self._take(self.name.text())
        except WorkbenchError as error:
            self.trouble.setText(f"{error.message} {error.cure}".strip())
            self.name.selectAll()
            self.name.setFocus()
            return
        super().accept()
