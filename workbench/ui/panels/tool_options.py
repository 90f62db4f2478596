"""What the tool in hand does: its class and its size."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QSpinBox, QWidget

from workbench.core.classes import LabelClass
from workbench.ui.panels.classes import swatch
from workbench.ui.style import GRID

LARGEST = 400


class ToolOptions(QWidget):
    """The strip above the canvas.

    Signals:
        resized: the wanted diameter in image pixels.
    """

    resized = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colour = QLabel()
        self._class = QLabel("")
        self._class.setMinimumWidth(120)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(1, LARGEST)
        self._slider.setFixedWidth(180)
        self._slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._slider.setToolTip("Size of the brush ([ and ], or Shift+wheel)")
        self._number = QSpinBox()
        self._number.setRange(1, 1000)
        self._number.setSuffix(" px")
        self._number.setFixedWidth(72)
        self._number.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._slider.valueChanged.connect(lambda v: self.resized.emit(float(v)))
        self._number.valueChanged.connect(lambda v: self.resized.emit(float(v)))
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, 0, GRID, 0)
        row.setSpacing(GRID)
        for widget in (self._colour, self._class, QLabel("Brush"), self._slider, self._number):
            row.addWidget(widget)
        row.addStretch(1)

    def set_diameter(self, diameter: float) -> None:
        """Show the size of the brush, in image pixels."""
        for widget in (self._slider, self._number):
            widget.blockSignals(True)
            widget.setValue(round(diameter))
            widget.blockSignals(False)

    def show_class(self, shown: LabelClass | None) -> None:
        """Show which class paints."""
        self._colour.setPixmap(swatch(shown.color).pixmap(QSize(16, 16)) if shown else swatch((0, 0, 0)).pixmap(0, 0))
        self._class.setText(shown.name if shown else "no class yet")
