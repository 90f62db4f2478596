"""Live curves of a run: the loss of each step, and the mIoU of each validation with the best one marked."""

import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from workbench.core.events import EpochDone, StepDone
from workbench.core.records import EpochRecord
from workbench.ui.panels.plot_colors import dress_plot
from workbench.ui.style import theme

SMOOTHING = 0.1
"""Weight of the newest step in the drawn loss: single steps jump too much to be read."""

FEW = 12
"""Up to so many losses are drawn as points too: a single one has no line."""


MEASURED, UNMEASURED = "mIoU on val", "No val images: nothing to measure on"


class Curves(QWidget):
    """Two small plots under one another.

    Attributes:
        miou_title: what stands above the lower one.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        pg.setConfigOptions(antialias=True)
        self._loss_plot, self._miou_plot = _plot(), _plot()
        self._miou_plot.setYRange(0, 1, padding=0.02)
        self._miou_plot.getAxis("left").setTicks([[(0.0, "0"), (0.5, "0.5"), (1.0, "1")]])
        self._loss = self._loss_plot.plot(symbolSize=5, symbolPen=None)
        self._miou = self._miou_plot.plot(symbol="o", symbolSize=5, symbolPen=None)
        self._best = pg.ScatterPlotItem(size=13, brush=None)
        self._miou_plot.addItem(self._best)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._loss_plot)
        layout.addWidget(self._miou_plot)
        self._loss_plot.getAxis("bottom").setStyle(showValues=False)  # the numbers below the other plot hold for both
        self.miou_title = MEASURED
        self._dress()
        self.clear()

    def clear(self) -> None:
        """Forget what is drawn."""
        self._steps: list[int] = []
        self._losses: list[float] = []
        self._epochs: list[tuple[int, float, bool]] = []
        self._draw_loss()
        self.show_val(True)
        self._draw_miou()

    def show_val(self, there: bool) -> None:
        """Whether there are val images: without any the lower plot stays empty, and says why."""
        self.miou_title = MEASURED if there else UNMEASURED
        dress_plot(self._miou_plot, theme(), self.miou_title)

    def add_step(self, event: StepDone) -> None:
        """Draw the loss of one step more."""
        before = self._losses[-1] if self._losses else event.loss
        self._steps.append(event.step)
        self._losses.append(before + SMOOTHING * (event.loss - before))
        self._draw_loss()

    def add_epoch(self, event: EpochDone) -> None:
        """Draw the mIoU of one validation more."""
        if event.miou is not None:
            self._epochs.append((event.step, event.miou, event.best))
            self._draw_miou()

    def load(self, epochs: list[EpochRecord]) -> None:
        """Draw the validations of an earlier run, its loss averaged between them."""
        self.clear()
        self._steps, self._losses = [e.step for e in epochs], [e.loss for e in epochs]
        best = max((e.miou for e in epochs if e.miou is not None), default=None)
        self._epochs = [(e.step, e.miou, e.miou == best) for e in epochs if e.miou is not None]
        self.show_val(bool(self._epochs) or not epochs)
        self._draw_loss()
        self._draw_miou()

    @property
    def points(self) -> tuple[int, int]:
        """How many steps and validations are drawn."""
        return len(self._steps), len(self._epochs)

    def changeEvent(self, event: QEvent) -> None:
        """The system went from light to dark, or back."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and theme() is not self._theme:
            self._dress()

    def _dress(self) -> None:
        """Take the colours of the theme that holds now."""
        now = self._theme = theme()
        for plot, title in ((self._loss_plot, "loss"), (self._miou_plot, self.miou_title)):
            dress_plot(plot, now, title)
        for curve, color in ((self._loss, now.accent), (self._miou, now.good)):
            curve.setPen(pg.mkPen(color, width=2))
            curve.setSymbolBrush(color)
        self._best.setPen(pg.mkPen(QColor(now.warn), width=2))

    def _draw_loss(self) -> None:
        self._loss.setData(self._steps, self._losses, symbol="o" if len(self._steps) <= FEW else None)
        self._show_axes()

    def _draw_miou(self) -> None:
        self._miou.setData([e[0] for e in self._epochs], [e[1] for e in self._epochs])
        best = next((e for e in reversed(self._epochs) if e[2]), None)
        self._best.setData([best[0]] if best else [], [best[1]] if best else [])
        self._show_axes()

    def _show_axes(self) -> None:
        """The same steps below both, from 0 on; numbers beside an empty plot would only say what is not there."""
        last = max([1, *self._steps[-1:], *(e[0] for e in self._epochs[-1:])])
        for plot, shown in ((self._loss_plot, bool(self._steps)), (self._miou_plot, bool(self._epochs))):
            plot.setXRange(0, last, padding=0.02)
            plot.getAxis("left").setStyle(showValues=shown)
        self._miou_plot.getAxis("bottom").setStyle(showValues=bool(self._steps or self._epochs))


def _plot() -> pg.PlotWidget:
    plot = pg.PlotWidget()
    plot.setMenuEnabled(False)
    plot.setMouseEnabled(x=False, y=False)
    plot.hideButtons()
    plot.showGrid(x=False, y=True, alpha=0.15)
    plot.setMinimumHeight(52)
    # As much as there is, whatever it would like: its own wish of 480 pixels would make the panel scroll.
    plot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    plot.getAxis("left").setWidth(34)
    return plot
