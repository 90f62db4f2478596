"""Small squares that stand for a class."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QIcon, QPainter, QPen, QPixmap

EDGE = QColor(128, 128, 128)
"""Seen on light and on dark, so that a class as dark or as light as the panel is seen, too."""


def swatch(color: tuple[int, int, int], size: int = 16) -> QIcon:
    """A rounded square of that colour, the same in a row that is marked: Qt would tint it."""
    square = _square(QBrush(QColor(*color)), QPen(EDGE), size)
    return _icon(square, square)


def hollow(color: str, marked: str, size: int = 16) -> QIcon:
    """A rounded square of which only the edge is drawn, in one of two colours: no class."""
    plain, other = (_square(QBrush(), QPen(QColor(edge)), size) for edge in (color, marked))
    return _icon(plain, other)


def _icon(plain: QPixmap, marked: QPixmap) -> QIcon:
    icon = QIcon(plain)
    icon.addPixmap(marked, QIcon.Mode.Selected)
    return icon


def _square(fill: QBrush, edge: QPen, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(fill)
    painter.setPen(edge)
    painter.drawRoundedRect(1, 1, size - 2, size - 2, 3, 3)
    painter.end()
    return pixmap
