"""What a person sees before a project is open."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from workbench.ui.icons import icon
from workbench.ui.style import GRID


class StartPage(QWidget):
    """New, open, and the projects that were open lately.

    Signals:
        new, open: a button was pressed.
        chosen: the folder of a recent project.
    """

    new = Signal()
    open = Signal()
    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        title = QLabel("Turn a folder of images into a trained model")
        title.setProperty("role", "title")
        lead = QLabel(
            "Paint a few images, train while you go on painting, correct what the model proposes, export.\n"
            "Drop a folder of images here to begin."
        )
        lead.setProperty("role", "faint")
        new = QPushButton("  New project from a folder of images")
        new.setIcon(icon("folder-plus-outline", "on_accent"))
        new.setProperty("primary", "true")
        new.setMinimumHeight(5 * GRID)
        new.clicked.connect(self.new)
        other = QPushButton("  Open a project")
        other.setIcon(icon("folder-open-outline"))
        other.setMinimumHeight(5 * GRID)
        other.clicked.connect(self.open)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(new)
        buttons.addWidget(other)
        buttons.addStretch(1)
        self._recent_title = QLabel("Recent projects")
        self._recent_title.setProperty("role", "heading")
        self._recent = QVBoxLayout()
        self._recent.setSpacing(4)
        column = QVBoxLayout()
        column.setSpacing(2 * GRID)
        column.addStretch(1)
        column.addWidget(title)
        column.addWidget(lead)
        column.addLayout(buttons)
        column.addWidget(self._recent_title)
        column.addLayout(self._recent)
        column.addStretch(2)
        frame = QFrame()
        frame.setMaximumWidth(720)
        frame.setLayout(column)
        layout = QHBoxLayout(self)
        layout.addStretch(1)
        layout.addWidget(frame, 4)
        layout.addStretch(1)
        self.show_recent([])

    def show_recent(self, folders: list[Path]) -> None:
        """List these projects, the newest first."""
        while (item := self._recent.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self._recent_title.setVisible(bool(folders))
        for folder in folders:
            button = QPushButton(f"{folder.name}    {folder.parent}")
            button.setFlat(True)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.setStyleSheet("text-align: left;")
            button.clicked.connect(lambda _checked=False, f=folder: self.chosen.emit(f))
            self._recent.addWidget(button)
