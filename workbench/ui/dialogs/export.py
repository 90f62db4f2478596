"""What to export and where to, how far it is, and the proof."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from workbench.core.counting import counted
from workbench.core.events import Event, Exported, Notice, Progress
from workbench.exchange.registry import output_format
from workbench.services import exporting, last_export
from workbench.services.places import projects_folder
from workbench.services.source_folders import source_folder
from workbench.store.project import Project
from workbench.ui.dialogs.choosing import choose_folder
from workbench.ui.dialogs.export_choice import ExportChoiceForm
from workbench.ui.dialogs.path_field import beside
from workbench.ui.style import GRID
from workbench.ui.work.jobs import EXPORT


class ExportDialog(QDialog):
    """Asks for a new folder, then shows the export until it is proved.

    Signals:
        wanted: the folder to export to, the format's name, and the choice.
        cancelled: the running export is to end; nothing of it stays.
    """

    wanted = Signal(object, str, object)
    cancelled = Signal()

    def __init__(self, project: Project, parent: QWidget | None = None, images: frozenset[int] | None = None) -> None:
        """`images`: only these, by number; they were chosen in the gallery."""
        super().__init__(parent)
        self.setWindowTitle("Export")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._project = project
        self._running = False
        self._result: Path | None = None
        self._told = ""
        beside_it = project.folder.parent
        self._home = beside_it if source_folder(project, beside_it) is None else projects_folder()
        format_name, choice = last_export.read(project)
        self.form = ExportChoiceForm(project.classes, format_name, replace(choice, images=images))
        self._suggested = self._suggestion()
        self.folder = QLineEdit(str(self._suggested))
        self.folder.setAccessibleName("New folder of the export")
        choose = QPushButton("Choose...")
        choose.clicked.connect(self._choose)
        choose.setAutoDefault(False)  # Enter exports
        self.count = QLabel()
        self.count.setWordWrap(True)
        self.form.add_row("Images", self.count)
        self.form.add_row("New folder", beside(self.folder, choose))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setMinimumWidth(66 * GRID)  # not the dialog's: that would let what is unfolded be cut off
        self.words.setMinimumHeight(3 * self.words.fontMetrics().lineSpacing())
        self._buttons = QDialogButtonBox()
        self.start = self._buttons.addButton("Export", QDialogButtonBox.ButtonRole.ActionRole)
        self.start.setProperty("primary", "true")
        self.start.setDefault(True)
        self._close = self._buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self.start.clicked.connect(self._on_start)
        self._close.clicked.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(2 * GRID)
        layout.addWidget(self.form)
        layout.addWidget(self.bar)
        layout.addWidget(self.words)
        layout.addWidget(self._buttons)
        self.form.changed.connect(self._on_changed)
        self._on_changed()

    @Slot(str)
    def on_started(self, name: str) -> None:
        """The export runs; other jobs, such as training beside the person's work, are not the dialog's."""
        if name != EXPORT:
            return
        self._running = True
        for part in (self.start, self.folder, self.form):
            part.setEnabled(False)

    @Slot(str)
    def on_ended(self, name: str) -> None:
        """The export is over, proved or failed."""
        if name != EXPORT:
            return
        self._running = False
        self.start.setEnabled(True)
        for part in (self.folder, self.form):
            part.setEnabled(self._result is None)
        if self._result is None:
            self.bar.setRange(0, 1)
            self.bar.setValue(0)
            self.words.setText("Nothing was exported, and nothing was left of it.")

    @Slot(object)
    def show_event(self, event: Event) -> None:
        """Show how far it is, and the proof at the end."""
        if not self._running:
            return
        match event:
            case Notice():
                self._told = f" {event.text}"
            case Progress():
                self.bar.setRange(0, event.total)
                self.bar.setValue(event.done)
                self.words.setText(f"{event.what.capitalize()}: {event.done} of {event.total}.{self._told}")
            case Exported():
                self._result = Path(event.folder)
                told = f"{counted(event.images, 'image')} exported in {event.seconds:.1f} s."
                self.words.setText(f"{told} {exporting.proof_in_words(event)}{self._told}")
                self.start.setText("Open the folder")
                self._close.setText("Close")

    def reject(self) -> None:
        """Close; a running export is cancelled."""
        if self._running:
            self.cancelled.emit()
        super().reject()

    def _on_start(self) -> None:
        if self._result is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._result)))
        elif self.folder.text().strip():
            dest = Path(self.folder.text().strip()).expanduser()
            self.wanted.emit(dest, self.form.format_name, self.form.choice)

    def _on_changed(self) -> None:
        """Say how many images that is; a folder that nobody typed is called after the format."""
        found = exporting.expected(self._project, self.form.format_name, self.form.choice)
        tiles = f", at most {counted(found.files, 'tile')}" if self.form.choice.tile else ""
        rest = f"; on {found.unpainted:,} more nothing is painted" if found.unpainted else ""
        of = "" if self.form.choice.images is None else f" of the {len(self.form.choice.images):,} chosen"
        self.count.setText(f"{counted(found.images, 'image')}{of}{tiles}{rest}.")
        self.start.setEnabled(found.images > 0)
        self.words.setText(f"Every mask is read back and compared before the folder appears.{self._lost()}")
        before, self._suggested = self._suggested, self._suggestion()
        if Path(self.folder.text()).name == before.name:
            self.folder.setText(str(Path(self.folder.text()).with_name(self._suggested.name)))

    def _lost(self) -> str:
        loses = output_format(self.form.format_name).writer.loses
        return f" The format does not keep {loses}." if loses else ""

    def _suggestion(self) -> Path:
        """A folder beside the project that is not there yet; elsewhere, where the project lies among its pictures."""
        first = self._home / f"{self._project.name}-{self.form.format_name}"
        folders = [first, *(first.with_name(f"{first.name}-{number}") for number in range(2, 100))]
        return next((folder for folder in folders if not folder.exists()), first)

    def _choose(self) -> None:
        parent = choose_folder(self, "Folder that will hold the export", "export")
        if parent is not None:
            self.folder.setText(str(parent / Path(self.folder.text()).name))
