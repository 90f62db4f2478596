"""Which keys lead to which action: those of the table, or those that a person has chosen on this machine."""

import re
from collections.abc import Iterator, Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence

from workbench.ui import recent
from workbench.ui.actions.row import Row
from workbench.ui.actions.table import ROWS

FIXED: Mapping[str, str] = {
    **{str(digit): "Choose the class of that number" for digit in range(1, 10)},
    "0": "Erase",
    "Space": "Pan while it is held",
    "Esc": "Take a gesture back",
    "Backspace": "Take a point back",
}
"""Keys that belong to no action, and can be given to none."""

_MARKS = {",": "Comma", ".": "Full stop", "-": "Minus", "+": "Plus", "'": "Apostrophe"}
"""Keys that would be lost among the marks of a sentence."""

_GROUP = "keys"


class KeyMap(QObject):
    """The keys of all actions. What a person changes holds at once, and is kept in the user's settings.

    Args:
        actions: by name, as `build` makes them.
        parent: the owner.

    Signals:
        changed: some action has other keys than before.
    """

    changed = Signal()

    def __init__(self, actions: Mapping[str, QAction], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._rows = {row.id: row for row in ROWS if row.id}
        self._chosen = _kept()
        self._let_chosen_win()
        for name in self._rows:
            self._give(name)

    def keys(self, name: str) -> tuple[str, ...]:
        """The keys of an action; the first is the one that is shown."""
        chosen = self._chosen.get(name)
        return self._usual_keys(name) if chosen is None else chosen

    def usual(self, name: str) -> bool:
        """Whether an action has the keys of the table."""
        return name not in self._chosen

    def owner(self, key: str, of: str = "") -> str:
        """The action, other than `of`, that has this key or one that begins with it or that it begins with; "" none."""
        others = (name for name in self._rows if name != of)
        return next((name for name in others if any(_clash(k, key) for k in self.keys(name))), "")

    def fixed(self, key: str) -> str:
        """What a key does that can be given to no action; "" for any other key."""
        return FIXED.get(_plain(key), "")

    def row(self, name: str) -> Row:
        """The row of an action in the table."""
        return self._rows[name]

    def shown(self, name: str) -> str:
        """The first key of an action as it is called on this system; "" without one."""
        keys = self.keys(name)
        return native(keys[0]) if keys else ""

    def filled(self, text: str) -> str:
        """A text in which each "{name}" becomes the key of that action, or its words when it has none."""
        return re.sub(r"\{(\w+)\}", self._key_or_words, text)

    def _key_or_words(self, found: re.Match[str]) -> str:
        row = self._rows.get(found[1])
        if row is None:
            return found[0]
        key = self.shown(row.id)
        return _MARKS.get(key, key) or row.words

    def listed(self) -> Iterator[tuple[Row, str]]:
        """Every action with all its keys as they are called on this system, in the order of the menus."""
        for name, row in self._rows.items():
            yield row, ", ".join(native(key) for key in self.keys(name))

    def give(self, name: str, keys: tuple[str, ...]) -> None:
        """Give an action these keys in place of those that it had; they are taken from whichever action had them."""
        wanted = tuple(dict.fromkeys(_plain(key) for key in keys))
        for key in wanted:
            for other in self._rows:
                left = tuple(k for k in self.keys(other) if not _clash(k, key))
                if other != name and left != self.keys(other):
                    self._keep(other, left)
        self._keep(name, wanted)
        self.changed.emit()

    def reset(self, name: str = "") -> None:
        """Give an action its usual keys again, or all actions theirs; other actions let go of these keys."""
        if name:
            self.give(name, self._rows[name].keys)
            return
        recent.settings().remove(_GROUP)
        self._chosen.clear()
        for each in self._rows:
            self._give(each)
        self.changed.emit()

    def _let_chosen_win(self) -> None:
        """A key that a person gave away stays so, also when a newer program has an action that usually has it."""
        taken = [key for name, keys in self._chosen.items() for key in keys if name in self._rows]
        for name in self._rows:
            free = tuple(k for k in self._usual_keys(name) if not any(_clash(k, key) for key in taken))
            if name not in self._chosen and free != self._usual_keys(name):
                self._chosen[name] = free

    def _keep(self, name: str, keys: tuple[str, ...]) -> None:
        if keys == self._usual_keys(name):
            self._chosen.pop(name, None)
            recent.settings().remove(f"{_GROUP}/{name}")
        else:
            self._chosen[name] = keys
            recent.settings().setValue(f"{_GROUP}/{name}", " ".join(keys))
        self._give(name)

    def _usual_keys(self, name: str) -> tuple[str, ...]:
        return tuple(_plain(key) for key in self._rows[name].keys)

    def _give(self, name: str) -> None:
        action = self._actions[name]
        action.setShortcuts([QKeySequence(key) for key in self.keys(name)])
        action.setToolTip(with_key(self._rows[name].words, self.shown(name)))


def native(key: str) -> str:
    """A key as it is called on this system."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def with_key(words: str, key: str) -> str:
    """Words of a tooltip and, where there is one, the key that does the same."""
    return f"{words} ({key})" if key else words


def _kept() -> dict[str, tuple[str, ...]]:
    """The keys that a person chose, by action: no portable name of a key holds a blank."""
    settings = recent.settings()
    settings.beginGroup(_GROUP)
    return {name: tuple(str(settings.value(name, "")).split()) for name in settings.childKeys()}


def _plain(key: str) -> str:
    """A key as it is kept: the same on every system."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)


def _clash(one: str, other: str) -> bool:
    none = QKeySequence.SequenceMatch.NoMatch
    first, second = QKeySequence(one), QKeySequence(other)
    return first.matches(second) != none or second.matches(first) != none
