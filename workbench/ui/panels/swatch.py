"""Small squares that stand for a class."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QIcon, QPainter, QPen, QPixmap


def swatch(color: tuple[int, int, int], size: int = 16) -> QIcon:
    """A rounded square of that colour."""
    return _square(QBrush(QColor(*color)), QPen(Qt.PenStyle.NoPen), size)


def hollow(color: str, size: int = 16) -> QIcon:
    """A rounded square of which only the edge is drawn, in that colour: no class."""
    return _square(QBrush(), QPen(QColor(color)), size)


def _square(fill: QBrush, edge: QPen, size: int) -> QIcon:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(fill)
    painter.setPen(edge)
    painter.drawRoundedRect(1, 1, size - 2, size - 2, 3, 3)
    painter.end()
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)  # else Qt tints it, and it would no longer be the class's colour
    return icon
