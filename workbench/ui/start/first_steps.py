"""The first way round the loop as a line of steps above the canvas: ticked by what is in the project."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolBar, QToolButton, QWidget

from workbench.services.first_loop import Step
from workbench.ui.icons import icon
from workbench.ui.style import GRID

GLYPH = QSize(16, 16)


class FirstSteps(QToolBar):
    """A bar of its own: it takes a line of the window while it is there, and lies over nothing that is painted.

    Signals:
        wanted: a step was clicked (its name).
        dismissed: the person needs it no longer.
    """

    wanted = Signal(str)
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("First steps", parent)
        self.setObjectName("firstSteps")
        self._on_the_way = False
        self.setMovable(False)
        self.toggleViewAction().setVisible(False)  # it has an action of its own, in Help
        self.buttons: dict[str, QToolButton] = {}
        self._row = QHBoxLayout()
        self._row.setContentsMargins(GRID, 0, 0, 0)
        self._row.setSpacing(4)
        room = QWidget()
        room.setLayout(self._row)
        room.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        title = QLabel("First steps")
        title.setProperty("role", "heading")
        self._row.addWidget(title)
        self._row.addSpacing(GRID)
        self._row.addStretch(1)
        self.away = QToolButton()
        self.away.setIcon(icon("close", "faint"))
        self.away.setToolTip("Show this no longer (Help, First steps brings it back)")
        self.away.setAccessibleName("Hide the first steps")
        self.away.clicked.connect(self.dismissed)
        self.addWidget(room)
        self.addWidget(self.away)
        self._shown: list[Step] = []

    def show_steps(self, steps: list[Step]) -> None:
        """Show how far the project is; the first step that is open stands out."""
        if steps == self._shown:
            return
        self._shown = steps
        following = next((step.name for step in steps if not step.done), "")
        for step in steps:
            button = self.buttons.get(step.name) or self._made(step.name)
            button.setText(step.words)
            button.setIcon(icon("check" if step.done else "chevron-right", "good" if step.done else "faint"))
            button.setProperty("next", "true" if step.name == following else "false")
            button.style().polish(button)
            button.setAccessibleName(f"{step.words}: {'done' if step.done else 'open'}")

    def show_way(self, on: bool) -> None:
        """Show the bar or put it away."""
        self._on_the_way = on
        self.setVisible(on)

    def setVisible(self, visible: bool) -> None:
        """As Qt has it; but a window that is put back as it was shows the bar only where there is a way to go."""
        super().setVisible(visible and self._on_the_way)

    @property
    def told(self) -> dict[str, bool]:
        """What is shown: the words of each step, and whether it is ticked."""
        return {step.words: step.done for step in self._shown}

    def _made(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName("firstStep")
        button.setIconSize(GLYPH)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click must not take Space from the canvas
        button.clicked.connect(lambda: self.wanted.emit(name))
        self._row.insertWidget(self._row.count() - 1, button)
        self.buttons[name] = button
        return button
