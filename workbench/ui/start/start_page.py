"""What a person sees before a project is open."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from workbench.ui.icons import icon
from workbench.ui.start.card_grid import MOST, CardGrid
from workbench.ui.start.notice_bar import NoticeBar
from workbench.ui.start.project_card import COVER
from workbench.ui.style import GRID

COLUMN = MOST * (COVER.width() + 2 + 2 * GRID) - 2 * GRID

NO_PROJECTS = (
    "Drop a folder of images anywhere in this window: your projects will stand here, each with a picture of what is "
    "painted in it."
)


class StartPage(QWidget):
    """New, open, the demonstration, and the projects that were open lately.

    Signals:
        new, open, demo: a button was pressed.
        chosen: the folder of a recent project.
        removed: a project should leave the list (its folder).
    """

    new = Signal()
    open = Signal()
    demo = Signal()
    chosen = Signal(object)
    removed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        title = QLabel("Turn a folder of images into a trained model")
        title.setProperty("role", "title")
        lead = QLabel("Paint a few images, train while you go on painting, correct what the model proposes, export.")
        lead.setProperty("role", "faint")
        lead.setWordWrap(True)
        self.notice = NoticeBar()
        self.cards = CardGrid()
        self.cards.chosen.connect(self.chosen)
        self.cards.removed.connect(self.removed)
        self._heading = QLabel("Recent projects")
        self._heading.setProperty("role", "heading")
        self._none = QLabel(NO_PROJECTS)
        self._none.setObjectName("dropArea")
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._none.setWordWrap(True)
        self._none.setMinimumHeight(COVER.height())
        self._job = QLabel("")
        self._job.setProperty("role", "faint")
        column = QVBoxLayout()
        column.setSpacing(2 * GRID)
        column.addWidget(self.notice)
        column.addStretch(1)
        column.addWidget(title)
        column.addWidget(lead)
        column.addLayout(self._buttons())
        column.addWidget(self._job)
        column.addWidget(self._heading)
        column.addWidget(self.cards)
        column.addWidget(self._none)
        column.addStretch(2)
        inner = QFrame()
        inner.setObjectName("panel")
        frame = QFrame()
        frame.setMaximumWidth(COLUMN)
        frame.setLayout(column)
        middle = QHBoxLayout(inner)
        middle.addStretch(1)
        middle.addWidget(frame, 100)
        middle.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        self.show_recent([])

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        self.buttons: dict[str, QPushButton] = {}
        for name, words, glyph, wish in (
            ("new", "New project from a folder of images", "folder-plus-outline", self.new),
            ("open", "Open a project", "folder-open-outline", self.open),
            ("demo", "See a demonstration", "play", self.demo),
        ):
            first = name == "new"
            button = QPushButton(f"  {words}")
            button.setIcon(icon(glyph, "on_accent" if first else "text"))
            button.setProperty("primary", "true" if first else "false")
            button.setMinimumHeight(5 * GRID)
            button.clicked.connect(wish)
            row.addWidget(button)
            self.buttons[name] = button
        self.buttons["demo"].setToolTip("The whole loop on pictures that the program makes itself, in a minute or two")
        row.addStretch(1)
        return row

    def show_recent(self, folders: list[Path]) -> None:
        """List these projects, the newest first."""
        self.cards.show_projects(folders)
        self._heading.setVisible(bool(folders))
        self.cards.setVisible(bool(folders))
        self._none.setVisible(not folders)

    def show_job(self, words: str) -> None:
        """Say what is being done before a project opens; "" when nothing is. Meanwhile nothing else can be begun."""
        self._job.setText(words)
        for button in self.buttons.values():
            button.setEnabled(not words)
        self.cards.setEnabled(not words)

    @property
    def job_words(self) -> str:
        """What the page says is being done."""
        return self._job.text()
