"""The cards of recent projects in rows, as many in each as there is room for."""

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from workbench.services import cards
from workbench.services.cards import Card
from workbench.ui.start.project_card import COVER, ProjectCard
from workbench.ui.style import GRID
from workbench.ui.work.errands import Errands

MOST = 4
"""Cards in a row."""

Known = list[tuple[bool, Card | None]]
"""For each project: whether it is there, and its card."""


class CardGrid(QWidget):
    """Names at once; what stands on a disk is read off the window's thread, after the first picture of the window.

    Signals:
        chosen: a project should be opened (its folder).
        removed: a project should leave the list (its folder).
    """

    chosen = Signal(object)
    removed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards: list[ProjectCard] = []
        self._reading = Errands()
        self.destroyed.connect(self._reading.drop)  # an answer that comes later has nobody to be shown to
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._read)
        self._rows = QGridLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(2 * GRID)
        self._rows.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._columns = MOST
        self.setMinimumWidth(COVER.width() + 2)

    def show_projects(self, folders: list[Path]) -> None:
        """Show these projects, in this order."""
        self._reading.drop()
        for card in self.cards:
            self._rows.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = [ProjectCard(folder) for folder in folders]
        for card in self.cards:
            card.chosen.connect(self.chosen)
            card.removed.connect(self.removed)
        self._place()
        self._soon.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many in a row as there is room for."""
        super().resizeEvent(event)
        columns = max(1, min(MOST, (self.width() + 2 * GRID) // (COVER.width() + 2 + 2 * GRID)))
        if columns != self._columns:
            self._columns = columns
            self._place()

    def _place(self) -> None:
        for number, card in enumerate(self.cards):
            self._rows.addWidget(card, number // self._columns, number % self._columns)

    def _read(self) -> None:
        folders = [card.folder for card in self.cards]
        if folders:
            self._reading.ask(_reader(folders), self._show)

    def _show(self, read: Future[Known]) -> None:
        for card, (there, known) in zip(self.cards, read.result(), strict=True):
            card.show_card(there, known)


def _reader(folders: list[Path]) -> Callable[[], Known]:
    return lambda: [(cards.is_there(folder), cards.read(folder)) for folder in folders]
