"""The IoU of each class, of one run or of two with their difference."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from workbench.core.classes import ClassSet
from workbench.core.events import Evaluated
from workbench.ui.panels.swatch import swatch
from workbench.ui.style import theme

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
NOTICEABLE = 0.005
"""Smaller differences have no colour."""

UNKNOWN = "-"


class ClassTable(QTreeWidget):
    """One row a class, and one for the mean."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("IoU of each class")
        self._items: list[QTreeWidgetItem] = []
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.header().setStretchLastSection(False)

    @property
    def rows(self) -> list[list[str]]:
        """What it says, row by row."""
        return [[item.text(column) for column in range(self.columnCount())] for item in self._items]

    def show_scores(self, names: Sequence[str], totals: Sequence[Evaluated], classes: ClassSet) -> None:
        """Show one or two runs, called so; the difference is that of the second to the first."""
        self.clear()
        self._items.clear()
        two = len(totals) > 1
        titles = ["Class", *(f"IoU, {name}" for name in names), *(["Difference"] if two else [])]
        self.setColumnCount(len(titles))
        self.setHeaderLabels(titles)
        known = list(dict.fromkeys(name for total in totals for name in total.ious))
        colors = {c.name: c.color for c in classes}
        for name in known:
            item = self._row(name, [total.ious.get(name) for total in totals])
            if name in colors:
                item.setIcon(0, swatch(colors[name]))
        self._row("mean", [total.miou for total in totals])
        for total_row in range(1, len(titles)):
            self.headerItem().setTextAlignment(total_row, RIGHT)

    def _row(self, name: str, values: list[float | None]) -> QTreeWidgetItem:
        cells = [UNKNOWN if value is None else f"{value:.3f}" for value in values]
        item = QTreeWidgetItem([name, *cells])
        if len(values) > 1:
            before, after = values[0], values[1]
            if before is None or after is None:
                item.setText(len(values) + 1, UNKNOWN)
            else:
                gain = after - before
                item.setText(len(values) + 1, f"{gain:+.3f}")
                if abs(gain) >= NOTICEABLE:
                    color = QColor(theme().good if gain > 0 else theme().bad)
                    item.setForeground(len(values) + 1, QBrush(color))
        for column in range(1, self.columnCount()):
            item.setTextAlignment(column, RIGHT)
        self.addTopLevelItem(item)
        self._items.append(item)
        return item
