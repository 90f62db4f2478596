"""Runs, looked back on: the list at the left, one run or two beside one another at the right."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.core.classes import ClassSet
from workbench.core.records import EpochRecord
from workbench.services.run_history import PastRun
from workbench.services.run_scores import RunScores
from workbench.ui.dialogs.runs.class_table import ClassTable
from workbench.ui.dialogs.runs.confusion import ConfusionPair
from workbench.ui.dialogs.runs.curves_pair import CurvesPair
from workbench.ui.dialogs.runs.recipe_pair import RecipePair
from workbench.ui.dialogs.runs.run_list import RunList
from workbench.ui.dialogs.runs.worst import WorstImages
from workbench.ui.style import GRID

HOW = "Choose a run; hold Ctrl and choose a second one to compare."


class RunsDialog(QDialog):
    """Shows what it is given and says what is wished; it stays open while one works on.

    Attributes:
        list: of all runs.
        curves, classes, confusion, worst, recipes: what the tabs show.

    Signals:
        chosen: other runs are chosen: their curves and scores are wanted.
        measure: these runs should be measured on today's val images (a list of numbers).
        use: this run should predict.
        rename: this run should be called something else.
        delete: the weights of this run should go.
        open_image: an image (its number) should be opened with what a run (its number) gets wrong.
    """

    chosen = Signal()
    measure = Signal(object)
    use = Signal(int)
    rename = Signal(int)
    delete = Signal(int)
    open_image = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Runs")
        self.list = RunList()
        self.curves, self.classes, self.confusion = CurvesPair(), ClassTable(), ConfusionPair()
        self.worst, self.recipes = WorstImages(), RecipePair()
        self._told = QLabel(HOW)
        self._told.setWordWrap(True)
        self._told.setProperty("role", "faint")
        self._told.setMinimumHeight(2 * self._told.fontMetrics().lineSpacing())
        self.measure_button = QPushButton("Measure")
        self.measure_button.setToolTip("Compare what is painted on today's val images with what these models say")
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        for title, view in (
            ("Curves", self.curves),
            ("Classes", self.classes),
            ("Confusion", self.confusion),
            ("Worst images", self.worst),
            ("Recipe", self.recipes),
        ):
            self.tabs.addTab(view, title)
        self.use_button, self.rename_button = QPushButton("Predict with it"), QPushButton("Rename...")
        self.delete_button = QPushButton("Delete weights...")
        self.use_button.setToolTip("Predict every image that is not done with this model, in place of what is there")
        self._lay_out()
        self.list.chosen_changed.connect(self._on_chosen)
        self.measure_button.clicked.connect(lambda: self.measure.emit([past.run.id for past in self._measurable()]))
        for button, signal in (
            (self.use_button, self.use),
            (self.rename_button, self.rename),
            (self.delete_button, self.delete),
        ):
            button.clicked.connect(lambda _checked=False, told=signal: told.emit(self.list.chosen[0].run.id))
        self.worst.wanted.connect(lambda image: self.open_image.emit(image, self.list.chosen[-1].run.id))
        self._free = True
        self.resize(134 * GRID, 80 * GRID)

    def show_runs(self, runs: list[PastRun]) -> None:
        """List these."""
        self.list.show_runs(runs)

    def show_chosen(self, epochs: list[list[EpochRecord]], scores: list[RunScores | None], classes: ClassSet) -> None:
        """Show what is known of the chosen runs, in their order."""
        chosen = self.list.chosen
        names = [past.name for past in chosen]
        self.curves.show_runs(list(zip(names, epochs, strict=True)))
        self.recipes.show_runs(chosen)
        known = [(name, found) for name, found in zip(names, scores, strict=True) if found is not None]
        totals = [found.total for _, found in known]
        measured = [name for name, _ in known]
        self.classes.show_scores(measured, totals, classes)
        self.confusion.show_scores(measured, totals, classes)

    def show_worst(self, scores: list[RunScores | None], names: dict[int, str]) -> None:
        """List the worst images; `names` by number."""
        known = [(past.name, found) for past, found in zip(self.list.chosen, scores, strict=True) if found is not None]
        self.worst.show_scores([name for name, _ in known], [found for _, found in known], names)

    def tell(self, words: str, measurable: bool) -> None:
        """Say how far the numbers can be believed, and whether measuring would help."""
        self._told.setText(words or HOW)
        self._wanting = measurable
        self._refresh()

    def set_free(self, free: bool) -> None:
        """Whether a job could begin now."""
        self._free = free
        self._refresh()

    @property
    def words(self) -> str:
        """What it says of the numbers."""
        return self._told.text()

    _wanting = False

    def _measurable(self) -> list[PastRun]:
        return [past for past in self.list.chosen if past.kept]

    def _on_chosen(self) -> None:
        self._refresh()
        self.chosen.emit()

    def _refresh(self) -> None:
        chosen = self.list.chosen
        one = chosen[0] if len(chosen) == 1 else None
        self.measure_button.setEnabled(self._free and self._wanting and bool(self._measurable()))
        self.use_button.setEnabled(self._free and one is not None and one.kept)
        self.rename_button.setEnabled(one is not None)
        self.delete_button.setEnabled(self._free and one is not None and one.bytes > 0)

    def _lay_out(self) -> None:
        left, right = QWidget(), QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list, 1)
        deeds = QHBoxLayout()
        for button in (self.use_button, self.rename_button, self.delete_button):
            deeds.addWidget(button)
        column.addLayout(deeds)
        beside = QVBoxLayout(right)
        beside.setContentsMargins(0, 0, 0, 0)
        head = QHBoxLayout()
        head.addWidget(self._told, 1)
        head.addWidget(self.measure_button)
        beside.addLayout(head)
        beside.addWidget(self.tabs, 1)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.addWidget(left)
        parts.addWidget(right)
        parts.setSizes([58 * GRID, 76 * GRID])  # every column of the list in sight
        parts.setStretchFactor(0, 2)
        parts.setStretchFactor(1, 3)
        parts.setChildrenCollapsible(False)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.setSpacing(2 * GRID)
        whole.addWidget(parts, 1)
        whole.addWidget(buttons)
