"""The strip itself: a list that keeps what is chosen and where it was scrolled to while its rows change."""

import numpy as np
from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListView, QWidget

from workbench.ui.panels.gallery_cell import CELL
from workbench.ui.panels.gallery_model import GalleryModel, Ids

_OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class GalleryView(QListView):
    """Images from left to right."""

    def __init__(self, model: GalleryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._chosen: Ids = np.empty(0, np.int64)
        self._before: Ids = np.empty(0, np.int64)
        self._left = self._offset = self._current = 0
        self.setModel(model)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(CELL.height() + 14)
        self.setMouseTracking(True)
        self.setAccessibleName("Images of the project")
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._restore)

    def chosen(self) -> list[int]:
        """The numbers of the chosen images, in the order of the rows."""
        parts = [self._model.ids[first : last + 1] for first, last in self._ranges()]
        return [int(number) for part in parts for number in part]

    def mark(self, image_id: int) -> None:
        """Make an image the only chosen one and bring it into sight; where it is not listed, none is chosen."""
        index = self._model.index_of(image_id)
        if not index.isValid():
            self.clearSelection()
        elif index != self.currentIndex() or self.chosen() != [image_id]:
            # Qt's own setCurrentIndex would add to the choice while Ctrl is held, as it is for Ctrl+Enter.
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index)
        self.viewport().update()

    def keyboardSearch(self, _text: str) -> None:
        """Letters are shortcuts of the window, and looking through 100,000 names for one would take seconds."""

    def event(self, event: QEvent) -> bool:
        """Enter opens what is chosen here; without this it would be the window's key for accepting a prediction."""
        if event.type() == QEvent.Type.ShortcutOverride:
            assert isinstance(event, QKeyEvent)
            if event.key() in _OPENING and event.modifiers() in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.KeypadModifier,
            ):
                event.accept()
                return True
        return super().event(event)

    def _ranges(self) -> list[tuple[int, int]]:
        """First and last row of each run of chosen rows."""
        selection = self.selectionModel().selection()
        runs = (selection.at(place) for place in range(selection.count()))
        return sorted((run.top(), run.bottom()) for run in runs)

    def _remember(self) -> None:
        """The rows are about to change."""
        self._before = self._model.ids
        self._chosen = np.array(self.chosen(), np.int64)
        first = self.indexAt(QPoint(0, CELL.height() // 2))
        self._left = first.row() if first.isValid() else 0
        self._offset = self.visualRect(first).left() if first.isValid() else 0
        here = self.currentIndex().row()
        self._current = int(self._before[here]) if 0 <= here < len(self._before) else 0

    def _restore(self) -> None:
        """The rows have changed: choose the same images, and show the same one at the left edge."""
        ids, flags = self._model.ids, QItemSelectionModel.SelectionFlag
        rows = np.flatnonzero(np.isin(ids, self._chosen))
        selection = QItemSelection()
        for run in np.split(rows, np.flatnonzero(np.diff(rows) != 1) + 1) if rows.size else ():
            selection.select(self._model.index(int(run[0]), 0), self._model.index(int(run[-1]), 0))
        current = self._model.index_of(self._current)
        if current.isValid():
            self.selectionModel().setCurrentIndex(current, flags.NoUpdate)
        self.selectionModel().select(selection, flags.ClearAndSelect)
        still = np.flatnonzero(np.isin(self._before[self._left :], ids))
        if still.size:
            row = self._model.row_of(int(self._before[self._left + still[0]]))
            assert row is not None
            self.doItemsLayout()
            self.horizontalScrollBar().setValue(row * CELL.width() - self._offset)
