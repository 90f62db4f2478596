"""One class in the list: colour, key, name, how much it covers, and its eye."""

import html

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from workbench.core.classes import LabelClass
from workbench.ui.icons import icon
from workbench.ui.panels.elided_label import ElidedLabel
from workbench.ui.panels.steady_label import SteadyLabel
from workbench.ui.panels.swatch import swatch
from workbench.ui.style import GRID


class ClassRow(QFrame):
    """One class.

    Args:
        shown: the class.
        seen: whether its pixels are seen on the canvas.
        parent: the owner.

    Signals:
        chosen: it was clicked.
        visibility: its eye was clicked; whether its pixels are to be seen.
        rename: asked for by a double click.
        menu: its menu is wanted, at a place on the screen.
        dragged: it is being drawn along the list; the place on the screen.
        dropped: it was let go after that.
    """

    chosen = Signal(int)
    visibility = Signal(int, bool)
    rename = Signal(int)
    menu = Signal(int, QPoint)
    dragged = Signal(int, QPoint)
    dropped = Signal(int)

    def __init__(self, shown: LabelClass, seen: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.index = shown.index
        self._pressed: QPoint | None = None
        self._dragging = False
        self.setObjectName("classRow")
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, 1, 4, 1)
        row.setSpacing(GRID)
        colour = QLabel()
        colour.setPixmap(swatch(shown.color).pixmap(QSize(16, 16)))
        key = QLabel(shown.key)
        key.setProperty("role", "faint")
        key.setFixedWidth(10)
        name = ElidedLabel(shown.name)
        name.setToolTip(html.escape(f"{shown.name}: number {shown.index} in masks"))
        self._area = SteadyLabel(self.fontMetrics().horizontalAdvance("100.0 % "))
        self._area.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._area.setProperty("role", "faint")
        self._eye = QToolButton()
        self._eye.setAutoRaise(True)
        self._eye.setCheckable(True)
        self._eye.setChecked(seen)
        self._eye.setToolTip("Show or hide this class on the canvas (its pixels stay)")
        self._eye.setAccessibleName(f"Show {shown.name}")
        self._eye.toggled.connect(self._draw_eye)
        self._eye.toggled.connect(lambda on: self.visibility.emit(self.index, on))
        self._draw_eye(seen)
        for widget, stretch in ((colour, 0), (key, 0), (name, 1), (self._area, 0), (self._eye, 0)):
            row.addWidget(widget, stretch)

    def set_current(self, current: bool) -> None:
        """Mark it as the class that paints."""
        self.setProperty("current", "true" if current else "false")
        self.style().polish(self)

    def set_area(self, share: float) -> None:
        """Show which share of the open image it covers."""
        self._area.setText("" if share == 0 else ("< 0.1 %" if share < 0.001 else f"{share:.1%}".replace("%", " %")))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses; the right button opens the menu."""
        place = event.globalPosition().toPoint()
        self.chosen.emit(self.index)
        if event.button() == Qt.MouseButton.RightButton:
            self.menu.emit(self.index, place)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._pressed = place

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Once it has gone a little way with the button held, the row goes with the pointer."""
        place = event.globalPosition().toPoint()
        if self._pressed is not None and not self._dragging:
            self._dragging = (place - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        if self._dragging:
            self.dragged.emit(self.index, place)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """The row stays where it was drawn to."""
        dragging, self._dragging, self._pressed = self._dragging, False, None
        if dragging:
            self.dropped.emit(self.index)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """A double click renames."""
        self.rename.emit(self.index)

    def _draw_eye(self, seen: bool) -> None:
        self._eye.setIcon(icon("eye-outline" if seen else "eye-off-outline", "faint"))
