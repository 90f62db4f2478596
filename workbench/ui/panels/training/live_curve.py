"""The rounds of live training as one small line: mIoU on val where it is measured, else the loss."""

import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from workbench.core.events import LiveLearnt
from workbench.ui.panels.plot_colors import dress_plot
from workbench.ui.style import theme

HEIGHT = 84
"""Logical pixels."""

MIOU_TICKS = [[(0.0, "0"), (0.5, "0.5"), (1.0, "1")]]


class LiveCurve(QWidget):
    """A point for each round; mIoU is drawn from 0 to 1, the loss from 0 to its highest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        pg.setConfigOptions(antialias=True)
        self._rounds: list[LiveLearnt] = []
        self._plot = pg.PlotWidget()
        self._plot.setMenuEnabled(False)
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.hideButtons()
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.getAxis("left").setWidth(34)
        self._plot.getAxis("bottom").setStyle(showValues=False)
        # As much as there is: its own wish of 480 pixels would make the panel scroll.
        self._plot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._line = self._plot.plot(symbol="o", symbolSize=5, symbolPen=None)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._plot)
        self.setFixedHeight(HEIGHT)
        self._dress()

    def add(self, event: LiveLearnt) -> None:
        """Draw one round more; a first round begins a line of its own."""
        self._rounds = [event] if event.round == 1 else [*self._rounds, event]
        self._draw()

    def clear(self) -> None:
        """Forget what is drawn."""
        self._rounds = []
        self._draw()

    @property
    def points(self) -> list[tuple[int, float]]:
        """What is drawn: (round, mIoU), or (round, loss) while nothing was measured."""
        if self._measured:
            return [(one.round, one.miou) for one in self._rounds if one.miou is not None]
        return [(one.round, one.loss) for one in self._rounds]

    @property
    def _measured(self) -> bool:
        return any(one.miou is not None for one in self._rounds)

    def changeEvent(self, event: QEvent) -> None:
        """The system went from light to dark, or back."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and theme() is not self._theme:
            self._dress()

    def _dress(self) -> None:
        now = self._theme = theme()
        dress_plot(self._plot, now)
        self._draw()

    def _draw(self) -> None:
        now, points = self._theme, self.points
        color = now.good if self._measured else now.accent
        self._line.setData([place for place, _ in points], [value for _, value in points])
        self._line.setPen(pg.mkPen(color, width=2))
        self._line.setSymbolBrush(color)
        self._plot.setTitle("mIoU on val" if self._measured else "loss", size="9pt", color=now.faint)
        self._plot.getAxis("left").setTicks(MIOU_TICKS if self._measured else None)
        self._plot.setYRange(0, 1 if self._measured else max([value for _, value in points], default=1.0), padding=0.05)
        last = max([place for place, _ in points], default=1)
        self._plot.setXRange(points[0][0] if points else 0, max(last, 2), padding=0.03)
