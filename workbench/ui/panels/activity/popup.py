"""The list of all that goes on: each with its bar, its words, the time it still takes, and its end."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from workbench.core.pace import in_words
from workbench.ui.panels.activity.bar import Bar
from workbench.ui.panels.elided_label import ElidedLabel
from workbench.ui.style import GRID, fix_width
from workbench.ui.work.activities import Activities, Activity

WIDTH = 380


class ActivityRow(QWidget):
    """One activity. It keeps its place and its height while its words change."""

    def __init__(self, activity: Activity) -> None:
        super().__init__()
        self.activity = activity
        title = QLabel(activity.title)
        title.setProperty("role", "heading")
        self._left = QLabel()
        self._left.setProperty("role", "faint")
        self._words = ElidedLabel("")
        self._words.setProperty("role", "faint")
        self._bar = Bar()
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self._left)
        foot.addWidget(self._words, 1)
        self.buttons: dict[str, QPushButton] = {}
        for words, tip, deed in (
            ("Stop", "End early and keep what it has", activity.stop),
            ("Cancel", "End now and discard", activity.cancel),
        ):
            if deed is not None:
                button = QPushButton(words)
                button.setToolTip(tip)
                button.setAccessibleName(f"{words} {activity.title}")
                button.clicked.connect(deed)
                foot.addWidget(button)
                self.buttons[words] = button
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addLayout(head)
        column.addWidget(self._bar)
        column.addLayout(foot)
        activity.changed.connect(self._show)
        self._show()

    @property
    def words(self) -> str:
        """What it says of itself."""
        return self._words.whole

    def _show(self) -> None:
        left = self.activity.seconds_left
        self._left.setText("" if left is None else f"{in_words(left)} left")
        self._words.set_text(self.activity.words)
        self._words.setToolTip(self.activity.words)
        self._bar.follow(self.activity)


class ActivityPopup(QFrame):
    """Follows the list while it is open, and closes when nothing goes on any more."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self.setAccessibleName("All that goes on")
        self._activities: Activities | None = None
        self._corner = QPoint()
        self.rows: list[ActivityRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        self._column.setSpacing(2 * GRID)
        fix_width(self, WIDTH)

    def show_activities(self, activities: Activities) -> None:
        """Show what goes on there."""
        self._activities = activities
        activities.changed.connect(self._follow)

    def open_above(self, corner: QPoint) -> None:
        """Open with the lower right corner there, in pixels of the screen."""
        self._corner = corner
        self._fill()
        self.show()

    def _follow(self) -> None:
        if not self.isVisible() or self._activities is None:
            return
        if not self._activities.shown:
            self.hide()
        elif [row.activity for row in self.rows] != self._activities.shown:
            self._fill()

    def _fill(self) -> None:
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        shown = [] if self._activities is None else self._activities.shown
        self.rows = [ActivityRow(activity) for activity in shown]
        for row in self.rows:
            self._column.addWidget(row)
        self.adjustSize()
        self.move(self._corner - QPoint(self.width(), self.height() + GRID))
