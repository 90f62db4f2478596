"""Many classes at once for a project that is open."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from workbench.core.classes import ClassSet
from workbench.core.errors import WorkbenchError
from workbench.ui.dialogs.class_list_field import ClassListField
from workbench.ui.style import GRID


class AddClassesDialog(QDialog):
    """Asks for a list; `classes` holds it once accepted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Add classes")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.field = ClassListField()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.add = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.add.setText("Add")
        self.add.setProperty("primary", "true")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(2 * GRID)
        column.addWidget(self.field, 1)
        column.addWidget(buttons)
        self.field.changed.connect(self._fit)
        self.resize(70 * GRID, 46 * GRID)
        self._fit()

    @property
    def classes(self) -> ClassSet:
        """What the list gives; none while it cannot be read."""
        try:
            return self.field.classes()
        except WorkbenchError:
            return ClassSet()

    def _fit(self) -> None:
        self.add.setEnabled(len(self.classes) > 0)
