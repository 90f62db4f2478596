"""A view of cells that all have one size, in one row or in many: where each stands is reckoned, never laid out.

Qt's own list asks the model for every row whenever it is laid out, and for every chosen row whenever the choice
changes: with 100,000 images each costs 0.1 to 0.4 s. Here nothing depends on how many there are.
"""

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter, QPaintEvent, QRegion, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QStyle, QStyleOptionViewItem, QWidget

_Index = QModelIndex | QPersistentModelIndex
_Moves = QAbstractItemView.CursorAction


class CellView(QAbstractItemView):
    """A strip from left to right, or a grid with scroll bar at its right.

    Args:
        cell: the size of every cell.
        parent: the owner.
    """

    def __init__(self, cell: QSize, parent: QWidget | None = None) -> None:
        self._cell, self._grid = cell, False
        super().__init__(parent)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)

    @property
    def grid(self) -> bool:
        """Whether there are many rows."""
        return self._grid

    def set_grid(self, grid: bool) -> None:
        """Stand in many rows under each other, or in one."""
        off, needed = Qt.ScrollBarPolicy.ScrollBarAlwaysOff, Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self._grid = grid
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn if grid else off)
        self.setHorizontalScrollBarPolicy(off if grid else needed)
        self.doItemsLayout()

    @property
    def across(self) -> int:
        """How many cells stand side by side: in sight, in the strip."""
        return max(1, self.viewport().width() // self._cell.width())

    # Where things are

    def visualRect(self, index: _Index) -> QRect:
        """The cell of an index, in the viewport."""
        if not index.isValid():
            return QRect()
        row, column = divmod(index.row(), self.across) if self._grid else (0, index.row())
        width, height = self._cell.width(), self._cell.height()
        corner = QPoint(column * width - self.horizontalOffset(), row * height - self.verticalOffset())
        return QRect(corner, self._cell)

    def indexAt(self, point: QPoint) -> QModelIndex:
        """What is at a place of the viewport; invalid where nothing is."""
        column, row = self._place(point)
        inside = column >= 0 and (column < self.across if self._grid else row == 0) and row >= 0
        number = row * self.across + column if self._grid else column
        return self.model().index(number, 0) if inside and number < self.model().rowCount() else QModelIndex()

    def scrollTo(
        self,
        index: _Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a cell into sight: as little as is needed, or to the middle."""
        cell, room = self.visualRect(index), self.viewport().rect()
        middle = hint == QAbstractItemView.ScrollHint.PositionAtCenter
        bar = self.verticalScrollBar() if self._grid else self.horizontalScrollBar()
        first, last = (cell.top(), cell.bottom()) if self._grid else (cell.left(), cell.right())
        end = (room.height() if self._grid else room.width()) - 1
        if middle:
            bar.setValue(bar.value() + (first + last - end) // 2)
        elif first < 0 or last - first > end:
            bar.setValue(bar.value() + first)
        elif last > end:
            bar.setValue(bar.value() + last - end)

    def horizontalOffset(self) -> int:
        """How far it is scrolled to the right."""
        return self.horizontalScrollBar().value()

    def verticalOffset(self) -> int:
        """How far it is scrolled down."""
        return self.verticalScrollBar().value()

    def isIndexHidden(self, _index: _Index) -> bool:
        """None is."""
        return False

    def updateGeometries(self) -> None:
        """Fit the scroll bars to the number of cells."""
        super().updateGeometries()
        model, room = self.model(), self.viewport().size()
        count = 0 if model is None else model.rowCount()
        lines = -(-count // self.across)
        down, along = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setRange(0, max(0, lines * self._cell.height() - room.height()) if self._grid else 0)
        along.setRange(0, 0 if self._grid else max(0, count * self._cell.width() - room.width()))
        for bar, step, page in ((down, self._cell.height(), room.height()), (along, self._cell.width(), room.width())):
            bar.setSingleStep(step // 2)
            bar.setPageStep(page)

    # What is chosen

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Choose the cells from one corner of `rect` to the other, in the order in which they are listed."""
        chosen = QItemSelection()
        ends = [self._nearest(rect.topLeft()), self._nearest(rect.bottomRight())]
        alone = rect.size() == QSize(1, 1)
        if min(ends) >= 0 and not (alone and not self.indexAt(rect.topLeft()).isValid()):
            chosen.select(self.model().index(min(ends), 0), self.model().index(max(ends), 0))
        self.selectionModel().select(chosen, command)

    def visualRegionForSelection(self, _selection: QItemSelection) -> QRegion:
        """What is drawn again when the choice changes: everything in sight is less than all that is chosen."""
        return QRegion(self.viewport().rect())

    def moveCursor(self, action: QAbstractItemView.CursorAction, _modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Where a key of the keyboard leads."""
        last, here = self.model().rowCount() - 1, max(0, self.currentIndex().row())
        lines = max(1, self.viewport().height() // self._cell.height() - 1)
        line, page = (self.across, self.across * lines) if self._grid else (0, self.across)
        steps = {
            _Moves.MoveLeft: -1,
            _Moves.MovePrevious: -1,
            _Moves.MoveRight: 1,
            _Moves.MoveNext: 1,
            _Moves.MoveUp: -line,
            _Moves.MoveDown: line,
            _Moves.MovePageUp: -page,
            _Moves.MovePageDown: page,
            _Moves.MoveHome: -here,
            _Moves.MoveEnd: last - here,
        }
        row = here + steps[action]
        if action in (_Moves.MoveUp, _Moves.MoveDown) and not 0 <= row <= last:
            row = here if action == _Moves.MoveUp or here // line == last // line else last
        return self.model().index(min(max(row, 0), last), 0)

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cells in sight."""
        model, delegate = self.model(), self.itemDelegate()
        count, here, box = model.rowCount(), self.currentIndex().row(), event.rect()
        left, top = self._place(box.topLeft())
        right, bottom = self._place(box.bottomRight())
        lines = [line * self.across for line in range(max(0, top), bottom + 1)] if self._grid else [0]
        columns = range(max(0, left), min(right, self.across - 1 if self._grid else count) + 1)
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        usual = option.state & ~(QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus)
        with QPainter(self.viewport()) as painter:
            for row in (line + column for line in lines for column in columns):
                if row >= count:
                    break
                index = model.index(row, 0)
                option.rect, option.state = self.visualRect(index), usual
                if self.selectionModel().isSelected(index):
                    option.state |= QStyle.StateFlag.State_Selected
                if row == here and self.hasFocus():
                    option.state |= QStyle.StateFlag.State_HasFocus
                delegate.paint(painter, option, index)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """In the strip a wheel moves along it, whichever way it is turned."""
        if self._grid:
            super().wheelEvent(event)
        else:
            QApplication.sendEvent(self.horizontalScrollBar(), event)

    def _place(self, point: QPoint) -> tuple[int, int]:
        """Column and row of the cell at a place of the viewport, were there cells everywhere."""
        return (
            (point.x() + self.horizontalOffset()) // self._cell.width(),
            (point.y() + self.verticalOffset()) // self._cell.height(),
        )

    def _nearest(self, point: QPoint) -> int:
        """The number of the cell at a place of the viewport, or nearest to it in its row; -1 without cells."""
        column, row = self._place(point)
        if self._grid:
            column = max(0, row) * self.across + min(max(column, 0), self.across - 1)
        return min(max(column, 0), self.model().rowCount() - 1)
