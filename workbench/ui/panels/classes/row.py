"""One class in the list: colour, key, name, how much it covers, how well it is learnt, its lock and its eye."""

import html
from collections.abc import Callable

from PySide6.QtCore import QPoint, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from workbench.core.classes import LabelClass
from workbench.ui.icons import icon
from workbench.ui.panels.classes.name_field import ClassNameField
from workbench.ui.panels.elided_label import ElidedLabel
from workbench.ui.panels.steady_label import SteadyLabel
from workbench.ui.panels.swatch import swatch
from workbench.ui.style import GRID, fix_width

LEARNT, HALF_LEARNT = 0.7, 0.4
"""IoU from which a class is shown as learnt well, and as learnt somewhat."""


class ClassRow(QFrame):
    """One class.

    Args:
        shown: the class.
        seen: whether its pixels are seen on the canvas.
        locked: whether no tool paints over it.
        parent: the owner.

    Signals:
        chosen: it was clicked.
        visibility: its eye was clicked; whether its pixels are to be seen.
        alone: its eye was clicked with Alt held: only this class, or all again.
        lock: its padlock was clicked; whether tools should leave it alone.
        renaming: a double click: its name should be typed.
        named: nothing is typed any more.
        menu: its menu is wanted, at a place on the screen.
        dragged: it is being drawn along the list; the place on the screen.
        dropped: it was let go after that.
    """

    chosen = Signal(int)
    visibility = Signal(int, bool)
    alone = Signal(int)
    lock = Signal(int, bool)
    renaming = Signal(int)
    named = Signal()
    menu = Signal(int, QPoint)
    dragged = Signal(int, QPoint)
    dropped = Signal(int)

    def __init__(
        self, shown: LabelClass, seen: bool = True, locked: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.index = shown.index
        self._shown = shown
        self._field: ClassNameField | None = None
        self._pressed: QPoint | None = None
        self._dragging = False
        self.setObjectName("classRow")
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, 1, 4, 1)
        row.setSpacing(GRID // 2)
        colour = QLabel()
        colour.setPixmap(swatch(shown.color).pixmap(QSize(16, 16)))
        key = QLabel(shown.key)
        key.setProperty("role", "faint")
        fix_width(key, 10)
        self._name = ElidedLabel(shown.name)
        self._name.setToolTip(html.escape(f"{shown.name}: number {shown.index} in masks. A double click renames it"))
        self._area = SteadyLabel(self.fontMetrics().horizontalAdvance("100.0 % "))
        self._area.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._area.setProperty("role", "faint")
        self._area.setToolTip("Of the open image")
        self._iou = SteadyLabel()
        self._iou.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._lock = _switch(locked, f"Protect {shown.name}")
        self._lock.setToolTip("Protect this class: no tool paints over it")
        self._lock.toggled.connect(self._draw_lock)
        self._lock.toggled.connect(lambda on: self.lock.emit(self.index, on))
        self._eye = _switch(seen, f"Show {shown.name}")
        self._eye.setToolTip("Show or hide this class on the canvas (its pixels stay); with Alt, only this class")
        self._eye.toggled.connect(self._draw_eye)
        self._eye.clicked.connect(self._on_eye)
        self._draw_lock(locked)
        self._draw_eye(seen)
        self._row = row
        row.addWidget(colour)
        row.addWidget(key)
        row.addWidget(self._name, 1)
        for widget in (self._area, self._iou, self._lock, self._eye):
            row.addWidget(widget)

    def rename(self, take: Callable[[str], None]) -> None:
        """Let the name be typed; `take` takes it, or raises a WorkbenchError."""
        if self._field is not None:
            return
        self._field = ClassNameField(self._shown.name, take, self)
        self._field.ended.connect(self._on_named)
        self._field.setFixedHeight(self.height() - 4)  # the row stays as high as it is
        self._row.replaceWidget(self._name, self._field)
        self._name.hide()
        self._field.show()
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_seen(self, seen: bool) -> None:
        """Open or close the eye."""
        self._eye.setChecked(seen)

    def set_locked(self, locked: bool) -> None:
        """Close or open the padlock."""
        if locked != self._lock.isChecked():
            with QSignalBlocker(self._lock):
                self._lock.setChecked(locked)
            self._draw_lock(locked)

    def set_iou(self, iou: float | None, run: int) -> None:
        """Show how well the best model, of that run, tells the class on val; None where that is not known."""
        self._iou.setText("" if iou is None else f"{iou:.2f}")
        self._iou.setToolTip("" if iou is None else f"IoU on val of the best model, run {run}: {iou:.3f}")
        role = "" if iou is None else "good" if iou >= LEARNT else "warn" if iou >= HALF_LEARNT else "bad"
        if role != (self._iou.property("role") or ""):  # to polish takes a millisecond, and there may be 254 rows
            self._iou.setProperty("role", role)
            self._iou.style().polish(self._iou)

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
        self.renaming.emit(self.index)

    def _on_named(self) -> None:
        field, self._field = self._field, None
        if field is not None:
            self._row.replaceWidget(field, self._name)
            self._name.show()
            field.deleteLater()
        self.named.emit()

    def _on_eye(self, seen: bool) -> None:
        if QApplication.keyboardModifiers() & Qt.KeyboardModifier.AltModifier:
            self._eye.setChecked(not seen)
            self.alone.emit(self.index)
        else:
            self.visibility.emit(self.index, seen)

    def _draw_lock(self, locked: bool) -> None:
        self._lock.setIcon(icon("lock", "warn") if locked else icon("lock-open-variant-outline", "faint"))

    def _draw_eye(self, seen: bool) -> None:
        self._eye.setIcon(icon("eye-outline" if seen else "eye-off-outline", "faint"))


def _switch(on: bool, name: str) -> QToolButton:
    button = QToolButton()
    button.setAutoRaise(True)
    button.setCheckable(True)
    button.setChecked(on)
    button.setAccessibleName(name)
    return button
