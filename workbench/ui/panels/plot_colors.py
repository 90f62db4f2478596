"""Plots in the colours of the theme."""

import pyqtgraph as pg

from workbench.ui.style import Theme


def dress_plot(plot: pg.PlotWidget, theme: Theme, title: str = "") -> None:
    """Give ground, axes and title their colours; numbers stay as they are, never in thousandths."""
    plot.setBackground(theme.panel)
    if title:
        plot.setTitle(title, size="9pt", color=theme.faint)
    for side in ("left", "bottom"):
        axis = plot.getAxis(side)
        axis.enableAutoSIPrefix(False)
        axis.setPen(theme.faint)
        axis.setTextPen(theme.faint)
