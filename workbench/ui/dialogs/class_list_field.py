"""A list of classes to be typed, pasted, read from a file or begun from a well-known set; beside it what it gives."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from workbench.core.classes import ClassSet
from workbench.core.counting import counted
from workbench.core.errors import WorkbenchError
from workbench.services.class_lists import Template, classes_from_text, read_class_list, templates, text_of
from workbench.ui.dialogs.choosing import choose_file
from workbench.ui.panels.swatch import swatch
from workbench.ui.style import GRID

FILES = "Lists of classes (*.txt *.names *.csv *.json);;All files (*)"

HINT = "One class a line, or with commas. A colour may follow:\nbackground\ncell #e69f00\nnucleus"


class ClassListField(QWidget):
    """Text at the left, the classes that it means at the right.

    Args:
        hint: shown while nothing is written.
        parent: the owner.

    Signals:
        changed: the text has changed.
    """

    changed = Signal()

    def __init__(self, hint: str = HINT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = QPlainTextEdit()
        self.text.setPlaceholderText(hint)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("Classes, one a line")
        self.text.textChanged.connect(self._tell)
        self.found = QListWidget()
        self.found.setAccessibleName("Classes that were read")
        self.found.setFixedWidth(22 * GRID)
        self.found.setIconSize(QSize(16, 16))
        self.found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.found.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self.known = QPushButton("Known sets")
        self.known.setMenu(QMenu(self.known))
        for template in templates():
            self._offer(template)
        self.file = QPushButton("From a file...")
        self.file.clicked.connect(self._choose)
        for button in (self.known, self.file):
            button.setAutoDefault(False)  # Enter is the dialog's
        self._words = QLabel("")
        self._words.setProperty("role", "faint")
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        both, below = QHBoxLayout(), QHBoxLayout()
        both.setSpacing(GRID)
        both.addWidget(self.text, 1)
        both.addWidget(self.found)
        below.setSpacing(GRID)
        below.addWidget(self.known)
        below.addWidget(self.file)
        below.addWidget(self._words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(both, 1)
        column.addLayout(below)
        self._tell()

    @property
    def words(self) -> str:
        """What is said of the text: how many classes it gives, or why it gives none."""
        return self._words.text()

    def classes(self) -> ClassSet:
        """The classes that the text means; BadInputError when it cannot be read so."""
        return classes_from_text(self.text.toPlainText())

    def read(self, path: Path) -> None:
        """Add the classes of a file to the text; what is wrong with it is told."""
        try:
            self.add(read_class_list(path))
        except WorkbenchError as error:
            self._words.setText(str(error))

    def add(self, classes: ClassSet) -> None:
        """Add classes to the text, but for those that stand there already."""
        try:
            there = self.classes()
        except WorkbenchError:
            there = ClassSet()
        before = self.text.toPlainText().rstrip()
        added = text_of(c for c in classes if there.named(c.name) is None)
        self.text.setPlainText(f"{before}\n{added}".lstrip())

    def _offer(self, template: Template) -> None:
        action = self.known.menu().addAction(template.title)
        action.setToolTip(template.source)
        action.triggered.connect(lambda: self.add(template.classes))
        self.known.menu().setToolTipsVisible(True)

    def _choose(self) -> None:
        chosen = choose_file(self, "A list of classes", "classes", FILES)
        if chosen is not None:
            self.read(chosen)

    def _tell(self) -> None:
        self.found.clear()
        try:
            classes = self.classes()
            words, role = counted(len(classes), "class", "classes") if len(classes) else "", "faint"
        except WorkbenchError as error:
            classes, words, role = ClassSet(), str(error), "warn"
        for shown in classes:
            self.found.addItem(QListWidgetItem(swatch(shown.color), shown.name))
        self._words.setText(words)
        self._words.setProperty("role", role)
        self._words.style().polish(self._words)
        self.changed.emit()
