"""The curves of one or two runs, over one another: loss, and mIoU with the best marked."""

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from workbench.core.records import EpochRecord
from workbench.ui.panels.plot_colors import dress_plot
from workbench.ui.panels.training.curves import MEASURED, UNMEASURED
from workbench.ui.style import theme

Line = tuple[str, Sequence[EpochRecord]]
"""A run's name and its validations."""


class CurvesPair(QWidget):
    """Two plots side by side; the second run has another colour and broken lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        pg.setConfigOptions(antialias=True)
        self._lines: list[Line] = []
        self._loss, self._miou = _plot(), _plot()
        self._miou.setYRange(0, 1, padding=0.02)
        row = QHBoxLayout()
        row.addWidget(self._loss)
        row.addWidget(self._miou)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        self._draw()

    @property
    def drawn(self) -> dict[str, tuple[int, float | None]]:
        """For each run: how many validations are drawn, and the mIoU that is marked as the best."""
        return {name: (len(epochs), _best(epochs)[1]) for name, epochs in self._lines}

    def show_runs(self, lines: Sequence[Line]) -> None:
        """Draw these, at most two."""
        self._lines = list(lines)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """The system went from light to dark, or back."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and theme() is not self._theme:
            self._draw()

    def _draw(self) -> None:
        now = self._theme = theme()
        styles = ((now.accent, Qt.PenStyle.SolidLine), (now.warn, Qt.PenStyle.DashLine))
        empty = bool(self._lines) and all(_best(epochs)[1] is None for _, epochs in self._lines)
        for plot, title in ((self._loss, "loss"), (self._miou, UNMEASURED if empty else MEASURED)):
            plot.clear()
            dress_plot(plot, now, title)
            plot.addLegend(offset=(-8, -8) if plot is self._miou else (-8, 8), labelTextColor=now.text)
        for (name, epochs), (color, style) in zip(self._lines, styles, strict=False):
            pen = pg.mkPen(color, width=2, style=style)
            dots = {"symbol": "o", "symbolSize": 5, "symbolPen": None, "symbolBrush": color}
            steps = [epoch.step for epoch in epochs]
            self._loss.plot(steps, [epoch.loss for epoch in epochs], pen=pen, name=name, **dots)
            judged = [(epoch.step, epoch.miou) for epoch in epochs if epoch.miou is not None]
            self._miou.plot([step for step, _ in judged], [miou for _, miou in judged], pen=pen, name=name, **dots)
            step, best = _best(epochs)
            if best is not None:
                mark = pg.ScatterPlotItem([step], [best], size=13, brush=None, pen=pg.mkPen(color, width=2))
                self._miou.addItem(mark)


def _best(epochs: Sequence[EpochRecord]) -> tuple[int, float | None]:
    """Step and mIoU of the best validation, the last of equals, which is the one that is kept."""
    judged = [(epoch.miou, epoch.step) for epoch in epochs if epoch.miou is not None]
    if not judged:
        return 0, None
    miou, step = max(judged)
    return step, miou


def _plot() -> pg.PlotWidget:
    plot = pg.PlotWidget()
    plot.setMenuEnabled(False)
    plot.setMouseEnabled(x=False, y=False)
    plot.hideButtons()
    plot.showGrid(x=False, y=True, alpha=0.15)
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    plot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
    plot.setMinimumHeight(120)
    plot.getAxis("left").setWidth(38)
    return plot
