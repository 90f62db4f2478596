"""What to bring into the open project, a folder or a single file, and whether its pictures are copied."""

from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from workbench.core.errors import WorkbenchError
from workbench.exchange.registry import DOCUMENTS, recognise
from workbench.pixels.image_file import SUFFIXES
from workbench.ui.dialogs.choosing import choose_file, choose_folder
from workbench.ui.dialogs.path_field import beside
from workbench.ui.style import GRID


class ImportDialog(QDialog):
    """Asks for the source; `source` and `copy` hold the answers once accepted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Import")
        self.setMinimumWidth(70 * GRID)
        self.field = QLineEdit()
        self.field.setPlaceholderText("A folder of images, a dataset with masks, a single image")
        folder, file = QPushButton("Folder..."), QPushButton("File...")
        for button in (folder, file):
            button.setAutoDefault(False)  # Enter imports
        folder.clicked.connect(lambda: self._take(choose_folder(self, "Folder of images, or a dataset", "images")))
        file.clicked.connect(lambda: self._take(choose_file(self, "Image, or file of a dataset", "images", _filters())))
        row = beside(self.field, folder)
        row.addWidget(file)
        self.copies = QCheckBox("Copy the pictures into the project (else they stay where they are)")
        self.problem = QLabel("")
        self.problem.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        start = buttons.button(QDialogButtonBox.StandardButton.Ok)
        start.setText("Import")
        start.setProperty("primary", "true")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(2 * GRID)
        column.addLayout(row)
        column.addWidget(self.copies)
        column.addWidget(self.problem)
        column.addWidget(buttons)

    @property
    def source(self) -> Path:
        """What to bring in."""
        return Path(self.field.text().strip()).expanduser()

    def accept(self) -> None:
        """Look at the source; the dialog stays open with the reason when it cannot be used."""
        try:
            if not self.field.text().strip():
                raise WorkbenchError("Nothing is chosen.", "Choose a folder or a file.")
            recognise(self.source)
        except WorkbenchError as error:
            self.problem.setText(str(error))
            return
        super().accept()

    def _take(self, chosen: Path | None) -> None:
        if chosen is not None:
            self.field.setText(str(chosen))


def _filters() -> str:
    endings = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in sorted(SUFFIXES | DOCUMENTS))
    return f"Images and datasets ({endings});;All files (*)"
