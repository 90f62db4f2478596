"""Tooltips of buttons that do what an action does: they name its key, whichever it is."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from workbench.ui.actions.keymap import with_key

_ACTION, _WORDS = "keyOf", "tipWords"


def tell(widget: QWidget, action: str, words: str) -> None:
    """Let the tooltip of a widget be these words and the key of an action (its name), once `refresh` has been there."""
    widget.setProperty(_ACTION, action)
    widget.setProperty(_WORDS, words)
    widget.setToolTip(words)


def refresh(room: QWidget, key: Callable[[str], str]) -> None:
    """Bring the tooltips of all widgets in a room up to date.

    Args:
        room: the window, or a part of it.
        key: given the name of an action, the key that it has (`KeyMap.shown`).
    """
    for widget in room.findChildren(QWidget):
        action = widget.property(_ACTION)
        if action:
            widget.setToolTip(with_key(widget.property(_WORDS), key(action)))
