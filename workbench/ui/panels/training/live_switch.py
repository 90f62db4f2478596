"""The switch of live training, what it does now in words and as a line, and how much of the machine it may take."""

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSizePolicy, QSpinBox, QVBoxLayout, QWidget

from workbench.core.events import LiveLearnt
from workbench.services.live_rounds import LiveChoice
from workbench.ui.actions import tips
from workbench.ui.panels.elided_label import ElidedLabel
from workbench.ui.style import GRID

if TYPE_CHECKING:
    from workbench.ui.panels.training.live_curve import LiveCurve

MEMORY_STEP = 256


class LiveSwitch(QWidget):
    """On or off, and three numbers that are seen while it is on.

    Signals:
        toggled: the person has turned it.
        changed: the person has chosen other numbers.
        learning: it has begun to learn beside the person, or has ended; given which.
    """

    toggled = Signal(bool)
    changed = Signal()
    learning = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.switch = QCheckBox("Learn while I paint")
        tips.tell(self.switch, "live", "A preview that follows your strokes; when you pause, a clean model is trained")
        self.switch.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click must not take Space from the canvas
        self._words = QLabel("")
        self._words.setWordWrap(True)
        self._words.setProperty("role", "faint")
        self._words.setAccessibleName("What live training does now")
        self.cores = _number("Cores of the CPU that it may take", os.cpu_count() or 1, "", "auto")
        self.memory = _number("Memory that pictures may take", 1 << 20, " MB", "auto")
        self.memory.setSingleStep(MEMORY_STEP)
        self.minutes = _number("Minutes without a stroke before a clean training", 240, " min", "never")
        self._facts = QLabel("")
        self._facts.setWordWrap(True)
        self._facts.setProperty("role", "faint")
        self._facts.setAccessibleName("The rounds of live training")
        self._curve: LiveCurve | None = None
        self._running = False
        self.show_choice(LiveChoice())
        self._numbers = QWidget()
        row = QHBoxLayout(self._numbers)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for title, number in (
            ("CPU cores", self.cores),
            ("Memory", self.memory),
            ("Pause to train", self.minutes),
        ):
            field = QVBoxLayout()
            field.setSpacing(0)
            label = ElidedLabel(title)
            label.setProperty("role", "faint")
            label.setToolTip(number.toolTip())
            label.setBuddy(number)
            field.addWidget(label)
            field.addWidget(number)
            row.addLayout(field, 1)
            number.editingFinished.connect(self.changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        for part in (self.switch, self._numbers, self._words, self._facts):
            column.addWidget(part)
        self.switch.toggled.connect(self._on_toggled)
        for part in (self._numbers, self._words, self._facts):
            part.hide()

    @property
    def words(self) -> str:
        """What it says that it does."""
        return self._words.text()

    @property
    def choice(self) -> LiveChoice:
        """What the person grants."""
        return LiveChoice(self.cores.value(), self.memory.value(), float(self.minutes.value()))

    def show_choice(self, choice: LiveChoice) -> None:
        """Show what was granted; nobody is told."""
        shown = ((self.cores, choice.cores), (self.memory, choice.memory), (self.minutes, round(choice.idle_minutes)))
        for box, value in shown:
            with QSignalBlocker(box):
                box.setValue(value)

    def show_words(self, words: str) -> None:
        """Say what it does now; "" when it does nothing: then its rounds are over, too."""
        self._words.setText(words)
        self._words.setVisible(bool(words))
        if not words:
            self._facts.hide()
            if self._curve is not None:
                self._curve.clear()
                self._curve.hide()
        if self._running != bool(words):
            self._running = bool(words)
            self.learning.emit(self._running)

    def show_round(self, event: LiveLearnt) -> None:
        """Draw and tell what a round has brought."""
        measured = "nothing painted in val yet" if event.miou is None else f"mIoU {event.miou:.2f} on val"
        self._facts.setText(f"Round {event.round}, {event.steps:,} steps, loss {event.loss:.2f}, {measured}.")
        self._facts.show()
        self.curve.add(event)
        self.curve.show()

    @property
    def facts(self) -> str:
        """What it says of the newest round; "" before the first."""
        return self._facts.text() if self._facts.isVisibleTo(self) else ""

    @property
    def curve(self) -> "LiveCurve":
        """Its rounds as a line; made when it is first asked for."""
        if self._curve is None:
            from workbench.ui.panels.training.live_curve import (
                LiveCurve,  # pyqtgraph takes 0.4 s: the window opens without it
            )

            self._curve = LiveCurve()
            column = self.layout()
            assert column is not None
            column.addWidget(self._curve)
        return self._curve

    def _on_toggled(self, on: bool) -> None:
        self._numbers.setVisible(on)
        self.toggled.emit(on)


def _number(what: str, most: int, suffix: str, none: str) -> QSpinBox:
    box = QSpinBox()
    box.setRange(0, most)
    box.setSuffix(suffix)
    box.setSpecialValueText(none)
    box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # three share the width of the panel
    box.setToolTip(what)
    box.setAccessibleName(what)
    return box
