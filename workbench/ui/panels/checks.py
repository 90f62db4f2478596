"""Regions where the mask and a model that is sure disagree: each is kept as it is, or taken as the model says."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from workbench.core.classes import ClassSet
from workbench.core.disagreement import Disagreement
from workbench.ui.panels.swatch import swatch
from workbench.ui.style import GRID

NOTHING = "Nothing to check: the mask says what the model is sure of."
UNPAINTED = "Nothing is painted here yet: there is nothing to hold against the model's word."
UNASKED = "This image is large: {next_check} looks for regions where mask and model disagree."


class ChecksPanel(QWidget):
    """The list, and what can be done with the row that is chosen.

    Signals:
        chosen: a row was chosen by the person (its number).
        keep: leave the chosen region as it is painted.
        take: give it the model's class.
        ask_again: list the regions again that were kept.
    """

    chosen = Signal(int)
    keep = Signal()
    take = Signal()
    ask_again = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.table = QTableWidget(0, 3)
        self.table.setHorizontalHeaderLabels(["Painted", "Model says", "Pixels"])
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        for column, mode in enumerate(
            (QHeaderView.ResizeMode.Stretch, QHeaderView.ResizeMode.Stretch, QHeaderView.ResizeMode.ResizeToContents)
        ):
            header.setSectionResizeMode(column, mode)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.table.setShowGrid(False)
        self.table.setAccessibleName("Regions to check")
        self.table.currentCellChanged.connect(self._on_current)
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._words.setProperty("role", "faint")
        self._keep = _button("Keep", "It is right as it is painted: do not ask again (,)", self.keep)
        self._take = _button("Take", "The model is right: one step of undo (.)", self.take)
        self._again = _button("Ask again", "List what was kept in this image again", self.ask_again)
        row = QHBoxLayout()
        for button in (self._keep, self._take, self._again):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID, GRID, GRID, GRID)
        layout.setSpacing(GRID)
        layout.addWidget(self._words)
        layout.addWidget(self.table, 1)
        layout.addLayout(row)
        self._filling = False
        self.show_regions((), ClassSet(), -1, "")

    def show_regions(self, regions: Sequence[Disagreement], classes: ClassSet, current: int, words: str) -> None:
        """List these; `words` stand above them, or in their place."""
        self._filling = True
        self.table.setRowCount(len(regions))
        for row, region in enumerate(regions):
            for column, index in enumerate((region.painted, region.said)):
                known = classes.get(index)
                item = QTableWidgetItem(classes.name_of(index))
                if known is not None:
                    item.setIcon(swatch(known.color))
                self.table.setItem(row, column, item)
            number = QTableWidgetItem(f"{region.pixels:,}")
            number.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.table.setItem(row, 2, number)
        self.table.setCurrentCell(current, 0)
        self._filling = False
        self.table.setVisible(bool(regions))
        self._words.setText(words)
        self._words.setVisible(bool(words))
        for button in (self._keep, self._take):
            button.setEnabled(current >= 0)

    @property
    def words(self) -> str:
        """What stands above the list, or in its place."""
        return self._words.text()

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """What is listed."""
        return [
            tuple(item.text() for column in range(3) if (item := self.table.item(row, column)) is not None)
            for row in range(self.table.rowCount())
        ]

    def _on_current(self, row: int, *_rest: int) -> None:
        if not self._filling and row >= 0:
            self.chosen.emit(row)


def _button(text: str, tip: str, signal: SignalInstance) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.clicked.connect(signal)
    return button
