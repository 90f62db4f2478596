"""What a run has told, line by line, to be read and copied."""

import time

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from workbench.ui.panels.elided_label import ElidedLabel
from workbench.ui.style import GRID

MOST_LINES = 5000


class LogView(QWidget):
    """Lines with the time of the day, the device, and a button that copies all lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setMaximumBlockCount(MOST_LINES)
        self._text.setAccessibleName("What the run has told")
        self._text.setPlaceholderText("What a run tells stands here.")
        copy = QPushButton("Copy")
        copy.setToolTip("Copy all lines")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text))
        row = QHBoxLayout()
        self._device = ElidedLabel("")
        self._device.setProperty("role", "faint")
        self._device.setAccessibleName("Device and memory")
        row.addWidget(self._device, 1)
        row.addWidget(copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(self._text, 1)
        column.addLayout(row)

    @property
    def text(self) -> str:
        """All lines."""
        return self._text.toPlainText()

    def show_device(self, words: str) -> None:
        """On what the run learns, and the memory that it takes."""
        self._device.set_text(words)
        self._device.setToolTip(words)

    @property
    def device(self) -> str:
        """What it says of device and memory."""
        return self._device.whole

    def clear(self) -> None:
        """Another run begins."""
        self._text.clear()

    def add(self, words: str) -> None:
        """One line more."""
        self._text.appendPlainText(f"{time.strftime('%H:%M:%S')} {words}")

    def show_text(self, text: str) -> None:
        """Show the log of an earlier run."""
        self._text.setPlainText(text)
