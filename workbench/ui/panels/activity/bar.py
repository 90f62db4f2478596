"""How far something is, as a bar."""

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from workbench.ui.style import theme
from workbench.ui.work.activities import Activity

HEIGHT = 8
PIECE = 0.3
"""Share of the bar that moves to and fro where nobody knows how much there is."""

MOVES_EVERY = 80
"""Milliseconds."""

MOVES = 40
"""Of one way to and fro."""


class Bar(QWidget):
    """Draws itself when the window does.

    Qt's own `QProgressBar` repaints the window at once at every new value, in the middle of whatever tells the value:
    when that is the painting of a list, which asks for its small pictures, the painting never ends.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share: float | None = None
        self._move = 0
        self.setFixedHeight(2 * HEIGHT)
        self._timer = QTimer(self, interval=MOVES_EVERY)
        self._timer.timeout.connect(self._go_on)

    @property
    def share(self) -> float | None:
        """How much is done, 0..1; None where nobody knows."""
        return self._share

    def follow(self, activity: Activity) -> None:
        """Show how far that is."""
        self._share = min(1.0, activity.done / activity.total) if activity.total else None
        self.setAccessibleName(f"{activity.title}: how far it is")
        self._run()
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        """Move, if need be."""
        super().showEvent(event)
        self._run()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing moves that nobody sees."""
        super().hideEvent(event)
        self._timer.stop()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the groove, and what is done of it."""
        painter, now = QPainter(self), theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        groove = QRectF(0, (self.height() - HEIGHT) / 2, self.width(), HEIGHT)
        painter.setBrush(QColor(now.line))
        painter.drawRoundedRect(groove, HEIGHT / 2, HEIGHT / 2)
        left, width = 0.0, groove.width()
        if self._share is None:
            width *= PIECE
            left = (groove.width() - width) * (1 - abs(1 - 2 * self._move / MOVES))
        else:
            width *= self._share
        painter.setBrush(QColor(now.accent))
        if width >= 1:
            painter.drawRoundedRect(QRectF(left, groove.top(), width, HEIGHT), HEIGHT / 2, HEIGHT / 2)
        painter.end()

    def _run(self) -> None:
        if self._share is None and self.isVisible():
            self._timer.start()
        else:
            self._timer.stop()

    def _go_on(self) -> None:
        self._move = (self._move + 1) % MOVES
        self.update()
