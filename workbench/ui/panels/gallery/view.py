"""The images themselves, in one row or in many; what is chosen, and what is in sight, stays while the rows change."""

import numpy as np
from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

from workbench.ui.panels.gallery.cell import CELL
from workbench.ui.panels.gallery.cell_view import CellView
from workbench.ui.panels.gallery.model import GalleryModel, Ids

_OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
_TYPED = (*_PLAIN, Qt.KeyboardModifier.ShiftModifier)


class GalleryView(CellView):
    """A strip from left to right, or a grid.

    In the strip letters and digits are keys of the window, as beside the canvas; in the grid they are typed names.

    Signals:
        left: Escape was pressed in the grid.
        taken_back: what was done last is to be taken back; asked in the grid, where no stroke is meant.
        removal: what is chosen is to be removed.
    """

    left = Signal()
    taken_back = Signal()
    removal = Signal()

    def __init__(self, model: GalleryModel, parent: QWidget | None = None) -> None:
        super().__init__(CELL, parent)
        self._model = model
        self._chosen: Ids = np.empty(0, np.int64)
        self._before: Ids = np.empty(0, np.int64)
        self._typed = ""  # of a name, since the last pause
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(self._on_pause)
        self._first, self._offset, self._current = 0, QPoint(), 0
        self.setModel(model)
        self.setMinimumHeight(CELL.height() + 14)
        self.setMouseTracking(True)
        self.setAccessibleName("Images of the project")
        self.setSelectionMode(CellView.SelectionMode.ExtendedSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.show_as_grid(False)
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._restore)

    def show_as_grid(self, grid: bool) -> None:
        """Many rows under each other, or one; the image under the keyboard's cursor stays in sight."""
        self.set_grid(grid)
        self.reveal()

    def reveal(self) -> None:
        """Bring the image under the keyboard's cursor into sight."""
        self.updateGeometries()
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex(), CellView.ScrollHint.PositionAtCenter)

    def chosen(self) -> list[int]:
        """The numbers of the chosen images, in the order of the rows."""
        parts = [self._model.ids[first : last + 1] for first, last in self._ranges()]
        return [int(number) for part in parts for number in part]

    def count_chosen(self) -> int:
        """How many images are chosen."""
        return sum(last + 1 - first for first, last in self._ranges())

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

    # Keys

    def keyboardSearch(self, text: str) -> None:
        """In the grid the image whose name is typed becomes the current one; the project looks for it, not Qt, which
        would read 100,000 records."""
        if not self.grid or not (self._typed or text.strip()):
            return
        here = max(0, self.currentIndex().row())
        self._typed += text
        self._pause.start(QApplication.keyboardInputInterval())
        row = self._model.row_named(self._typed, here if len(self._typed) > 1 else here + 1)
        if row is not None:
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(self._model.index(row, 0), flags.ClearAndSelect)

    def _on_pause(self) -> None:
        self._typed = ""

    def event(self, event: QEvent) -> bool:
        """Keys that are meant for the images, although the window has them, too: Enter opens, letters are of a name."""
        if event.type() == QEvent.Type.ShortcutOverride:
            assert isinstance(event, QKeyEvent)
            if self._means(event):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape and Ctrl+Z in the grid, Delete; the rest is Qt's."""
        if self.grid and event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif self.grid and event.matches(QKeySequence.StandardKey.Undo):
            self.taken_back.emit()
        elif event.key() == Qt.Key.Key_Delete and event.modifiers() in _PLAIN:
            self.removal.emit()
        else:
            super().keyPressEvent(event)

    def _means(self, event: QKeyEvent) -> bool:
        """Whether a key is meant for the images and not for the window."""
        if event.key() in (*_OPENING, Qt.Key.Key_Delete):
            return event.modifiers() in _PLAIN
        if not self.grid:
            return False
        printed = bool(event.text().strip()) and event.modifiers() in _TYPED
        return printed or event.key() == Qt.Key.Key_Escape or event.matches(QKeySequence.StandardKey.Undo)

    # While the rows change

    def _ranges(self) -> list[tuple[int, int]]:
        """First and last row of each run of chosen rows."""
        selection = self.selectionModel().selection()
        runs = (selection.at(place) for place in range(selection.count()))
        return sorted((run.top(), run.bottom()) for run in runs)

    def _remember(self) -> None:
        """The rows are about to change."""
        self._before = self._model.ids
        self._chosen = np.array(self.chosen(), np.int64)
        corner = QPoint(CELL.width() // 2, 0) if self.grid else QPoint(0, CELL.height() // 2)
        first = self.indexAt(corner)
        self._first = first.row() if first.isValid() else 0
        self._offset = self.visualRect(first).topLeft() if first.isValid() else QPoint()
        here = self.currentIndex().row()
        self._current = int(self._before[here]) if 0 <= here < len(self._before) else 0

    def _restore(self) -> None:
        """The rows have changed: choose the same images, and show the same one at the same place."""
        ids, flags = self._model.ids, QItemSelectionModel.SelectionFlag
        rows = np.flatnonzero(np.isin(ids, self._chosen))
        selection = QItemSelection()
        for run in np.split(rows, np.flatnonzero(np.diff(rows) != 1) + 1) if rows.size else ():
            selection.select(self._model.index(int(run[0]), 0), self._model.index(int(run[-1]), 0))
        current = self._model.index_of(self._current)
        if current.isValid():
            self.selectionModel().setCurrentIndex(current, flags.NoUpdate)
        self.selectionModel().select(selection, flags.ClearAndSelect)
        still = np.flatnonzero(np.isin(self._before[self._first :], ids))
        if still.size:
            self.updateGeometries()
            place = self.visualRect(self._model.index_of(int(self._before[self._first + still[0]]))).topLeft()
            across, down = self.horizontalScrollBar(), self.verticalScrollBar()
            if self.grid:
                down.setValue(down.value() + place.y() - self._offset.y())
            else:
                across.setValue(across.value() + place.x() - self._offset.x())
