"""The room of the trainer: what to train, what it will cost, how it goes, what came of it."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QTabWidget, QVBoxLayout, QWidget

from workbench.core.events import (
    CheckpointSaved,
    EpochDone,
    Event,
    Finished,
    Notice,
    PredictionReady,
    PreviewReady,
    Progress,
    StepDone,
    TrainingStarted,
)
from workbench.core.recipe import TrainingRecipe
from workbench.core.records import EpochRecord, TrainingRun
from workbench.ui.panels.elided_label import ElidedLabel
from workbench.ui.panels.training.live_switch import LiveSwitch
from workbench.ui.panels.training.log_view import LogView
from workbench.ui.panels.training.pictures import PicturesView
from workbench.ui.panels.training.recipe_view import RecipeView
from workbench.ui.panels.training.run_buttons import RunButtons
from workbench.ui.panels.training.run_words import line_of, log_line_of
from workbench.ui.style import GRID

if TYPE_CHECKING:
    from workbench.ui.panels.training.curves import Curves

ENOUGH = 2
"""Painted images from which Train makes a model: one to learn from, one to judge it."""

VIEWS_HEIGHT = 140
"""Least height of curves, pictures and log, in device-independent pixels."""

WORDS_LINES = 2

MEGABYTE = 1 << 20


class TrainingPanel(QWidget):
    """Everything has its place from the start: nothing moves when a run begins or ends.

    Attributes:
        plan: what would be trained, and what it would cost.
        buttons: Train and Resume, or Stop and Cancel.
        live: the switch of live training.
        pictures: previews of val images.
        log: what the run told.

    Signals:
        train: with the recipe that is chosen.
        recipe_changed: another recipe is chosen.
    """

    train = Signal(object)
    recipe_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.buttons = RunButtons()
        self.buttons.train.clicked.connect(self.start)
        self.live = LiveSwitch()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(GRID)
        self._invitation = invitation(0)
        self._words = QLabel(self._invitation)
        self._words.setWordWrap(True)
        self._words.setProperty("role", "faint")
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._words.setMinimumHeight(WORDS_LINES * self._words.fontMetrics().lineSpacing())
        self._notice = ElidedLabel("")
        self._notice.setAccessibleName("The last thing that the run told")
        self._device, self._result = "", ""
        self._start = ""  # what the run began from, in words
        self._kept = 0  # the step whose weights are on disk
        self._curves: Curves | None = None
        self._curves_place = QWidget()
        QVBoxLayout(self._curves_place).setContentsMargins(0, 0, 0, 0)
        self.plan, self.pictures, self.log = RecipeView(), PicturesView(), LogView()
        self.plan.changed.connect(self.recipe_changed)
        self.views = QTabWidget()
        self.views.setDocumentMode(True)
        self.views.tabBar().setDrawBase(False)
        for title, view in (
            ("Recipe", self.plan),
            ("Curves", self._curves_place),
            ("Pictures", self.pictures),
            ("Log", self.log),
        ):
            self.views.addTab(view, title)
        self.views.setMinimumHeight(VIEWS_HEIGHT)
        self.views.tabBar().setFocusPolicy(Qt.FocusPolicy.TabFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID, GRID, GRID, GRID)
        column.setSpacing(6)
        for part in (self.buttons, self.live, self._bar, self._words, self._notice):
            column.addWidget(part)
        column.addWidget(self.views, 1)
        self.set_running(False, available=False)

    @property
    def curves(self) -> "Curves":
        """The curves, made at their first use."""
        if self._curves is None:
            from workbench.ui.panels.training.curves import Curves  # pyqtgraph takes 0.4 s: the window opens without it

            self._curves = Curves()
            layout = self._curves_place.layout()
            assert layout is not None
            layout.addWidget(self._curves)
        return self._curves

    def start(self) -> None:
        """Ask for a training with the recipe that is chosen."""
        if self.buttons.train.isEnabled():
            self.train.emit(self.recipe())

    def recipe(self) -> TrainingRecipe:
        """The recipe that is chosen."""
        return self.plan.recipe

    def set_recipe(self, recipe: TrainingRecipe) -> None:
        """Choose a recipe; it can be changed in the panel."""
        self.plan.form.show_recipe(recipe)

    def show_cost(self, words: str) -> None:
        """What a training with this recipe would cost, in words; "" while nobody can tell."""
        self.plan.show_cost(words)
        self.views.setTabToolTip(0, self.plan.words)  # it may be out of sight when a run is begun

    def show_painted(self, images: int) -> None:
        """Say, while there was no run yet, what Train would do with so many painted images."""
        before, self._invitation = self._invitation, invitation(images)
        if self._words.text() == before:
            self._words.setText(self._invitation)

    @property
    def words(self) -> str:
        """What the panel says of the run."""
        return self._words.text()

    def set_running(self, running: bool, available: bool = True) -> None:
        """Show whether the panel's job runs, and whether one could (a project is open, nothing else runs)."""
        self.buttons.show_state(running, available)
        self.plan.form.setEnabled(not running)
        if not running:
            self._bar.setRange(0, 1)
            self._bar.setValue(0)

    def begin(self, clear: bool) -> None:
        """A job begins; `clear` empties curves, pictures and log, for a training."""
        self._result, self._kept, self._start = "", 0, ""
        self._tell("")
        if clear:
            self._show_device("")
            self.curves.clear()
            self.pictures.clear()
            self.log.clear()
            if self.views.currentWidget() is self.plan:
                self.views.setCurrentWidget(self._curves_place)
        self._words.setText("Starting...")
        self._bar.setRange(0, 0)

    def end(self, name: str) -> None:
        """The job of that name is over: its result stays to be read."""
        kept = f" The weights of step {self._kept:,} are kept." if self._kept else ""
        self._words.setText(self._result or f"The {name} ended without a result: Messages tells why.{kept}")

    def show_run(self, run: TrainingRun | None, epochs: list[EpochRecord], folder: Path | None = None) -> None:
        """Show how the last run of the project went; `folder` is the run's own."""
        if epochs or self._curves is not None:  # making them takes 30 ms, with the library 0.4 s
            self.curves.load(epochs)
        self.log.clear()
        self.pictures.clear()
        self._tell("")
        self._show_device("" if run is None else run.device)
        self.views.setCurrentWidget(self.plan if run is None else self._curves_place)
        if run is None:
            self._words.setText(self._invitation)
            return
        if folder is not None:
            self.pictures.load(folder / "previews")
            self.log.show_text(_text_of(folder / "log.txt"))
        best = "" if run.best_miou is None else f" Best mIoU on val: {run.best_miou:.2f}."
        began = f" On {run.device}, from {run.started_from}." if run.device else ""
        self._words.setText(f"Run {run.id} {run.status}.{best} {run.note}".rstrip() + began)

    def show_event(self, event: Event) -> None:
        """Draw and tell what an event says."""
        words, line = line_of(event), log_line_of(event)
        if words:
            self._words.setText(f"{words}{self._start}" if isinstance(event, StepDone) else words)
        if line:
            self.log.add(line)
        match event:
            case StepDone():
                self._follow(event.step, event.steps)
                self.curves.add_step(event)
                self._show_device(self._device, event.memory)
            case TrainingStarted():
                self._show_device(event.device)
                self._start = f" From {event.started_from}."
                self.curves.show_val(bool(event.val_images))
            case CheckpointSaved():
                self._kept = event.step
            case EpochDone():
                self.curves.add_epoch(event)
                self._tell(line)
            case Progress():
                self._follow(event.done, event.total)
            case PreviewReady():
                self.pictures.add(event)
            case Notice():
                self._tell(event.text)
                if self._result:  # what came after the run: an older model was better, for one
                    self._result = f"{self._result} {event.text}"
                    self._words.setText(self._result)
            case PredictionReady():
                self._result = self._result or "The predictions are there."
            case Finished():
                self._result = words

    def _tell(self, words: str) -> None:
        """The last thing that the run told: in one line, all of it where the pointer rests."""
        self._notice.set_text(words)
        self._notice.setToolTip(words)

    def _follow(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _show_device(self, device: str, memory: int = 0) -> None:
        self._device = device
        taken = f", {memory / MEGABYTE:,.0f} MB of memory" if memory else ""
        self.log.show_device(f"{device}{taken}")
        self._words.setToolTip(f"{device}{taken}")


def invitation(images: int) -> str:
    """What to do before the first run, with so many painted images."""
    if images < ENOUGH:
        return "Paint a little on two images or more, then train."
    return f"Train makes the first model, from the {images:,} painted images, and predicts those that are not done."


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
