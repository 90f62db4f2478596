"""A short text that changes often, in a place that does not."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QLabel, QWidget

from workbench.ui.style import scaled


class SteadyLabel(QLabel):
    """Takes more room for a longer text and keeps it until the text is empty.

    So what stands beside it does not jump; and a new text costs no new layout, which in the window's status line is
    half a millisecond of every move of the pointer.

    Args:
        least: width that it always has, in logical pixels.
        parent: the owner.
    """

    def __init__(self, least: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._least = least
        self._take_room(scaled(least))

    def setText(self, text: str) -> None:
        """Show a text."""
        if text == self.text():
            return
        super().setText(text)
        wanted = self.sizeHint().width()
        if not text:
            self._take_room(scaled(self._least))
        elif wanted > self.maximumWidth():
            self._take_room(wanted)

    def changeEvent(self, event: QEvent) -> None:
        """The text has another size: it takes other room."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._take_room(max(scaled(self._least), self.sizeHint().width() if self.text() else 0))

    def _take_room(self, width: int) -> None:
        # Of a fixed size: Qt asks the parent for a new layout at every text of a label that is not.
        self.setFixedSize(QSize(width, self.fontMetrics().height() + 4))
