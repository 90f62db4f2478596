"""Train and Stop, what the run does in words, and its curves."""

import html
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from workbench.core.events import (
    EpochDone,
    Event,
    Finished,
    Imported,
    Merged,
    Notice,
    PredictionReady,
    Progress,
    StepDone,
    TrainingStarted,
)
from workbench.core.recipe import TrainingRecipe
from workbench.core.records import EpochRecord, RunStatus, TrainingRun
from workbench.ui.actions import tips
from workbench.ui.panels.elided_label import ElidedLabel
from workbench.ui.panels.live_switch import LiveSwitch
from workbench.ui.style import GRID, fix_width

if TYPE_CHECKING:
    from workbench.ui.panels.curves import Curves

BACKBONES = {
    "mobilenet_v2": "MobileNetV2 (quick)",
    "mobilenet_v3_large": "MobileNetV3 (quick)",
    "resnet50": "ResNet-50 (better)",
    "resnet101": "ResNet-101 (largest)",
    "xception65": "Xception-65 (the paper's)",
}

ENOUGH = 2
"""Painted images from which Train makes a model: one to learn from, one to judge it."""


class TrainingPanel(QWidget):
    """The room of the trainer.

    Signals:
        train: with the recipe that is chosen.
        stop: end early and keep.
        cancel: end and discard.
    """

    train = Signal(object)
    stop = Signal()
    cancel = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._recipe = TrainingRecipe()
        self._backbone = QComboBox()
        for name, words in BACKBONES.items():
            self._backbone.addItem(words, name)
        self._backbone.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._backbone.setMinimumContentsLength(12)
        self._backbone.setToolTip("MobileNetV2 also learns without a GPU; the ResNets want one")
        self._steps = QSpinBox()
        self._steps.setRange(0, 200_000)
        self._steps.setSpecialValueText("auto")  # 0: core.advice chooses
        self._steps.setSingleStep(50)
        self._steps.setValue(self._recipe.steps)
        self._steps.setToolTip("How many batches of image pieces the model learns from")
        self._steps.setSuffix(" steps")
        self._steps.setAccessibleName("Steps of training")
        choices = QHBoxLayout()
        choices.setSpacing(GRID)
        fix_width(self._steps, 96)
        choices.addWidget(self._backbone, 1)
        choices.addWidget(self._steps)
        self._train = QPushButton("Train")
        self._train.setProperty("primary", "true")
        self._stop = QPushButton("Stop")
        tips.tell(self._train, "train", "Learn from what is painted, then predict what is not done")
        tips.tell(self._stop, "stop", "End early and keep what was learnt")
        self._cancel = QPushButton("Cancel")
        self._cancel.setToolTip("End now and discard this run")
        self._train.clicked.connect(self.start)
        self._stop.clicked.connect(self.stop)
        self._cancel.clicked.connect(self.cancel)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        for button, stretch in ((self._train, 2), (self._stop, 1), (self._cancel, 1)):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click must not take Space from the canvas
            buttons.addWidget(button, stretch)
        self._notices = QPlainTextEdit()
        self._notices.setReadOnly(True)
        self._notices.setMaximumHeight(4 * self._notices.fontMetrics().lineSpacing())
        self._notices.setAccessibleName("What the last job had to say")
        self._notices.hide()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._invitation = invitation(0)
        self._words = QLabel(self._invitation)
        self._words.setWordWrap(True)
        self._words.setProperty("role", "faint")
        self._words.setMinimumHeight(3 * self._words.fontMetrics().lineSpacing())
        self._splits = ElidedLabel("")
        self._splits.setProperty("role", "faint")
        self._splits.setAccessibleName("How the painted images are divided")
        self.live = LiveSwitch()
        self._result = ""
        self._curves: Curves | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID, GRID, GRID, GRID)
        layout.setSpacing(GRID)
        layout.addLayout(choices)
        layout.addLayout(buttons)
        layout.addWidget(self.live)
        layout.addWidget(self._splits)
        layout.addWidget(self._bar)
        layout.addWidget(self._words)
        layout.addWidget(self._notices)
        layout.addStretch(1)
        self.set_running(False, available=False)

    @property
    def curves(self) -> "Curves":
        """The curves, made at their first use."""
        if self._curves is None:
            from workbench.ui.panels.curves import Curves  # pyqtgraph takes 0.4 s: the window opens without it

            self._curves = Curves()
            layout = self.layout()
            assert isinstance(layout, QVBoxLayout)
            layout.takeAt(layout.count() - 1)  # the empty place that was kept for them
            layout.addWidget(self._curves, 1)
        return self._curves

    def start(self) -> None:
        """Ask for a training with the recipe that is chosen."""
        if self._train.isEnabled():
            self.train.emit(self.recipe())

    def recipe(self) -> TrainingRecipe:
        """The recipe that is chosen."""
        return replace(self._recipe, backbone=self._backbone.currentData(), steps=self._steps.value())

    def set_recipe(self, recipe: TrainingRecipe) -> None:
        """Choose a recipe; its model and length can be changed in the panel."""
        self._recipe = recipe
        self._backbone.setCurrentIndex(self._backbone.findData(recipe.backbone))
        self._steps.setValue(recipe.steps)

    def show_splits(self, words: str, details: str) -> None:
        """Show how the painted images are divided, in one line; `details` are seen when the pointer rests on it."""
        self._splits.set_text(words)
        self._splits.setToolTip(html.escape(details).replace("\n", "<br>"))

    def show_painted(self, images: int) -> None:
        """Say, while there was no run yet, what Train would do with so many painted images."""
        before, self._invitation = self._invitation, invitation(images)
        if self._words.text() == before:
            self._words.setText(self._invitation)

    @property
    def words(self) -> str:
        """What the panel says of the run."""
        return self._words.text()

    def set_running(self, running: bool, available: bool = True, stoppable: bool = False) -> None:
        """Show whether a job runs, whether one could (a project is open), and whether it can end early and keep."""
        self._train.setEnabled(available and not running)
        self._backbone.setEnabled(not running)
        self._steps.setEnabled(not running)
        self._stop.setEnabled(stoppable)
        self._cancel.setEnabled(running)
        if not running:
            self._bar.setRange(0, 1)
            self._bar.setValue(0)

    def begin(self, clear: bool) -> None:
        """A job begins; `clear` empties the curves, for a training."""
        self._notices.clear()
        self._result = ""
        if clear:
            self.curves.clear()
        self._words.setText("Starting...")
        self._bar.setRange(0, 0)

    def end(self, name: str) -> None:
        """The job of that name is over: its result stays to be read."""
        self._words.setText(self._result or f"The {name} ended without a result.")

    def show_run(self, run: TrainingRun | None, epochs: list[EpochRecord]) -> None:
        """Show how the last run of the project went."""
        if epochs or self._curves is not None:  # making them takes 30 ms, with the library 0.4 s
            self.curves.load(epochs)
        if run is None:
            self._words.setText(self._invitation)
            return
        best = "" if run.best_miou is None else f" Best mIoU on val: {run.best_miou:.2f}."
        self._words.setText(f"Run {run.id} {run.status} on {run.device}, {run.started_from}.{best} {run.note}".strip())

    def show_event(self, event: Event) -> None:
        """Draw and tell what an event says."""
        match event:
            case StepDone():
                self._bar.setRange(0, event.steps)
                self._bar.setValue(event.step)
                self.curves.add_step(event)
                self._words.setText(
                    f"Step {event.step} of {event.steps}, loss {event.loss:.3f}, {_minutes(event.seconds_left)} left."
                )
            case EpochDone():
                self.curves.add_epoch(event)
            case TrainingStarted():
                self._words.setText(
                    f"On {event.device}, {event.started_from}: {event.train_images} images to learn from, "
                    f"{event.val_images} to validate."
                )
            case Progress():
                self._bar.setRange(0, event.total)
                self._bar.setValue(event.done)
                self._words.setText(f"{event.what.capitalize()}: {event.done} of {event.total}.")
            case PredictionReady():
                self._words.setText("Predicting: overlays arrive, the open image first.")
                self._result = self._result or "The predictions are there."
            case Finished():
                best = "" if event.best_miou is None else f" Best mIoU on val: {event.best_miou:.2f}."
                kept = " Nothing of it is kept." if event.status == RunStatus.CANCELLED else ""
                self._result = f"Run {event.run} {event.status}.{best}{kept}"
                self._words.setText(self._result)
            case Imported():
                self._result = f"{event.images} new images and {event.masks} masks came in."
            case Merged():
                self._result = f"{event.source} is merged into {event.target}: {event.pixels:,} pixels."
            case Notice():
                self._notices.appendPlainText(event.text)
                self._notices.show()


def invitation(images: int) -> str:
    """What to do before the first run, with so many painted images."""
    if images < ENOUGH:
        return "Paint a little on two images or more, then train."
    return f"Train makes the first model, from the {images:,} painted images, and predicts those that are not done."


def _minutes(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
