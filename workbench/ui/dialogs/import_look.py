"""What an import would bring in: what classes become, every image with its classes, and all that is odd."""

from PySide6.QtWidgets import (
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from workbench.core.classes import ClassSet
from workbench.core.counting import counted
from workbench.core.events import Event, Imported, Listed, Matched, Notice, Progress, Refused
from workbench.services.importing import painted_in_words
from workbench.ui.dialogs.class_mapping import ClassMapping
from workbench.ui.style import GRID

_COLUMNS = ("Image", "Size", "Split", "", "Classes")


class ImportLook(QWidget):
    """Fills itself from the events of `importing.preview`."""

    def __init__(self, classes: ClassSet) -> None:
        super().__init__()
        self._begun = self._complete = False
        self.mapping = ClassMapping(classes)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.images = QTreeWidget()
        self.images.setRootIsDecorated(False)
        self.images.setUniformRowHeights(True)
        self.images.setHeaderLabels(list(_COLUMNS))
        self.images.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.images.setMinimumHeight(16 * GRID)
        self.images.setAccessibleName("Images of the source")
        self.odd = QPlainTextEdit()
        self.odd.setReadOnly(True)
        self.odd.setFixedHeight(10 * GRID)
        self.odd.setAccessibleName("What was found, and what is odd")
        self.mapping.changed.connect(self._on_mapping)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        for part in (self.mapping, self.bar, self.words, self.images, self.odd):
            column.addWidget(part)

    @property
    def begun(self) -> bool:
        """Whether it has anything to show."""
        return self._begun

    def begin(self) -> None:
        """A look begins: what the last one found goes, what was chosen for classes stays."""
        self._begun, self._complete = True, False
        self.images.clear()
        self.odd.clear()
        self.bar.setRange(0, 0)
        self.bar.show()
        self.words.setText("Looking: nothing is changed.")

    def end(self) -> None:
        """The look is over; one that was stopped or failed leaves what it has found so far."""
        self.bar.hide()
        if not self._complete:
            self.words.setText("The look did not come to its end.")

    def show_event(self, event: Event) -> None:
        """Show what was found."""
        match event:
            case Matched():
                self.mapping.show_match(event.classes)
            case Listed():
                self.images.addTopLevelItem(_row(event))
            case Notice():
                self.odd.appendPlainText(event.text)
            case Refused():
                self.odd.appendPlainText(f"Left out: {event.line}")
            case Progress():
                self.bar.setRange(0, event.total)
                self.bar.setValue(event.done)
            case Imported():
                self._complete = True
                self.words.setText(_sum(event))

    def _on_mapping(self) -> None:
        if self._complete:
            self.words.setText("Classes become something else now: look again to see what comes in, or import.")


def _row(event: Listed) -> QTreeWidgetItem:
    size = f"{event.width} x {event.height}"
    known = "in the project" if event.known else "new"
    return QTreeWidgetItem([event.item, size, event.split, known, painted_in_words(event)])


def _sum(event: Imported) -> str:
    """How much would come in, in one line."""
    parts = f"{counted(event.images, 'new image')} and {counted(event.masks, 'mask')} would come in"
    known = f"; {counted(event.known, 'image')} of the source the project has already" if event.known else ""
    refused = f"; {counted(event.refused, 'file')} would be left out" if event.refused else ""
    return f"{parts}{known}{refused}. Nothing was changed."
