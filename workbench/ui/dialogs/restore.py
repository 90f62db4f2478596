"""Which backup should be the project: a list with time, reason and what each holds."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from workbench.core.backups import Backup
from workbench.core.errors import WorkbenchError
from workbench.services.backups import contents
from workbench.ui.style import GRID

COLUMNS = ("Made", "Why", "Images", "Labelled pixels", "Size")


class RestoreDialog(QDialog):
    """Lists backups, newest first; one that cannot be read any more cannot be chosen."""

    def __init__(self, name: str, backups: Sequence[Backup], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Restore a backup")
        self.list = QTreeWidget()
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setHeaderLabels(list(COLUMNS))
        rows = [_row(backup) for backup in backups]
        self.list.addTopLevelItems(rows)
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(COLUMNS.index("Why"), QHeaderView.ResizeMode.Stretch)
        words = QLabel(f"{name} becomes what it was then. What it is now is kept as a backup first.")
        words.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.restore = buttons.addButton("Restore", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(2 * GRID)
        column.addWidget(words)
        column.addWidget(self.list, 1)
        column.addWidget(buttons)
        self.list.itemSelectionChanged.connect(self._on_choice)
        if rows:
            self.list.setCurrentItem(rows[0])
        self._on_choice()
        self.resize(90 * GRID, 50 * GRID)

    @property
    def chosen(self) -> Backup | None:
        """The backup of the chosen row."""
        items = self.list.selectedItems()
        return items[0].data(0, Qt.ItemDataRole.UserRole) if items else None

    def _on_choice(self) -> None:
        self.restore.setEnabled(self.chosen is not None)


def _row(backup: Backup) -> QTreeWidgetItem:
    try:
        held = contents(backup)
        counts = [f"{held.images:,}", f"{held.labelled:,}"]
    except WorkbenchError:
        counts = ["damaged", ""]
    made = f"{backup.made.astimezone():%Y-%m-%d %H:%M:%S}"
    item = QTreeWidgetItem([made, backup.why, *counts, f"{backup.size / 1e6:,.1f} MB"])
    for column in (2, 3, 4):
        item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    item.setData(0, Qt.ItemDataRole.UserRole, backup)
    item.setDisabled(counts[0] == "damaged")
    return item
