"""The buttons of a run: to begin one, and in the same place to end it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QWidget

from workbench.ui.actions import tips
from workbench.ui.style import GRID


class RunButtons(QStackedWidget):
    """Train and Resume while nothing runs, Stop and Cancel while a run does.

    Signals:
        resume: the interrupted run should go on.
        stop: end early and keep.
        cancel: end and discard.
    """

    resume = Signal()
    stop = Signal()
    cancel = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.train, self._resume = QPushButton("Train"), QPushButton("Resume")
        self.train.setProperty("primary", "true")
        tips.tell(self.train, "train", "Learn from what is painted, then predict what is not done")
        self._stop, self._cancel = QPushButton("Stop"), QPushButton("Cancel")
        tips.tell(self._stop, "stop", "End early and keep what was learnt")
        self._cancel.setToolTip("End now and discard this run")
        self._resume.clicked.connect(self.resume)
        self._stop.clicked.connect(self.stop)
        self._cancel.clicked.connect(self.cancel)
        self._available = False
        for pair in ((self.train, self._resume), (self._stop, self._cancel)):
            page = QWidget()
            row = QHBoxLayout(page)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(GRID)
            for button in pair:
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click must not take Space from the canvas
                row.addWidget(button, 1)
            self.addWidget(page)
        self._interrupted = ""
        self.show_interrupted("")

    def show_state(self, running: bool, available: bool) -> None:
        """Whether a run goes on, and whether one could begin."""
        self._available = available
        self.setCurrentIndex(1 if running else 0)
        self.train.setEnabled(available and not running)
        self._resume.setEnabled(bool(self._interrupted) and available and not running)
        for button in (self._stop, self._cancel):
            button.setEnabled(running)

    def show_interrupted(self, run: str) -> None:
        """Which run could go on, in words ("run 3, after step 40"); "" for none."""
        self._interrupted = run
        self._resume.setToolTip(
            f"Go on with {run} where it was interrupted, on today's masks" if run else "No run was interrupted"
        )
        self.show_state(self.currentIndex() == 1, self._available)
