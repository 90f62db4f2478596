"""What a report of a problem holds, to be read before it is written anywhere."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from workbench.ui.style import GRID

_WORDS = (
    "This is everything that the report holds. It has no images and no masks; names of image files, the places of "
    "projects and your home folder are replaced. Nothing is sent: the file is written where you choose."
)


class ReportDialog(QDialog):
    """The files at the left, the chosen one at the right."""

    def __init__(self, files: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Report a problem")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.files = files
        words = QLabel(_WORDS)
        words.setWordWrap(True)
        self.list, self.text = QListWidget(), QPlainTextEdit()
        self.list.addItems(list(files))
        self.list.setAccessibleName("Files of the report")
        self.text.setAccessibleName("What the file holds")
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        both = QSplitter(Qt.Orientation.Horizontal)
        both.addWidget(self.list)
        both.addWidget(self.text)
        both.setSizes([140, 560])
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.save = buttons.addButton("Save as a zip file...", QDialogButtonBox.ButtonRole.AcceptRole)
        self.save.setProperty("primary", "true")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(2 * GRID)
        column.addWidget(words)
        column.addWidget(both, 1)
        column.addWidget(buttons)
        self.list.currentTextChanged.connect(lambda name: self.text.setPlainText(files[name]))
        self.list.setCurrentRow(0)
        self.resize(96 * GRID, 68 * GRID)
