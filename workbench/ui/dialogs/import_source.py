"""What comes in: the source, what it is read as, and where an archive is unpacked to."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QLineEdit, QPushButton, QWidget

from workbench.core.errors import BadInputError, WorkbenchError
from workbench.exchange.archive.entries import ENDINGS, is_archive
from workbench.exchange.registry import AUTO, DOCUMENTS, doubts_about, formats_in
from workbench.pixels.image_file import SUFFIXES
from workbench.services.unpacking import place_beside
from workbench.ui.dialogs.choosing import choose_file, choose_folder
from workbench.ui.dialogs.path_field import beside
from workbench.ui.style import GRID

_BY_FILES = "Told by the files"


class ImportSource(QWidget):
    """Fields for the source and its format; for an archive also the folder that it is unpacked to.

    Signals:
        changed: another source, or another format.

    Args:
        project: the folder of the open project, beside which archives are unpacked.
    """

    changed = Signal()

    def __init__(self, project: Path) -> None:
        super().__init__()
        self._project = project
        self._warned = ("", "")
        self.field = QLineEdit()
        self.field.setAccessibleName("Source of the import")
        self.field.setPlaceholderText("A folder of images, a dataset with masks, a zip, a single image")
        self.folder, self.file = QPushButton("Folder..."), QPushButton("File...")
        self.formats = QComboBox()
        self.formats.addItem(_BY_FILES, AUTO)
        for known in formats_in():
            self.formats.addItem(f"{known.name}: {known.title}", known.name)
        self.place = QLineEdit()
        self.place.setAccessibleName("Unpack into")
        self._place_button = QPushButton("Choose...")
        for button in (self.folder, self.file, self._place_button):
            button.setAutoDefault(False)  # Enter imports
        self.folder.clicked.connect(lambda: self._take(choose_folder(self, "Folder of images, or a dataset", "images")))
        self.file.clicked.connect(
            lambda: self._take(choose_file(self, "Image, archive, or file of a dataset", "images", _filters()))
        )
        self._place_button.clicked.connect(self._choose_place)
        row = beside(self.field, self.folder)
        row.addWidget(self.file)
        self._place_row = QWidget()
        unpacked = beside(self.place, self._place_button)
        unpacked.setContentsMargins(0, 0, 0, 0)
        self._place_row.setLayout(unpacked)
        self._place_words = QLabel("Unpack into")
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(2 * GRID)
        form.setVerticalSpacing(GRID)
        form.addRow("Source", row)
        form.addRow(self._place_words, self._place_row)
        form.addRow("Format", self.formats)
        self.setFocusProxy(self.field)
        self.field.textChanged.connect(self._on_source)
        self.formats.currentIndexChanged.connect(self.changed)
        self._show_place(False)

    @property
    def path(self) -> Path:
        """What to bring in."""
        return Path(self.field.text().strip()).expanduser()

    @property
    def format_name(self) -> str:
        """What to read it as."""
        return str(self.formats.currentData())

    @property
    def unpack_to(self) -> Path | None:
        """The new folder for what is in an archive; None where the source is none."""
        text = self.place.text().strip()
        return Path(text).expanduser() if text and is_archive(self.path) else None

    def check(self) -> None:
        """Refuse a source that is nothing; one that may be several things is refused once, then taken for the first."""
        if not self.field.text().strip():
            raise WorkbenchError("Nothing is chosen.", "Choose a folder or a file.")
        doubts = doubts_about(self.path) if self.format_name == AUTO else ()
        asked = (self.field.text(), self.format_name)
        if doubts and self._warned != asked:
            self._warned = asked
            raise BadInputError(" ".join(doubts), "Or go on, and it is read as what was named first.")

    def _on_source(self) -> None:
        packed = is_archive(self.path)
        if packed:
            self.place.setText(str(place_beside(self._project, self.path)))
        self._show_place(packed)
        self.changed.emit()

    def _show_place(self, shown: bool) -> None:
        self._place_words.setVisible(shown)
        self._place_row.setVisible(shown)

    def _choose_place(self) -> None:
        parent = choose_folder(self, "Folder that will hold what is unpacked", "images")
        if parent is not None:
            self.place.setText(str(parent / Path(self.place.text()).name))

    def _take(self, chosen: Path | None) -> None:
        if chosen is not None:
            self.field.setText(str(chosen))


def _filters() -> str:
    pictures = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in sorted(SUFFIXES | DOCUMENTS))
    archives = " ".join(f"*{ending} *{ending.upper()}" for ending in ENDINGS)
    return f"Images and datasets ({pictures} {archives});;All files (*)"
