"""Which clean-up, of which class, how much: beside the canvas, which shows what would change."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from workbench.core.classes import ClassSet
from workbench.paint.cleanup import CleanupWish
from workbench.ui.dialogs.cleanup_words import CLEANUP_WORDS
from workbench.ui.panels.swatch import swatch
from workbench.ui.style import GRID


class CleanupDialog(QDialog):
    """Stays open beside the canvas; not modal.

    Signals:
        changed: another clean-up is asked for: show it.
        applied: keep what is shown.
        left: the dialog was closed: what is shown goes.
    """

    changed = Signal()
    applied = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Clean up")
        self.what, self.which = QComboBox(), QComboBox()
        for name, known in CLEANUP_WORDS.items():
            self.what.addItem(known.text, name)
        self.what.setToolTip("The clean-up brush does the same, only where you paint")
        self.amount = QSpinBox()
        self.amount.setRange(1, 1_000_000)
        self.amount.setSuffix(" px")
        self._meaning, self._words = QLabel(), QLabel()
        self._words.setMinimumWidth(260)
        form = QFormLayout()
        form.setHorizontalSpacing(2 * GRID)
        form.setVerticalSpacing(GRID)
        form.addRow("What", self.what)
        form.addRow("Class", self.which)
        form.addRow(self._meaning, self.amount)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Apply | QDialogButtonBox.StandardButton.Close)
        self.apply = buttons.button(QDialogButtonBox.StandardButton.Apply)
        self.apply.clicked.connect(self.applied)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.setSpacing(2 * GRID)
        column.addLayout(form)
        column.addWidget(self._words)
        column.addWidget(buttons)
        self.what.currentIndexChanged.connect(self._on_what)
        self.which.currentIndexChanged.connect(self.changed)
        self.amount.valueChanged.connect(self.changed)
        self._on_what()

    def show_classes(self, classes: ClassSet) -> None:
        """Offer these classes; the chosen one stays."""
        chosen = self.which.currentData()
        self.which.blockSignals(True)
        self.which.clear()
        self.which.addItem("Every class", None)
        for known in classes.shown:
            self.which.addItem(swatch(known.color), known.name, known.index)
        self.which.setCurrentIndex(max(0, self.which.findData(chosen)))
        self.which.blockSignals(False)

    @property
    def wish(self) -> CleanupWish:
        """What is asked for now."""
        return CleanupWish(self.what.currentData(), self.which.currentData(), self.amount.value())

    @property
    def words(self) -> str:
        """What is told of the effect."""
        return self._words.text()

    def show_search(self, where: str) -> None:
        """Tell that it is being found out what would change; `where` is "" for the whole image."""
        self._words.setText(f"Looking{_space(where)}...{_rest(where)}")

    def show_effect(self, pixels: int, where: str) -> None:
        """Tell how many pixels would change; `where` is "" for the whole image."""
        told = f"{pixels:,} pixels would change" if pixels else "Nothing to change"
        self._words.setText(f"{told}{_space(where)}.{_rest(where)}")
        self.apply.setEnabled(pixels > 0)

    def reject(self) -> None:
        """Escape closes it like the button does."""
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """What is shown goes. QDialog would ask `reject` first, which asks for this: it would never close."""
        self.left.emit()
        event.accept()

    def _on_what(self) -> None:
        known = CLEANUP_WORDS[self.what.currentData()]
        self.amount.blockSignals(True)
        self.amount.setValue(known.start)
        self.amount.blockSignals(False)
        self.amount.setVisible(bool(known.amount))
        self._meaning.setText(known.amount.capitalize())
        self.amount.setAccessibleName(known.amount.capitalize())
        self.changed.emit()


def _space(where: str) -> str:
    return f" {where}" if where else ""


def _rest(where: str) -> str:
    return "\nThe rest of this large image stays; pan on for it." if where else ""
