"""A line above the start page with something to decide, and the buttons for it."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from workbench.ui.style import GRID


class NoticeBar(QFrame):
    """Hidden until there is something to say; each of its buttons ends it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("noticeBar")
        self._words = QLabel("")
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(2 * GRID, GRID, GRID, GRID)
        self._row.setSpacing(GRID)
        self._row.addWidget(self._words, 1)
        self.buttons: list[QPushButton] = []
        self.hide()

    @property
    def words(self) -> str:
        """What is said; "" when nothing is."""
        return "" if self.isHidden() else self._words.text()

    def tell(self, words: str, deeds: Mapping[str, Callable[[], object]]) -> None:
        """Say something, and offer deeds by the words of their buttons."""
        for button in self.buttons:
            button.deleteLater()
        self.buttons = []
        self._words.setText(words)
        for name, deed in deeds.items():
            button = QPushButton(name)
            button.clicked.connect(self.hide)
            button.clicked.connect(lambda _checked=False, d=deed: d())
            self._row.addWidget(button)
            self.buttons.append(button)
        self.show()
