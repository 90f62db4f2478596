"""What a model takes for what, as a picture: a row a painted class, a column a predicted one."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from workbench.core.arrays import F64
from workbench.core.classes import ClassSet, Color
from workbench.core.events import Evaluated
from workbench.ui.style import theme

SMALLEST, LARGEST = 12.0, 48.0
"""Side of a cell, in device-independent pixels."""

NUMBERS_FROM = 30.0
"""Cells of that side have room for a number."""

SWATCH = 12.0
NAME_WIDTH = 96.0


class ConfusionMatrixView(QWidget):
    """Rows are shares of the painted pixels of a class; the numbers of a cell are told where the pointer rests."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: list[str] = []
        self._colors: list[Color] = []
        self._counts = np.zeros((0, 0), dtype=np.int64)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(180, 160)

    def show_scores(self, total: Evaluated | None, classes: ClassSet) -> None:
        """Show what was counted; None for nothing."""
        colors = {c.name: c.color for c in classes}
        self._names = [] if total is None else list(total.ious)
        counts = np.zeros((0, 0), dtype=np.int64) if total is None else np.array(total.confusion, dtype=np.int64)
        if counts.shape == (len(self._names) + 1,) * 2 and (counts[-1].any() or counts[:, -1].any()):
            self._names = [*self._names, "other classes"]
        self._counts = counts[: len(self._names), : len(self._names)]
        self._colors = [colors.get(name, (128, 128, 128)) for name in self._names]
        self.setAccessibleName(f"Confusion matrix of {len(self._names)} classes")
        self.update()

    def shares(self) -> F64:
        """float64 (K, K): of the painted pixels of a row's class, how many were taken for a column's; 0 where none."""
        totals = self._counts.sum(axis=1, keepdims=True)
        shares: F64 = np.divide(self._counts, np.maximum(totals, 1), dtype=np.float64)
        return shares

    def words_at(self, row: int, column: int) -> str:
        """What a cell says in words."""
        count, share = int(self._counts[row, column]), float(self.shares()[row, column])
        painted, predicted = self._names[row], self._names[column]
        right = "rightly" if row == column else "wrongly"
        return f"{count:,} pixels of {painted}, {share:.1%} of it, were {right} taken for {predicted}."

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Where a cell is drawn."""
        side, left, top = self._side(), NAME_WIDTH + SWATCH, SWATCH + 4
        return QRectF(left + column * side, top + row * side, side, side)

    def event(self, event: QEvent) -> bool:
        """Tell the numbers of the cell under the pointer."""
        if isinstance(event, QHelpEvent):
            place = self._at(event.pos().x(), event.pos().y())
            if place is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), self.words_at(*place), self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Another cell, other numbers: at once, once they are shown."""
        place = self._at(event.position().x(), event.position().y())
        if place is not None and QToolTip.isVisible():
            QToolTip.showText(event.globalPosition().toPoint(), self.words_at(*place), self)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw names, colours and cells."""
        painter, now = QPainter(self), theme()
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        if not self._names:
            painter.end()
            return
        side, shares = self._side(), self.shares()
        ink, ground = QColor(now.accent), QColor(now.field)
        for row, name in enumerate(self._names):
            first = self.cell_rect(row, 0)
            words = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(NAME_WIDTH - 8))
            painter.setPen(QColor(now.text))
            box = QRectF(0, first.top(), NAME_WIDTH - 6, side)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), words)
            painter.fillRect(QRectF(NAME_WIDTH, first.top() + 1, SWATCH - 3, side - 2), QColor(*self._colors[row]))
            above = self.cell_rect(0, row)
            painter.fillRect(QRectF(above.left() + 1, 0, side - 2, SWATCH), QColor(*self._colors[row]))
            for column in range(len(self._names)):
                share = float(shares[row, column])
                cell = self.cell_rect(row, column).adjusted(0.5, 0.5, -0.5, -0.5)
                painter.fillRect(cell, _between(ground, ink, share**0.6))
                if side >= NUMBERS_FROM and share >= 0.005:
                    painter.setPen(QColor(now.on_accent if share > 0.45 else now.text))
                    painter.drawText(cell, int(Qt.AlignmentFlag.AlignCenter), f"{100 * share:.0f}")
        painter.end()

    def _side(self) -> float:
        count = max(1, len(self._names))
        room = min((self.width() - NAME_WIDTH - SWATCH) / count, (self.height() - SWATCH - 4) / count)
        return min(max(room, SMALLEST), LARGEST)

    def _at(self, x: float, y: float) -> tuple[int, int] | None:
        side, first = self._side(), self.cell_rect(0, 0)
        row, column = int((y - first.top()) // side), int((x - first.left()) // side)
        inside = 0 <= row < len(self._names) and 0 <= column < len(self._names)
        return (row, column) if inside else None


class ConfusionPair(QWidget):
    """The matrices of one run or of two, under one another's names."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.views = (ConfusionMatrixView(), ConfusionMatrixView())
        self._titles = (QLabel(), QLabel())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        legend = QLabel("A row is what is painted, a column what the model says; in percent of the row.")
        legend.setWordWrap(True)
        legend.setProperty("role", "faint")
        column.addWidget(legend)
        for title, view in zip(self._titles, self.views, strict=True):
            column.addWidget(title)
            column.addWidget(view, 1)

    def show_scores(self, names: Sequence[str], totals: Sequence[Evaluated], classes: ClassSet) -> None:
        """Show these, at most two."""
        for number, (title, view) in enumerate(zip(self._titles, self.views, strict=True)):
            there = number < len(totals)
            title.setVisible(there)
            view.setVisible(there)
            title.setText(names[number].capitalize() if there else "")
            view.show_scores(totals[number] if there else None, classes)


def _between(first: QColor, second: QColor, share: float) -> QColor:
    mixed = [a + (b - a) * share for a, b in zip(_parts(first), _parts(second), strict=True)]
    return QColor(*(round(part) for part in mixed))


def _parts(color: QColor) -> tuple[int, int, int]:
    return color.red(), color.green(), color.blue()
