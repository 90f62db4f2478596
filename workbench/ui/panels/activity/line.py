"""The place of all long work in the status line: the most important with its bar, and how many more there are."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from workbench.core.pace import in_words
from workbench.ui.panels.activity.bar import Bar
from workbench.ui.panels.activity.popup import ActivityPopup
from workbench.ui.panels.elided_label import ElidedLabel
from workbench.ui.style import GRID, fix_width
from workbench.ui.work.activities import Activities

LEAST_WIDTH, BAR_WIDTH = 200, 64
"""Logical pixels. Its width never follows its words: what stands beside it does not jump."""


class ActivityLine(QWidget):
    """Shows one activity in words; a click, Space or Enter opens the list of all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._activities: Activities | None = None
        self._bar = Bar()
        fix_width(self._bar, BAR_WIDTH)
        self._words = ElidedLabel("")
        self._words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)  # beside its bar
        self.popup = ActivityPopup(self)
        keeps = self._bar.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self._bar.setSizePolicy(keeps)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID // 2)
        row.addWidget(self._words, 1)
        row.addWidget(self._bar)
        self.setMinimumWidth(LEAST_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setAccessibleName("What goes on")
        self._show()

    def show_activities(self, activities: Activities) -> None:
        """Show what goes on there from now on."""
        self._activities = activities
        self.popup.show_activities(activities)
        activities.changed.connect(self._show)
        self._show()

    @property
    def words(self) -> str:
        """What it says; "" while nothing goes on."""
        return self._words.whole

    def open_list(self) -> None:
        """Show all that goes on, above this line."""
        if self._activities is not None and self._activities.shown:
            self.popup.open_above(self.mapToGlobal(QPoint(self.width(), 0)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the list."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.open_list()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the list from the keyboard too."""
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_list()
        else:
            super().keyPressEvent(event)

    def _show(self) -> None:
        shown = [] if self._activities is None else self._activities.shown
        self._bar.setVisible(bool(shown))
        goes_on = bool(shown)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if goes_on else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if goes_on else Qt.CursorShape.ArrowCursor)
        if not shown:
            self._words.set_text("")
            self.setToolTip("")
            return
        first = shown[0]
        self._bar.follow(first)
        left = "" if first.seconds_left is None else f", {in_words(first.seconds_left)} left"
        more = f" (+{len(shown) - 1} more)" if len(shown) > 1 else ""
        self._words.set_text(f"{first.title}: {first.words}{left}{more}" if first.words else f"{first.title}{more}")
        self.setToolTip(f"{self._words.whole}. A click shows all that goes on")
