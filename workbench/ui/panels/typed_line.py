"""A field of one line whose Enter and Escape are its own, although the window has keys of that name."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

_ENDING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)


class TypedLine(QLineEdit):
    """Qt gives a field letters before the window's shortcuts, but neither Enter nor Escape."""

    def event(self, event: QEvent) -> bool:
        """Claim what ends the typing."""
        if event.type() == QEvent.Type.ShortcutOverride:
            assert isinstance(event, QKeyEvent)
            if event.key() in _ENDING and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
                event.accept()
                return True
        return super().event(event)
