"""The list of runs: one line each, one or two of them chosen."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from workbench.core.pace import in_words
from workbench.core.records import RunStatus
from workbench.services.run_history import PastRun

COLUMNS = ("Run", "mIoU", "Model", "Images", "Took", "Began")
TIPS = (
    "Its number, and what you called it",
    "The best on val, on the val images of its time; only scores on the same val images may be compared; "
    "a dash where nothing was measured",
    "What is left of it",
    "Learnt from, and validated on",
    "",
    "",
)
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ID = Qt.ItemDataRole.UserRole
AT_ONCE = 2
"""Runs that can be compared."""


class RunList(QTreeWidget):
    """Newest first. Ctrl and a click choose a second run.

    Signals:
        chosen_changed: other runs are chosen.
    """

    chosen_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Runs of this project")
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHeaderLabels(list(COLUMNS))
        for number, tip in enumerate(TIPS):
            self.headerItem().setToolTip(number, tip)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.header().setStretchLastSection(False)
        self._runs: dict[int, PastRun] = {}
        self._items: list[QTreeWidgetItem] = []
        self.itemSelectionChanged.connect(self._on_selection)

    @property
    def chosen(self) -> list[PastRun]:
        """The runs that are chosen, the older first; at most two."""
        picked = sorted(int(item.data(0, _ID)) for item in self.selectedItems())
        return [self._runs[number] for number in picked]

    def show_runs(self, runs: list[PastRun]) -> None:
        """List these; what was chosen stays chosen where it is still there, else the newest is."""
        before = {past.run.id for past in self.chosen}
        self.blockSignals(True)
        self.clear()
        self._items.clear()
        self._runs = {past.run.id: past for past in runs}
        for past in runs:
            item = QTreeWidgetItem(_cells(past))
            item.setData(0, _ID, past.run.id)
            item.setTextAlignment(1, RIGHT)
            item.setToolTip(0, past.words)
            self.addTopLevelItem(item)
            self._items.append(item)
            item.setSelected(past.run.id in before)
        if not self.selectedItems() and runs:
            self._items[0].setSelected(True)
        self.blockSignals(False)
        self.chosen_changed.emit()

    def choose(self, *run_ids: int) -> None:
        """Choose these."""
        self.blockSignals(True)
        for item in self._items:
            item.setSelected(int(item.data(0, _ID)) in run_ids)
        self.blockSignals(False)
        self.chosen_changed.emit()

    def _on_selection(self) -> None:
        """Of three the one that was chosen before the last goes."""
        current, picked = self.currentItem(), self.selectedItems()
        if len(picked) > AT_ONCE:
            self.blockSignals(True)
            for item in [one for one in picked if one is not current][: len(picked) - AT_ONCE]:
                item.setSelected(False)
            self.blockSignals(False)
        self.chosen_changed.emit()


def _cells(past: PastRun) -> list[str]:
    run = past.run
    images = "" if past.images is None else f"{past.images[0]:,} + {past.images[1]:,}"
    score = "-" if run.best_miou is None else f"{run.best_miou:.3f}"
    began = datetime.fromtimestamp(run.started).strftime("%Y-%m-%d %H:%M")
    name = f"{run.id}  {past.title}" if past.title else str(run.id)
    took = "" if run.status == RunStatus.RUNNING else in_words(run.seconds)
    return [name, score, past.state, images, took, began]
