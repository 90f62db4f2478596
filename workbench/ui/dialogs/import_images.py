"""What to bring into the open project, a folder or a single file, how, and on wish what would come in."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from workbench.core.classes import ClassSet
from workbench.core.errors import WorkbenchError
from workbench.core.events import Event
from workbench.services.importing import Wishes
from workbench.ui.dialogs.import_look import ImportLook
from workbench.ui.dialogs.import_source import ImportSource
from workbench.ui.style import GRID
from workbench.ui.work.jobs import LOOK

_ASK = "What would come in?"


class ImportDialog(QDialog):
    """Asks for the source; on wish it shows what would come in, and lets classes be taken for others.

    Signals:
        looked: a look is wanted: at which source, read as which format, with which wishes.
        wanted: the import is wanted: likewise.
        cancelled: the running look is to end.

    Args:
        classes: of the project.
        project: its folder.
    """

    looked = Signal(object, str, object)
    wanted = Signal(object, str, object)
    cancelled = Signal()

    def __init__(self, classes: ClassSet, project: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Import")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(80 * GRID)
        self._classes = classes
        self._looking = False
        self.source = ImportSource(project)
        self.look = QPushButton(_ASK)
        self.look.setAutoDefault(False)  # Enter imports
        self.look.setToolTip("Read every file, list what would come in and what is odd, and change nothing")
        self.copies = QCheckBox("Copy the pictures into the project (else they stay where they are)")
        self.over_hand = QCheckBox("Let masks replace what was painted by hand, too")
        self.problem = QLabel("")
        self.problem.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self.look, QDialogButtonBox.ButtonRole.ActionRole)
        start = buttons.button(QDialogButtonBox.StandardButton.Ok)
        start.setText("Import")
        start.setProperty("primary", "true")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.found = self._nothing_found()
        self._column = QVBoxLayout(self)
        self._column.setSpacing(2 * GRID)
        for part in (self.source, self.copies, self.over_hand, self.found, self.problem, buttons):
            self._column.addWidget(part)
        self._fixed = (self.source, self.copies, self.over_hand)
        self.look.clicked.connect(self._on_look)
        self.source.changed.connect(self._on_source)

    @property
    def wishes(self) -> Wishes:
        """How; BadInputError where a class was given a name that cannot be one."""
        renamed = self.found.mapping.renamed
        return Wishes(self.copies.isChecked(), renamed, self.over_hand.isChecked(), self.source.unpack_to)

    def accept(self) -> None:
        """Ask for the import; the dialog stays open with the reason when the source cannot be used."""
        wishes = self._checked()
        if wishes is not None:
            super().accept()
            self.wanted.emit(self.source.path, self.source.format_name, wishes)

    def reject(self) -> None:
        """Close; a running look is cancelled."""
        if self._looking:
            self.cancelled.emit()
        super().reject()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What a look shows makes the dialog taller: it moves up rather than off the screen."""
        super().resizeEvent(event)
        room, frame = self.screen().availableGeometry(), self.frameGeometry()
        if frame.bottom() > room.bottom():
            self.move(frame.left(), max(room.top(), room.bottom() - frame.height()))

    @Slot(str)
    def on_started(self, name: str) -> None:
        """A job runs: the look, or the import that the dialog was left for."""
        if name == LOOK:
            self._set_looking(True)
            self.found.begin()
            self.found.show()

    @Slot(object)
    def show_event(self, event: Event) -> None:
        """Show what the look finds."""
        if self._looking:
            self.found.show_event(event)

    @Slot(str)
    def on_ended(self, name: str) -> None:
        """The look is over."""
        if name == LOOK:
            self.found.end()
            self._set_looking(False)

    def _on_look(self) -> None:
        if self._looking:
            self.cancelled.emit()
            return
        wishes = self._checked()
        if wishes is not None:
            self.looked.emit(self.source.path, self.source.format_name, wishes)

    def _checked(self) -> Wishes | None:
        """The wishes; None when these or the source cannot be: then the reason is shown."""
        try:
            self.source.check()
            wishes = self.wishes
        except WorkbenchError as error:
            self.problem.setText(str(error))
            return None
        self.problem.setText("")
        return wishes

    def _set_looking(self, looking: bool) -> None:
        self._looking = looking
        for part in (*self._fixed, self.found.mapping):
            part.setEnabled(not looking)
        self.look.setText("Stop looking" if looking else _ASK)

    def _nothing_found(self) -> ImportLook:
        found = ImportLook(self._classes)
        found.hide()
        return found

    def _on_source(self) -> None:
        """Another source has other classes: what was found goes."""
        if not self.found.begun:  # while a path is typed
            return
        before, self.found = self.found, self._nothing_found()
        self._column.replaceWidget(before, self.found)
        before.hide()
        before.deleteLater()
