"""The form of all knobs: found by a word, changed, put back, read from a file and written to one."""

import json
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from workbench.core.errors import BadInputError, StorageError, WorkbenchError
from workbench.core.recipe import KNOBS, TrainingRecipe
from workbench.core.recipe_words import recipe_words
from workbench.core.whole_file import whole_file
from workbench.ui.dialogs.recipe.groups import grouped
from workbench.ui.dialogs.recipe.knob_field import KnobField
from workbench.ui.style import GRID

FILES = "Recipes (*.json)"


class RecipeDialog(QDialog):
    """Asks for a recipe; `answer` is what is chosen now.

    Attributes:
        fields: one a knob, by its name.
        wanted: shows the knobs in which this word occurs.
        only_changed: shows the knobs that are not at their default.

    Args:
        recipe: that is chosen when it opens.
        parent: the owner.
    """

    def __init__(self, recipe: TrainingRecipe, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Recipe")
        self.fields = {knob.name: KnobField(knob) for knob in KNOBS}
        self.wanted = QLineEdit()
        self.wanted.setPlaceholderText("Find a knob")
        self.wanted.setClearButtonEnabled(True)
        self.only_changed = QCheckBox("Only changed ones")
        self._headings: list[tuple[QLabel, list[KnobField]]] = []
        self._told = QLabel()
        self._told.setWordWrap(True)
        self._told.setMinimumHeight(2 * self._told.fontMetrics().lineSpacing())
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._load, self._save = QPushButton("Load..."), QPushButton("Save...")
        self._defaults = QPushButton("All defaults")
        for button in (self._load, self._save, self._defaults):
            button.setAutoDefault(False)
            self._buttons.addButton(button, QDialogButtonBox.ButtonRole.ResetRole)
        self._load.clicked.connect(self._ask_load)
        self._save.clicked.connect(self._ask_save)
        self._defaults.clicked.connect(lambda: self.show_recipe(TrainingRecipe()))
        self._buttons.accepted.connect(self._on_ok)
        self._buttons.rejected.connect(self.reject)
        self._lay_out()
        for field in self.fields.values():
            field.changed.connect(self._tell)
        self.wanted.textChanged.connect(self._filter)
        self.only_changed.toggled.connect(self._filter)
        self.show_recipe(recipe)
        self.resize(70 * GRID, 80 * GRID)

    @property
    def answer(self) -> TrainingRecipe:
        """The recipe that is chosen now.

        Raises:
            BadInputError: a field holds no value of its knob, or two do not fit together.
        """
        return TrainingRecipe().changed({name: field.value for name, field in self.fields.items()})

    @property
    def words(self) -> str:
        """The recipe in words, or what is wrong with it."""
        return self._told.text()

    def show_recipe(self, recipe: TrainingRecipe) -> None:
        """Show a recipe in all fields."""
        for name, field in self.fields.items():
            field.put(getattr(recipe, name))
        self._tell()

    def load(self, path: Path) -> None:
        """Show the recipe of a JSON file; one that cannot be taken is told, and nothing changes."""
        try:
            recipe = TrainingRecipe.from_file_text(path.read_text(encoding="utf-8"), path.name)
        except (OSError, UnicodeDecodeError) as error:
            self._say(f"{path} cannot be read: {error}.", bad=True)
        except WorkbenchError as error:
            self._say(f"{error.message} {error.cure}", bad=True)
        else:
            self.show_recipe(recipe)

    def save(self, path: Path) -> None:
        """Write what is chosen as a JSON file, which `workbench train --recipe` takes, too."""
        try:
            text = json.dumps(self.answer.to_json(), indent=1)
            with whole_file(path, "The recipe", "Choose another folder.") as file:
                file.write(text.encode())
        except (BadInputError, StorageError) as error:
            self._say(f"{error.message} {error.cure}", bad=True)
        else:
            self._say(f"Written: {path}.")

    def _ask_load(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Load a recipe", "", FILES)
        if name:
            self.load(Path(name))

    def _ask_save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "Save the recipe", "recipe.json", FILES)
        if name:
            self.save(Path(name))

    def _on_ok(self) -> None:
        """Accept, or lead to the first field that is wrong."""
        wrong = next((field for field in self.fields.values() if field.trouble), None)
        if wrong is not None:
            self.wanted.clear()
            self.only_changed.setChecked(False)
            self._scroll.ensureWidgetVisible(wrong)
            wrong.focus()
            return
        try:
            _ = self.answer
        except BadInputError as error:
            self._say(f"{error.message} {error.cure}", bad=True)
            return
        self.accept()

    def _tell(self) -> None:
        """Say in words what is chosen, or what is wrong."""
        count = sum(bool(field.trouble) for field in self.fields.values())
        if count:
            self._say("1 field is wrong." if count == 1 else f"{count} fields are wrong.", bad=True)
            return
        try:
            self._say(f"{recipe_words(self.answer)}.")
        except BadInputError as error:
            self._say(f"{error.message} {error.cure}", bad=True)
        if self.only_changed.isChecked():
            self._filter()

    def _say(self, words: str, bad: bool = False) -> None:
        self._told.setText(words)
        self._told.setProperty("role", "bad" if bad else "faint")
        self._told.style().unpolish(self._told)
        self._told.style().polish(self._told)

    def _filter(self) -> None:
        word, only = self.wanted.text().strip().lower().replace(" ", "_"), self.only_changed.isChecked()
        for heading, fields in self._headings:
            for field in fields:
                said = f"{field.knob.name} {field.knob.words}".lower().replace(" ", "_")
                field.setVisible(word in said and (field.is_changed or not only))
            heading.setVisible(any(not field.isHidden() for field in fields))

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("panel")
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        rows.setSpacing(GRID)
        for title, knobs in grouped(KNOBS):
            heading = QLabel(title)
            heading.setProperty("role", "heading")
            rows.addWidget(heading)
            fields = [self.fields[knob.name] for knob in knobs]
            for field in fields:
                rows.addWidget(field)
            self._headings.append((heading, fields))
        rows.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inside)
        head = QHBoxLayout()
        head.addWidget(self.wanted, 1)
        head.addWidget(self.only_changed)
        column = QVBoxLayout(self)
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._told)
        column.addWidget(self._buttons)
