"""Which backup should be the project: a list with time, reason and what each holds."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
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
NUMBERS = (2, 3, 4)
"""Columns that stand at the right."""

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RestoreDialog(QDialog):
    """Lists backups, newest first; one that cannot be read any more cannot be chosen."""

    def __init__(self, name: str, backups: Sequence[Backup], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Restore a backup")
        self.list = QTreeWidget()
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setHeaderLabels(list(COLUMNS))
        for number in NUMBERS:
            self.list.headerItem().setTextAlignment(number, RIGHT)
        rows = [_row(backup) for backup in backups]
        self.list.addTopLevelItems(rows)
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(COLUMNS.index("Why"), QHeaderView.ResizeMode.Stretch)
        words = QLabel(
            f"{name} becomes what it was then. What it is now is kept as a backup first. Pictures that were moved "
            "since are found again with Image, Locate missing images."
        )
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
        readable = next((row for row in rows if not row.isDisabled()), None)
        if readable is not None:
            self.list.setCurrentItem(readable)
        self._on_choice()
        self.resize(90 * GRID, 46 * GRID)

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
        why, counts = backup.why, [f"{held.images:,}", f"{held.labelled:,}"]
    except WorkbenchError:
        why, counts = f"{backup.why} (damaged: cannot be restored)", []
    made = f"{backup.made.astimezone():%Y-%m-%d %H:%M:%S}"
    item = QTreeWidgetItem([made, why, *(counts or ["", ""]), f"{backup.size / 1e6:,.1f} MB"])
    for column in NUMBERS:
        item.setTextAlignment(column, RIGHT)
    item.setSizeHint(COLUMNS.index("Why"), QSize(0, 3 * GRID))  # the stretched one: a hint is of the width, too
    item.setData(0, Qt.ItemDataRole.UserRole, backup)
    item.setDisabled(not counts)
    return item
