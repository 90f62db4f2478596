"""The first way round the loop as a line of steps above the canvas: ticked by what is in the project."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolBar, QToolButton, QWidget

from workbench.services.first_loop import Step
from workbench.ui.icons import icon
from workbench.ui.style import GRID

GLYPH = QSize(16, 16)

BEGINNING = "Export..."
"""So much of the words of a step is always seen."""


class StepButton(QToolButton):
    """Its words end in dots where there is no room: the line must not make the window wider than a small screen."""

    def __init__(self) -> None:
        super().__init__()
        self._words = ""
        self.setObjectName("firstStep")
        self.setIconSize(GLYPH)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click must not take Space from the canvas
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def show_words(self, words: str) -> None:
        """Say that, as far as there is room."""
        self._words = words
        self.setToolTip(words)
        self._cut()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Room for all words."""
        return super().sizeHint() + QSize(self._width_of(self._words) - self._width_of(self.text()), 0)

    def minimumSizeHint(self) -> QSize:
        """Room for the icon and the beginning of the words."""
        beginning = min(self._width_of(self._words), self._width_of(BEGINNING))
        return super().sizeHint() + QSize(beginning - self._width_of(self.text()), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the words anew."""
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        room = self.width() - super().sizeHint().width() + self._width_of(self.text())
        self.setText(self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room))

    def _width_of(self, text: str) -> int:
        return self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, text).width()  # as Qt measures it


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
        self.buttons: dict[str, StepButton] = {}
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
            button.setIcon(icon("check" if step.done else "chevron-right", "good" if step.done else "faint"))
            marked = "true" if step.name == following else "false"
            if button.property("next") != marked:  # to polish takes a millisecond
                button.setProperty("next", marked)
                button.style().polish(button)
            button.show_words(step.words)
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

    def _made(self, name: str) -> StepButton:
        button = StepButton()
        button.clicked.connect(lambda: self.wanted.emit(name))
        self._row.insertWidget(self._row.count() - 1, button)
        self.buttons[name] = button
        return button
