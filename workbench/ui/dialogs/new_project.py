"""The few questions of a new project: which images, which classes, where."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from workbench.core.classes import ClassSet
from workbench.core.errors import WorkbenchError
from workbench.core.whole_file import told
from workbench.exchange.archive.entries import bare_name, is_archive
from workbench.exchange.registry import doubts_about
from workbench.services.places import projects_folder
from workbench.ui.dialogs.choosing import choose_folder
from workbench.ui.dialogs.class_list_field import HINT, ClassListField
from workbench.ui.dialogs.path_field import beside
from workbench.ui.style import GRID


@dataclass(frozen=True, slots=True)
class NewProject:
    """The answers."""

    folder: Path
    images: Path | None
    classes: ClassSet
    copy: bool


class NewProjectDialog(QDialog):
    """Asks for a new project; `answer` holds the result once accepted."""

    def __init__(self, images: Path | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("New project")
        self.setMinimumWidth(84 * GRID)
        self.answer: NewProject | None = None
        self._images, self._folder = QLineEdit(), QLineEdit()
        self._images.setAccessibleName("Folder of images")
        self._folder.setAccessibleName("Project folder")
        choose_images, choose_folder = QPushButton("Choose..."), QPushButton("Choose...")
        for button in (choose_images, choose_folder):
            button.setAutoDefault(False)  # Enter creates
        choose_images.clicked.connect(self._choose_images)
        choose_folder.clicked.connect(self._choose_folder)
        self._images.setPlaceholderText("A folder of pictures, or a dataset with masks; may stay empty")
        self._classes = ClassListField(f"{HINT}\n\nMay stay empty: from the dataset, or later.")
        self._copy = QCheckBox("Copy the pictures into the project (else they stay where they are)")
        self._problem = QLabel("")
        self._problem.setWordWrap(True)
        self._problem.setProperty("role", "warn")
        form = QFormLayout()
        form.setHorizontalSpacing(2 * GRID)
        form.setVerticalSpacing(GRID)
        form.addRow("Images", beside(self._images, choose_images))
        form.addRow("Classes", self._classes)
        form.addRow("Project folder", beside(self._folder, choose_folder))
        form.addRow("", self._copy)
        form.addRow("", self._problem)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        create = buttons.button(QDialogButtonBox.StandardButton.Ok)
        create.setText("Create")
        create.setProperty("primary", "true")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(2 * GRID)
        layout.addLayout(form)
        layout.addWidget(buttons)
        for changed in (self._images.textChanged, self._folder.textChanged, self._classes.changed):
            changed.connect(self._problem.clear)  # it was said of what stood there before
        self._images.textChanged.connect(self._suggest_folder)
        self._suggested = ""
        self._images.setText(str(images) if images else "")
        self._suggest_folder()

    def fill(self, images: str, classes: str, folder: str) -> None:
        """Answer the questions, as a person would by typing."""
        self._images.setText(images)
        self._classes.text.setPlainText(classes)
        self._folder.setText(folder)

    def accept(self) -> None:
        """Check the answers; the dialog stays open with the reason when one cannot be used."""
        try:
            self.answer = self._checked()
        except WorkbenchError as error:
            beside_the_field = str(error) == self._classes.words
            self._problem.setText("" if beside_the_field else str(error))
            return
        super().accept()

    def _checked(self) -> NewProject:
        images = Path(self._images.text().strip()).expanduser() if self._images.text().strip() else None
        if images is not None and not images.exists():
            raise WorkbenchError(f"There is no folder {images}.", "Choose another one.")
        if not self._folder.text().strip():
            raise WorkbenchError("The project needs a folder.", "Choose a new or empty one.")
        if images is not None:
            doubts_about(images)  # an empty folder, or one without pictures, is refused before anything is made
        folder = Path(self._folder.text().strip()).expanduser()
        if folder.is_dir() and any(folder.iterdir()):
            raise WorkbenchError(f"{folder} is not empty.", "Choose a new folder for the project.")
        classes = self._classes.classes()
        with told(folder, "The project's folder", "Choose a folder that you may write to."):
            folder.mkdir(parents=True, exist_ok=True)  # an empty folder is as good as a new one
        return NewProject(folder, images, classes, self._copy.isChecked())

    def _choose_images(self) -> None:
        chosen = choose_folder(self, "Folder of images", "images", self._images.text())
        if chosen:
            self._images.setText(str(chosen))

    def _choose_folder(self) -> None:
        start = str(Path(self._folder.text()).parent)
        chosen = choose_folder(self, "Folder for the project", "project", start)
        if chosen:
            self._folder.setText(str(chosen))

    def _suggest_folder(self) -> None:
        """Name the project after its images, unless a person has typed another name."""
        if self._folder.text() not in {"", self._suggested}:
            return
        images = Path(self._images.text().strip() or "my-project")
        name = (bare_name(images) if is_archive(images) else images.name) or "my-project"
        folder, number = projects_folder() / name, 2
        while folder.exists():
            folder, number = projects_folder() / f"{name}-{number}", number + 1
        self._suggested = str(folder)
        self._folder.setText(self._suggested)
