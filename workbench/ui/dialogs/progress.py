"""What the work cost and what it brought: a chart, a table of rounds, the cost of the last images; all as CSV."""

from PySide6.QtCore import Qt, Signal
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

from workbench.core.classes import ClassSet
from workbench.services.accounting import Account, RoundAccount
from workbench.ui.panels.progress_chart import ProgressChart
from workbench.ui.style import GRID

COLUMNS = (
    ("Round", "The number of the model; 0 is the work before the first"),
    ("Minutes before", "Of work, pauses left out, until this model"),
    ("mIoU", "Of this model on val"),
    ("Finished", "Images that were finished after this model, until the next"),
    ("Minutes", "Of work in this round"),
    ("Strokes", "Edits by hand in this round"),
    ("Clicks", "Presses of mouse and pen in this round"),
    ("Accepted", "Of the pixels of the images finished here, how many were accepted from a prediction"),
    ("Corrected", "Of these pixels, how many a hand set otherwise than predicted"),
    ("Kept", "Of these pixels, how many are as predicted"),
)

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

UNKNOWN = "-"


class ProgressDialog(QDialog):
    """Shows an account; it does not change while it is open.

    Signals:
        save: the tables are wanted as CSV.
    """

    save = Signal()

    def __init__(self, account: Account, classes: ClassSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Progress and cost")
        self.account = account
        self.chart = ProgressChart(account.rounds, classes)
        self.table = QTreeWidget()
        self.table.setAccessibleName("Rounds and what they cost")
        self.table.setRootIsDecorated(False)
        self.table.setUniformRowHeights(True)
        self.table.setHeaderLabels([name for name, _ in COLUMNS])
        self.table.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.header().setStretchLastSection(False)
        for number, (_, tip) in enumerate(COLUMNS):
            self.table.headerItem().setToolTip(number, tip)
            self.table.headerItem().setTextAlignment(number, RIGHT)
        self.table.addTopLevelItems([_row(one) for one in account.rounds])
        words = QLabel(account.words)
        words.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton("Save as CSV...", QDialogButtonBox.ButtonRole.ActionRole).clicked.connect(self.save)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(2 * GRID)
        column.addWidget(self.chart, 3)
        column.addWidget(self.table, 2)
        column.addWidget(words)
        column.addWidget(buttons)
        self.resize(100 * GRID, 75 * GRID)


def _row(one: RoundAccount) -> QTreeWidgetItem:
    cells = [
        str(one.round),
        f"{one.minutes:.1f}",
        UNKNOWN if one.miou is None else f"{one.miou:.2f}",
        f"{one.finished:,}",
        f"{one.seconds / 60:.1f}",
        f"{one.strokes:,}",
        f"{one.clicks:,}",
        *(UNKNOWN if share is None else f"{share:.0%}" for share in (one.accepted, one.corrected, one.kept)),
    ]
    item = QTreeWidgetItem(cells)
    for column in range(len(cells)):
        item.setTextAlignment(column, RIGHT)
    return item
