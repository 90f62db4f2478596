"""Gives one action another key: what a key does already is said before it is given away."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QKeySequenceEdit, QLabel, QPushButton, QWidget

from workbench.ui.actions import KeyMap
from workbench.ui.actions.keymap import native
from workbench.ui.style import GRID


class KeyChange(QWidget):
    """A field that listens for a key, and what can be done with it.

    Args:
        keys: of all actions; changed at once.
        parent: the owner.

    Signals:
        said: other words about the key in the field; for whoever watches.
        done: the keys were changed here.
    """

    said = Signal(str)
    done = Signal()

    def __init__(self, keys: KeyMap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys, self._name = keys, ""
        self._title = QLabel()
        self.field = QKeySequenceEdit()
        self.field.setMaximumSequenceLength(1)
        self.field.setAccessibleName("The new key: press it here")
        self._title.setBuddy(self.field)
        self.give, self.add = QPushButton("Give"), QPushButton("Add")
        self.give.setToolTip("In place of the keys that it has")
        self.add.setToolTip("Beside the keys that it has")
        self.none, self.usual = QPushButton("No key"), QPushButton("Usual key")
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setMinimumHeight(2 * self._words.fontMetrics().lineSpacing())
        self._words.setAccessibleName("What the key does now")
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.field, 1)
        for button in (self.give, self.add, self.none, self.usual):
            button.setAutoDefault(False)  # Enter in the field is a key like any other
            row.addWidget(button)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GRID)
        grid.addWidget(self._title, 0, 0)
        grid.addLayout(row, 1, 0)
        grid.addWidget(self._words, 2, 0)
        self.field.keySequenceChanged.connect(self._judge)
        self.give.clicked.connect(lambda: self._give(()))
        self.add.clicked.connect(lambda: self._give(self._keys.keys(self._name)))
        self.none.clicked.connect(lambda: self._give_only(()))
        self.usual.clicked.connect(self._reset)
        keys.changed.connect(self._judge)
        self.show_action("")

    @property
    def words(self) -> str:
        """What is said of the key in the field."""
        return self._words.text()

    def show_action(self, name: str) -> None:
        """Change the keys of that action from now on; "" for none."""
        self._name = name
        self.field.clear()
        self._judge()

    def _judge(self) -> None:
        """Say what the key does now, and offer what can be done."""
        name, key = self._name, self.field.keySequence().toString(QKeySequence.SequenceFormat.PortableText)
        self.setEnabled(bool(name))
        self._title.setText(f"Key of “{self._keys.row(name).words}”" if name else "Choose an action in the list")
        fixed, owner = self._keys.fixed(key), self._keys.owner(key, name) if key else ""
        able = bool(name and key and not fixed and key not in self._keys.keys(name))
        self.give.setEnabled(able)
        self.add.setEnabled(able and bool(self._keys.keys(name)))
        self.give.setText("Take it" if able and owner else "Give")
        self.none.setEnabled(bool(name and self._keys.keys(name)))
        self.usual.setEnabled(bool(name) and not self._keys.usual(name))
        self._words.setText(self._told(key, fixed, owner))
        self.said.emit(self._words.text())

    def _told(self, key: str, fixed: str, owner: str) -> str:
        if not self._name:
            return ""
        if not key:
            return "Click into the field and press the key that you want."
        if fixed:
            return f"{native(key)} cannot be given away: {fixed[:1].lower()}{fixed[1:]}."
        if owner:
            row = self._keys.row(owner)
            return f"{native(key)} belongs to “{row.words}” ({row.place[0]} menu), which would lose it."
        return f"{native(key)} is its key already." if key in self._keys.keys(self._name) else f"{native(key)} is free."

    def _give(self, beside: tuple[str, ...]) -> None:
        key = self.field.keySequence().toString(QKeySequence.SequenceFormat.PortableText)
        self._give_only((*beside, key))
        self.field.clear()

    def _give_only(self, keys: tuple[str, ...]) -> None:
        self._keys.give(self._name, keys)
        self.done.emit()

    def _reset(self) -> None:
        self._keys.reset(self._name)
        self.done.emit()
