"""The keys of the program, by menu: words in the field above find some of them, and each can be changed."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from workbench.ui.actions import KeyMap
from workbench.ui.dialogs.key_change import KeyChange
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

_NAME = Qt.ItemDataRole.UserRole


class KeysDialog(QDialog):
    """A list that scrolls; not modal, so that it can be read beside the work.

    Args:
        keys: of all actions.
        parent: the owner.
    """

    def __init__(self, keys: KeyMap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys
        self.setWindowTitle("Keys")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.wanted = QLineEdit()
        self.wanted.setPlaceholderText("Find a key or what it does")
        self.wanted.setAccessibleName("Find a key or what it does")
        self.wanted.setClearButtonEnabled(True)
        self.wanted.textChanged.connect(self._show_found)
        self.list = self._make_list()
        self._groups: dict[str, list[QTreeWidgetItem]] = {}  # the heading of each group, and its rows
        self._fill()
        self.change = KeyChange(keys)
        self.list.currentItemChanged.connect(self._on_chosen)
        self.change.done.connect(self.list.setFocus)  # else a button beside gets it, and Space would press it
        keys.changed.connect(self._renew)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        self.reset = buttons.addButton("All usual keys", QDialogButtonBox.ButtonRole.ResetRole)
        self.reset.clicked.connect(self._ask_reset)
        column = QVBoxLayout(self)
        column.setSpacing(GRID)
        column.addWidget(self.wanted)
        column.addWidget(self.list, 1)
        column.addWidget(self.change)
        column.addWidget(buttons)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Enter in a field must not close the dialog
        self._renew()
        room = self.screen().availableGeometry()
        self.resize(min(640, room.width() - 10 * GRID), min(760, room.height() - 10 * GRID))

    @property
    def shown(self) -> list[tuple[str, str]]:
        """(words, keys) of the rows that are listed now."""
        return [(row.text(0), row.text(1)) for rows in self._groups.values() for row in rows[1:] if not row.isHidden()]

    def choose(self, name: str) -> None:
        """Show the row of that action, to change its keys."""
        found = next(row for rows in self._groups.values() for row in rows[1:] if row.data(0, _NAME) == name)
        self.list.setCurrentItem(found)

    def _ask_reset(self) -> None:
        """Once: what a person chose key by key would be gone."""
        box = QMessageBox(QMessageBox.Icon.Question, "Keys", "Give every action its usual keys again?", parent=self)
        box.setInformativeText("All keys that you have changed are lost.")
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.addButton("All usual keys", QMessageBox.ButtonRole.AcceptRole)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.accepted.connect(lambda: self._keys.reset())
        box.open()

    def _make_list(self) -> QTreeWidget:
        made = QTreeWidget()
        made.setColumnCount(2)
        made.setHeaderHidden(True)
        made.setRootIsDecorated(False)
        made.setIndentation(2 * GRID)
        made.setItemsExpandable(False)
        made.setAccessibleName("Actions and their keys")
        made.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        made.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        made.header().setStretchLastSection(False)
        return made

    def _fill(self) -> None:
        for row, keys in self._keys.listed():
            self._add(row.place[0], row.words, keys).setData(0, _NAME, row.id)
        for group, words, keys in WITHOUT_ACTION:
            self._add(group, words, keys).setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.list.expandAll()

    def _add(self, group: str, words: str, keys: str) -> QTreeWidgetItem:
        if group not in self._groups:
            heading = QTreeWidgetItem(self.list, [group])
            heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
            heading.setFirstColumnSpanned(True)
            bold = self.font()
            bold.setBold(True)
            heading.setFont(0, bold)
            self._groups[group] = [heading]
        row = QTreeWidgetItem(self._groups[group][0], [words, keys])
        self._groups[group].append(row)
        return row

    def _renew(self) -> None:
        """Show the keys as they are now; changed ones stand out."""
        keys = {row.id: shown for row, shown in self._keys.listed()}
        for row in (row for rows in self._groups.values() for row in rows[1:] if row.data(0, _NAME)):
            name, bold = row.data(0, _NAME), self.font()
            bold.setBold(not self._keys.usual(name))
            row.setText(1, keys[name])
            row.setFont(1, bold)
        self.reset.setEnabled(not all(self._keys.usual(name) for name in keys))
        self._show_found(self.wanted.text())

    def _on_chosen(self, row: QTreeWidgetItem | None) -> None:
        self.change.show_action("" if row is None else row.data(0, _NAME) or "")

    def _show_found(self, text: str) -> None:
        wanted = text.strip().casefold()
        for heading, *rows in self._groups.values():
            for row in rows:
                row.setHidden(wanted not in f"{row.text(0)} {row.text(1)}".casefold())
            heading.setHidden(all(row.isHidden() for row in rows))
