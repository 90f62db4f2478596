"""What one or two runs were: recipes in words, and the knobs in which they differ."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHeaderView, QLabel, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from workbench.core.recipe import TrainingRecipe
from workbench.core.recipe_words import differences
from workbench.services.run_history import PastRun


class RecipePair(QWidget):
    """Of one run the knobs that are not at their default, of two those in which they differ."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = QLabel()
        self._words.setWordWrap(True)
        self.table = QTreeWidget()
        self.table.setAccessibleName("Knobs")
        self.table.setRootIsDecorated(False)
        self.table.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.header().setStretchLastSection(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._words)
        column.addWidget(self.table, 1)

    @property
    def words(self) -> str:
        """What it says of the runs."""
        return self._words.text()

    def show_runs(self, runs: Sequence[PastRun]) -> None:
        """Show one or two."""
        told = [f"{past.name.capitalize()}: {past.words} {_facts(past)}" for past in runs]
        self._words.setText("\n\n".join(told))
        self.table.clear()
        recipes = [past.recipe for past in runs]
        if len(recipes) == 1:
            rows, titles = differences(TrainingRecipe(), recipes[0]), ["Knob", "Default", runs[0].name.capitalize()]
        elif recipes:
            rows, titles = differences(*recipes), ["Knob", *(past.name.capitalize() for past in runs)]
        else:
            rows, titles = [], ["Knob"]
        self.table.setColumnCount(len(titles))
        self.table.setHeaderLabels(titles)
        self.table.addTopLevelItems([QTreeWidgetItem([name, str(one), str(other)]) for name, one, other in rows])


def _facts(past: PastRun) -> str:
    device = f"On {past.run.device}." if past.run.device else ""
    return f"{device} {past.run.note}".strip()
