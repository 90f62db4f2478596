"""One honest chart: mIoU of each model on val, each class, and the kept share, against minutes of work."""

from collections.abc import Sequence
from html import escape

import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from workbench.core.classes import ClassSet
from workbench.services.accounting import RoundAccount
from workbench.ui.panels.plot_colors import dress_plot
from workbench.ui.style import theme

KEPT = "kept of predictions"
MIOU = "mIoU on val"

Point = tuple[float, float]


class ProgressChart(QWidget):
    """Lines over the minutes of a person's work; the scale is 0..1 for all of them."""

    def __init__(self, rounds: Sequence[RoundAccount], classes: ClassSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        pg.setConfigOptions(antialias=True)
        self._rounds, self._classes = rounds, classes
        self._plot = pg.PlotWidget()
        self._plot.setMenuEnabled(False)
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.hideButtons()
        self._plot.showGrid(x=False, y=True, alpha=0.15)
        self._plot.setYRange(0, 1, padding=0.02)
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # As much as there is: its own wish of 480 pixels would leave the table no room.
        self._plot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._plot, 1)
        self._legend = QLabel()  # below the plot, where it hides no line
        self._legend.setTextFormat(Qt.TextFormat.RichText)
        self._legend.setWordWrap(True)
        layout.addWidget(self._legend)
        self._draw()

    @property
    def lines(self) -> dict[str, list[Point]]:
        """What is drawn: for each line (minutes of work, value), in order."""
        models = [one for one in self._rounds if one.round]
        found = {MIOU: [(one.minutes, one.miou) for one in models if one.miou is not None]}
        for name in dict.fromkeys(name for one in models for name in one.ious):
            values = [(one.minutes, one.ious.get(name)) for one in models]
            found[name] = [(minutes, iou) for minutes, iou in values if iou is not None]
        found[KEPT] = [(one.minutes + one.seconds / 60, one.kept) for one in self._rounds if one.kept is not None]
        return {name: line for name, line in found.items() if line}

    def changeEvent(self, event: QEvent) -> None:
        """The system went from light to dark, or back."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and theme() is not self._theme:
            self._draw()

    def _draw(self) -> None:
        now = self._theme = theme()
        self._plot.clear()
        dress_plot(self._plot, now)
        self._plot.getAxis("bottom").setLabel("minutes of work", color=now.faint)
        self._plot.getAxis("left").setTicks([[(tenth / 10, f"{10 * tenth} %") for tenth in range(0, 11, 2)]])
        colors = {c.name: pg.mkColor(*c.color) for c in self._classes}
        own = {MIOU: (now.accent, 3, Qt.PenStyle.SolidLine), KEPT: (now.good, 3, Qt.PenStyle.DashLine)}
        named: list[str] = []
        for name, line in self.lines.items():
            color, width, style = own.get(name, (colors.get(name, now.faint), 1, Qt.PenStyle.SolidLine))
            self._plot.plot(
                [point[0] for point in line],
                [point[1] for point in line],
                pen=pg.mkPen(color, width=width, style=style),
                symbol="o",
                symbolSize=3 + 2 * width,
                symbolPen=None,
                symbolBrush=color,
            )
            named.append(f'<span style="color: {pg.mkColor(color).name()}">&#9679;</span>&nbsp;{_unbroken(name)}')
        self._legend.setText(" &nbsp; ".join(named))
        last = max((point[0] for line in self.lines.values() for point in line), default=1.0)
        self._plot.setXRange(0, max(last, 0.1), padding=0.02)


def _unbroken(name: str) -> str:
    """A name as HTML that stays on one line."""
    return escape(name).replace(" ", "&nbsp;")
