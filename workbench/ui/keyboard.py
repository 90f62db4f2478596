"""Whether the keyboard is somebody's who types."""

from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QTextEdit


def typing() -> bool:
    """Whether a field for text or numbers has the keyboard: keys are meant for it."""
    return isinstance(QApplication.focusWidget(), QLineEdit | QAbstractSpinBox | QPlainTextEdit | QTextEdit)
