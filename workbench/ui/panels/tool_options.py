"""What the tool in hand does: its class, its size, its tolerance, and what it must leave alone."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSlider, QSpinBox, QToolButton, QWidget

from workbench.core.classes import ClassSet, LabelClass
from workbench.ui.actions import tips
from workbench.ui.icons import icon
from workbench.ui.panels.swatch import swatch
from workbench.ui.style import GRID, fix_width

LARGEST = 400

BRUSH_SWITCHES = ("square_brush", "brush_on_screen", "encircle", "pen_pressure")
RULE_SWITCHES = ("only_unlabelled", "protect_hand")


class ToolOptions(QWidget):
    """The strip above the canvas.

    Signals:
        resized: the wanted diameter in image pixels.
        tolerance_changed: of the colour wand, 0..255.
        holes_changed: the largest hole that a fill takes with it, in pixels; 0 for none.
        protected_changed: the classes that no tool may paint over (a frozenset of indices).
    """

    resized = Signal(float)
    tolerance_changed = Signal(int)
    holes_changed = Signal(int)
    protected_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colour = QLabel()
        self._class = QLabel("")
        fix_width(self._class, 140)
        self._class.setTextFormat(Qt.TextFormat.PlainText)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(1, LARGEST)
        self._slider.setFixedWidth(180)
        self._slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        tips.tell(self._slider, "larger", "Size of the brush, also with Shift+wheel")
        self._number = _number(1, 1000, " px")
        for widget in (self._slider, self._number):
            widget.setAccessibleName("Size of the brush")
        self._slider.valueChanged.connect(lambda v: self.resized.emit(float(v)))
        self._number.valueChanged.connect(lambda v: self.resized.emit(float(v)))
        self._tolerance = _number(0, 255, "")
        self._tolerance.setAccessibleName("Tolerance of the wand")
        self._tolerance.setToolTip("How far colours may differ where the wand is pressed; drag away to raise it")
        self._tolerance.valueChanged.connect(self.tolerance_changed)
        self._holes = _number(0, 1_000_000, " px")
        self._holes.setAccessibleName("Holes filled up to")
        fix_width(self._holes, 96)
        self._holes.setSpecialValueText("off")
        self._holes.setToolTip("Fill what lies wholly inside the region, too, when it has at most so many pixels")
        self._holes.valueChanged.connect(self.holes_changed)
        self._lock = QToolButton()
        self._lock.setAccessibleName("Protect classes")
        self._lock.setIcon(icon("lock-outline"))
        self._lock.setCheckable(True)
        self._lock.setToolTip("Protect classes: no tool paints over them")
        self._lock.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._lock.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._locks = QMenu(self._lock)
        self._lock.setMenu(self._locks)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(GRID, 0, GRID, 0)
        self._row.setSpacing(GRID)
        self._row.addWidget(self._colour)
        self._row.addWidget(self._class)
        switches = QWidget()
        self._brush_switches = QHBoxLayout(switches)
        self._brush_switches.setContentsMargins(0, 0, 0, 0)
        self._brush_switches.setSpacing(GRID // 2)
        self._fields = {
            "size": self._field("Brush", self._slider, self._number, switches),
            "tolerance": self._field("Tolerance", self._tolerance),
            "holes": self._field("Holes up to", self._holes),
        }

    def take_actions(self, actions: Mapping[str, QAction]) -> None:
        """Show the switches of the brush and of the rules; made once."""
        for name in BRUSH_SWITCHES:
            self._brush_switches.addWidget(_switch(actions[name]))
        self._row.addStretch(1)
        for name in RULE_SWITCHES:
            self._row.addWidget(_switch(actions[name]))
        self._row.addWidget(self._lock)

    def show_options(self, names: frozenset[str]) -> None:
        """Show the fields that the tool in hand has."""
        for name, field in self._fields.items():
            field.setVisible(name in names)

    def set_diameter(self, diameter: float) -> None:
        """Show the size of the brush, in image pixels."""
        for widget in (self._slider, self._number):
            widget.blockSignals(True)
            widget.setValue(round(diameter))
            widget.blockSignals(False)

    def set_tolerance(self, tolerance: int) -> None:
        """Show the wand's tolerance."""
        self._tolerance.setValue(tolerance)

    def show_class(self, shown: LabelClass | None) -> None:
        """Show which class paints."""
        self._colour.setPixmap(swatch(shown.color).pixmap(QSize(16, 16)) if shown else swatch((0, 0, 0)).pixmap(0, 0))
        self._class.setText(shown.name if shown else "no class yet")

    def show_classes(self, classes: ClassSet) -> None:
        """Offer these classes for protection; those that are protected stay so, also out of the list."""
        before = self.protected
        self._locks.clear()
        for known in classes:
            kept = known.index in before and known.merged_into is None
            if known.hidden and not kept:
                continue
            action = self._locks.addAction(swatch(known.color), known.name)
            action.setCheckable(True)
            action.setData(known.index)
            action.setChecked(kept)
            action.toggled.connect(self._on_lock)
        self._on_lock()

    def protect(self, index: int, protected: bool) -> None:
        """Let no tool paint over a class, or let them again."""
        for action in self._locks.actions():
            if action.data() == index:
                action.setChecked(protected)

    @property
    def protected(self) -> frozenset[int]:
        """The classes that no tool may paint over."""
        return frozenset(action.data() for action in self._locks.actions() if action.isChecked())

    def _on_lock(self) -> None:
        names = [action.text() for action in self._locks.actions() if action.isChecked()]
        self._lock.setChecked(bool(names))
        self._lock.setText(", ".join(names))
        both = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        self._lock.setToolButtonStyle(both if names else Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.protected_changed.emit(self.protected)

    def _field(self, name: str, *widgets: QWidget) -> QWidget:
        field = QWidget()
        row = QHBoxLayout(field)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        for widget in (QLabel(name), *widgets):
            row.addWidget(widget)
        self._row.addWidget(field)
        return field


def _number(lowest: int, highest: int, unit: str) -> QSpinBox:
    field = QSpinBox()
    field.setRange(lowest, highest)
    field.setSuffix(unit)
    fix_width(field, 72)
    field.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    return field


def _switch(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return button
