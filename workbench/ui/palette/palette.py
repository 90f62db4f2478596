"""The palette: type a few letters, choose with the arrow keys, Enter does it."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDialog,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from workbench.ui.palette.entries import Entry, found
from workbench.ui.style import GRID, scaled, theme

SHOWN = 60
"""So many entries are listed at most: nobody reads further, and types another letter instead."""

_MOVES = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}


class Palette(QDialog):
    """Goes away when something is chosen, with Escape, or when something else is clicked.

    Args:
        entries: what can be found.
        more: given what is typed, what is looked for in a larger place.
        parent: the window.
    """

    def __init__(self, entries: list[Entry], more: Callable[[str], Iterable[Entry]], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle("Find anything")
        self.setObjectName("palette")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._entries, self._more, self._window = entries, more, parent
        self._blank = _blank()
        self._listed: list[Entry] = []
        self.field = QLineEdit()
        self.field.setPlaceholderText("Find an action, a class, an image, a panel, a project")
        self.field.setAccessibleName("What to find")
        self.field.installEventFilter(self)
        self.list = _list()
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID, GRID, GRID, GRID)
        column.setSpacing(GRID)
        column.addWidget(self.field)
        column.addWidget(self.list, 1)
        self.field.textChanged.connect(self._fill)
        self.field.returnPressed.connect(self._choose)
        self.list.itemClicked.connect(lambda _row: self._choose())
        self._fill("")
        width, height = min(scaled(680), parent.width() - 4 * GRID), min(scaled(440), parent.height() - 12 * GRID)
        self.field.setFocus()
        self.resize(width, height)
        corner = parent.mapToGlobal(parent.rect().topLeft())
        self.move(corner.x() + (parent.width() - width) // 2, corner.y() + 6 * GRID)

    @property
    def listed(self) -> list[Entry]:
        """What is listed now, the best first."""
        return self._listed

    def _fill(self, text: str) -> None:
        self._listed = [*found(text, self._entries), *found(text, self._more(text))][:SHOWN]
        if text.strip():
            self._listed.sort(key=lambda entry: bool(entry.missing))
        self.list.clear()
        faint = QColor(theme().faint)
        for entry in self._listed:
            row = QTreeWidgetItem(self.list, [entry.words, entry.missing or entry.where, entry.keys])
            row.setIcon(0, self._blank if entry.icon is None or entry.icon.isNull() else entry.icon)
            row.setForeground(1, faint)
            if entry.missing:
                row.setForeground(0, faint)
                row.setForeground(2, faint)
            row.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        first = self.list.topLevelItem(0)
        if first is not None:
            self.list.setCurrentItem(first)

    def _choose(self) -> None:
        """Do what is marked, once the palette is away and the keyboard is back where it was."""
        row = self.list.currentIndex().row()
        if row < 0 or self._listed[row].missing:
            return
        QTimer.singleShot(0, self._window, self._listed[row].act)
        self.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows move in the list while letters go on being typed."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _MOVES:
            QApplication.sendEvent(self.list, event)
            return True
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Something else is wanted: it goes away."""
        if event.type() == QEvent.Type.WindowDeactivate:
            self.close()
        return super().event(event)


def _blank() -> QIcon:
    """Takes the room of an icon."""
    nothing = QPixmap(16, 16)
    nothing.fill(Qt.GlobalColor.transparent)
    return QIcon(nothing)


def _list() -> QTreeWidget:
    made = QTreeWidget()
    made.setColumnCount(3)
    made.setHeaderHidden(True)
    made.setRootIsDecorated(False)
    made.setUniformRowHeights(True)
    made.setAccessibleName("What was found")
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    made.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    for column in (1, 2):
        made.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
    made.header().setStretchLastSection(False)
    return made
