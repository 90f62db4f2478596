"""The settings: a page for each matter."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QTabWidget, QVBoxLayout, QWidget

from workbench.ui.dialogs.settings.looks_page import LooksPage
from workbench.ui.dialogs.settings.machine_page import MachinePage
from workbench.ui.dialogs.settings.painting_page import PaintingPage
from workbench.ui.style import GRID


class SettingsDialog(QDialog):
    """Not modal: what is changed is seen at once behind it.

    Args:
        looks, painting, machine: the pages; the dialog owns them from now on.
        parent: the owner.
    """

    def __init__(
        self, looks: LooksPage, painting: PaintingPage, machine: MachinePage, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Settings")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.looks, self.painting, self.machine = looks, painting, machine
        self.pages = QTabWidget()
        self.pages.setAccessibleName("Pages of the settings")
        self.pages.addTab(looks, "Looks")
        self.pages.addTab(painting, "Painting")
        self.pages.addTab(machine, "Machine")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        self.keys = buttons.addButton("Keys...", QDialogButtonBox.ButtonRole.ActionRole)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setSpacing(GRID)
        column.addWidget(self.pages, 1)
        column.addWidget(buttons)
        room = self.screen().availableGeometry()
        self.resize(min(560, room.width() - 10 * GRID), min(420, room.height() - 10 * GRID))
