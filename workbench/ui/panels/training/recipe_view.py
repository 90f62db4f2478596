"""What would be trained, from how many images, and what it would cost."""

import html

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from workbench.core.recipe import TrainingRecipe
from workbench.core.recipe_words import recipe_words
from workbench.ui.panels.elided_label import ElidedLabel
from workbench.ui.panels.training.simple_form import SimpleForm
from workbench.ui.style import GRID


class RecipeView(QScrollArea):
    """The few choices that most people make, the recipe in words, its cost.

    Attributes:
        form: the choices.

    Signals:
        changed: another recipe is chosen.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = SimpleForm()
        self._splits = ElidedLabel("")
        self._splits.setProperty("role", "faint")
        self._splits.setAccessibleName("How the painted images are divided")
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setProperty("role", "faint")
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._words.setAccessibleName("The recipe in words, and what it would cost")
        inside = QWidget()
        inside.setObjectName("panel")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, GRID // 2, 0, 0)
        column.setSpacing(GRID // 2)
        foot = QHBoxLayout()
        foot.addWidget(self._splits, 1)
        foot.addWidget(self.form.all)
        column.addWidget(self.form)
        column.addLayout(foot)
        column.addWidget(self._words, 1)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inside)
        self.form.changed.connect(self._on_form)
        self.show_cost("")

    @property
    def recipe(self) -> TrainingRecipe:
        """The recipe that is chosen."""
        return self.form.recipe

    def show_cost(self, words: str) -> None:
        """What a training with this recipe would cost, in words; "" while nobody can tell."""
        self._words.setText(f"{recipe_words(self.recipe)}. {words}".strip())

    @property
    def words(self) -> str:
        """The recipe and what it would cost, in words."""
        return self._words.text()

    def show_splits(self, words: str, details: str) -> None:
        """Show how the painted images are divided, in one line; `details` are seen when the pointer rests on it."""
        self._splits.set_text(words)
        self._splits.setToolTip(html.escape(details).replace("\n", "<br>"))

    @property
    def splits(self) -> tuple[str, str]:
        """That line, and its details."""
        return self._splits.whole, self._splits.toolTip()

    def _on_form(self) -> None:
        self.show_cost("")
        self.changed.emit()
