"""The keys of the program, by menu; words in the field above find some of them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from workbench.ui.actions import key_table
from workbench.ui.style import GRID

HANDS = "Mouse, pen and touchpad"

WITHOUT_ACTION: tuple[tuple[str, str, str], ...] = (
    (HANDS, "Zoom at the pointer", "Ctrl+wheel, pinch"),
    (HANDS, "Size of the brush", "Shift+wheel"),
    (HANDS, "Pan", "Space held, middle button, wheel, button of a pen"),
    (HANDS, "Straight line from the last point", "Shift+click"),
    (HANDS, "Pick the class under the pointer", "Alt+click"),
    (HANDS, "Erase", "eraser end of a pen"),
    ("While painting", "Leave everything as it was", "Escape"),
    ("While painting", "Close a polygon", "Enter, double click"),
    ("While painting", "Take a point back", "Backspace"),
    ("Classes", "Choose a class, erase", "1..9, 0"),
    ("Points that are asked about", "Answer with a class, pass", "1..9, 0"),
    ("Points that are asked about", "Take the last answer back, end", "Backspace, Escape"),
    ("Images", "Show all images again, in the field Find", "Escape"),
)
"""What belongs to no action of the menus: (group, words, keys)."""


class KeysDialog(QDialog):
    """A list that scrolls; not modal, so that it can be read beside the work."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.wanted = QLineEdit()
        self.wanted.setPlaceholderText("Find a key or what it does")
        self.wanted.setClearButtonEnabled(True)
        self.wanted.textChanged.connect(self._show_found)
        self.list = QTreeWidget()
        self.list.setColumnCount(2)
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        self.list.setIndentation(2 * GRID)
        self.list.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.list.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
        self._groups: dict[str, list[QTreeWidgetItem]] = {}  # the heading of each group, and its rows
        self._fill()
        self.list.expandAll()
        self.list.setItemsExpandable(False)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.list.header().setStretchLastSection(False)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(GRID)
        column.addWidget(self.wanted)
        column.addWidget(self.list, 1)
        column.addWidget(buttons)
        room = self.screen().availableGeometry()
        self.resize(min(640, room.width() - 10 * GRID), min(700, room.height() - 10 * GRID))

    @property
    def shown(self) -> list[tuple[str, str]]:
        """(words, keys) of the rows that are listed now."""
        return [(row.text(0), row.text(1)) for rows in self._groups.values() for row in rows[1:] if not row.isHidden()]

    def _fill(self) -> None:
        bold = self.font()
        bold.setBold(True)
        for name, words, keys in (*key_table(), *WITHOUT_ACTION):
            if name not in self._groups:
                heading = QTreeWidgetItem(self.list, [name])
                heading.setFont(0, bold)
                heading.setFirstColumnSpanned(True)
                self._groups[name] = [heading]
            self._groups[name].append(QTreeWidgetItem(self._groups[name][0], [words, keys]))

    def _show_found(self, text: str) -> None:
        wanted = text.strip().casefold()
        for heading, *rows in self._groups.values():
            for row in rows:
                row.setHidden(wanted not in f"{row.text(0)} {row.text(1)}".casefold())
            heading.setHidden(all(row.isHidden() for row in rows))
