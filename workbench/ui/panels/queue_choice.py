"""Which image comes next: a list of strategies, and in one line what the chosen one looks for."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from workbench.core.strategies import STRATEGIES
from workbench.ui.style import GRID


class QueueChoice(QWidget):
    """The strategies, by their words.

    Signals:
        chosen: the person wants this strategy (its name).
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strategies = QComboBox()
        self.strategies.setAccessibleName("Next image")
        self.strategies.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click must not take Space from the canvas
        for name, strategy in STRATEGIES.items():
            self.strategies.addItem(strategy.words, name)
            self.strategies.setItemData(self.strategies.count() - 1, strategy.why, Qt.ItemDataRole.ToolTipRole)
        self.why = QLabel("")
        self.why.setWordWrap(True)
        self.why.setMinimumHeight(2 * self.why.fontMetrics().lineSpacing())
        self.why.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.why.setProperty("role", "faint")
        row = QFormLayout()
        row.setHorizontalSpacing(GRID)
        row.addRow("Next", self.strategies)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.why)
        self.strategies.currentIndexChanged.connect(self._tell)
        self.strategies.activated.connect(lambda _index: self.chosen.emit(self.strategies.currentData()))
        self._tell()

    def show_strategy(self, name: str) -> None:
        """Show which one holds; nobody is told."""
        with QSignalBlocker(self.strategies):
            self.strategies.setCurrentIndex(self.strategies.findData(name))
        self._tell()

    def _tell(self) -> None:
        why = f"{STRATEGIES[self.strategies.currentData()].why}."
        self.why.setText(why)
