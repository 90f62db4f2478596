"""A table of the classes of a source, each with what it becomes in the project."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHeaderView, QTableWidget, QTableWidgetItem

from workbench.core.classes import ClassSet, checked_name
from workbench.ui.panels.swatch import swatch

UNLABELLED = "Leave unlabelled"

_ROWS = 5
"""More than so many classes are scrolled through."""


class ClassMapping(QTableWidget):
    """A row a class: its name in the source, and a choice of the project's classes, a new name, or none.

    Hidden where the source has no class.

    Signals:
        changed: a class becomes something else.
    """

    changed = Signal()

    def __init__(self, classes: ClassSet) -> None:
        super().__init__(0, 2)
        self._classes = classes
        self._told: dict[str, str] = {}
        self._choices: dict[str, QComboBox] = {}
        self.setHorizontalHeaderLabels(["Class in the source", "Becomes in the project"])
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.verticalHeader().hide()
        self.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.setAccessibleName("Classes of the source")
        self.hide()

    @property
    def renamed(self) -> dict[str, str]:
        """What is chosen otherwise than names tell: the name in the project by that in the source, "" for unlabelled.

        BadInputError where a new name cannot be one.
        """
        now = {old: _name(choice) for old, choice in self._choices.items()}
        return {old: name and checked_name(name) for old, name in now.items() if name != self._told[old]}

    def show_match(self, match: Mapping[str, str]) -> None:
        """Show what names tell ("" for unlabelled); where these classes are shown already, their choices stay."""
        if match.keys() == self._told.keys():
            return
        self._told, self._choices = dict(match), {}
        self.setRowCount(len(match))
        for row, (old, name) in enumerate(match.items()):
            item = QTableWidgetItem(old)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.setItem(row, 0, item)
            self._choices[old] = self._choice(name)
            self.setCellWidget(row, 1, self._choices[old])
        self.setVisible(bool(match))
        rows = sum(self.rowHeight(row) for row in range(min(len(match), _ROWS)))
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows + 2 * self.frameWidth())

    def choose(self, old: str, name: str) -> None:
        """Let the class `old` of the source become the one of that name; "" for unlabelled."""
        _show(self._choices[old], name or UNLABELLED)

    def _choice(self, name: str) -> QComboBox:
        box = QComboBox()
        box.setEditable(True)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        for known in self._classes.shown:
            box.addItem(swatch(known.color), known.name)
        if name and self._classes.named(name) is None:
            box.addItem(name)
        box.addItem(UNLABELLED)
        _show(box, name or UNLABELLED)
        box.setToolTip("A class of the project, or the name of a new one")
        box.currentTextChanged.connect(self.changed)
        return box


def _show(box: QComboBox, text: str) -> None:
    """Choose the entry of that text, whose colour is shown then; another text is a new name."""
    found = box.findText(text, Qt.MatchFlag.MatchFixedString)
    box.setCurrentIndex(found)
    if found < 0:
        box.setEditText(text)


def _name(choice: QComboBox) -> str:
    text = choice.currentText().strip()
    return "" if text == UNLABELLED else text
