"""Where to export to, how far it is, and the proof."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from workbench.core.events import Event, Exported, Progress
from workbench.ui.dialogs.choosing import choose_folder
from workbench.ui.dialogs.path_field import beside
from workbench.ui.style import GRID


class ExportDialog(QDialog):
    """Asks for a new folder, then shows the export until it is proved.

    Signals:
        wanted: the folder to export to.
        cancelled: the running export is to end; nothing of it stays.
    """

    wanted = Signal(object)
    cancelled = Signal()

    def __init__(self, suggested: Path, labelled: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(560)
        self._running = False
        self._result: Path | None = None
        self.folder = QLineEdit(str(suggested))
        choose = QPushButton("Choose...")
        choose.clicked.connect(self._choose)
        choose.setAutoDefault(False)  # Enter exports
        form = QFormLayout()
        form.setHorizontalSpacing(2 * GRID)
        form.setVerticalSpacing(GRID)
        form.addRow("Format", QLabel("PASCAL VOC: JPEGImages, SegmentationClass, ImageSets"))
        form.addRow("Images", QLabel(f"{labelled}: every image on which something is painted"))
        form.addRow("New folder", beside(self.folder, choose))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1)
        self.words = QLabel("Afterwards every mask is read back and compared, pixel for pixel.")
        self.words.setWordWrap(True)
        self.words.setMinimumHeight(2 * self.words.fontMetrics().lineSpacing())
        self._buttons = QDialogButtonBox()
        self.start = self._buttons.addButton("Export", QDialogButtonBox.ButtonRole.ActionRole)
        self.start.setProperty("primary", "true")
        self.start.setDefault(True)
        self._close = self._buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self.start.clicked.connect(self._on_start)
        self._close.clicked.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(2 * GRID)
        layout.addLayout(form)
        layout.addWidget(self.bar)
        layout.addWidget(self.words)
        layout.addWidget(self._buttons)

    @Slot(str)
    def on_started(self, _name: str) -> None:
        """A job runs: it is this export, since only one job runs at a time."""
        self._running = True
        self.start.setEnabled(False)
        self.folder.setEnabled(False)

    @Slot(str)
    def on_ended(self, _name: str) -> None:
        """The export is over, proved or failed."""
        self._running = False
        self.start.setEnabled(True)
        self.folder.setEnabled(self._result is None)
        if self._result is None:
            self.bar.setRange(0, 1)
            self.bar.setValue(0)

    @Slot(object)
    def show_event(self, event: Event) -> None:
        """Show how far it is, and the proof at the end."""
        match event:
            case Progress():
                self.bar.setRange(0, event.total)
                self.bar.setValue(event.done)
                self.words.setText(f"{event.what.capitalize()}: {event.done} of {event.total}.")
            case Exported():
                self._result = Path(event.folder)
                self.words.setText(
                    f"{event.images} images exported in {event.seconds:.1f} s; {event.verified} masks read back and "
                    "equal, pixel for pixel."
                )
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
            self.wanted.emit(Path(self.folder.text().strip()).expanduser())

    def _choose(self) -> None:
        parent = choose_folder(self, "Folder that will hold the export", "export")
        if parent is not None:
            self.folder.setText(str(parent / Path(self.folder.text()).name))
