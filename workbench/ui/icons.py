"""Icons that are drawn in the colours of the theme, whichever holds at that moment."""

from functools import cache

from PySide6.QtCore import QByteArray, QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from workbench.core.places import resources
from workbench.ui.style import theme

_SHARE = 0.875
"""Of the room it is given that an icon fills: its own picture reaches to the edges."""


def icon(name: str, role: str = "text") -> QIcon:
    """An icon of `resources/icons`.

    Args:
        name: its file's, without the ending.
        role: the attribute of `Theme` that it has the colour of; as "text" it is accented while it is on.
    """
    return QIcon(_Glyph(name, role))


class _Glyph(QIconEngine):
    """Asks for the theme each time it is drawn, so that a change of it needs no other icons."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name, self._role = name, role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        side = _SHARE * min(rect.width(), rect.height())
        middle = QRectF(rect).center()
        room = QRectF(middle - QPointF(side / 2, side / 2), QSizeF(side, side))
        _colored(self._name, self._color(mode, state)).render(painter, room)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        drawn = QPixmap(size)
        drawn.fill(Qt.GlobalColor.transparent)
        with QPainter(drawn) as painter:
            self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        return drawn

    def clone(self) -> QIconEngine:
        return _Glyph(self._name, self._role)

    def _color(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        now = theme()
        if mode == QIcon.Mode.Disabled:
            return now.line
        lit = self._role == "text" and state == QIcon.State.On
        color: str = now.accent if lit else getattr(now, self._role)
        return color


@cache
def _colored(name: str, color: str) -> QSvgRenderer:
    drawing = (resources() / "icons" / f"{name}.svg").read_text(encoding="ascii")
    return QSvgRenderer(QByteArray(drawing.replace("<path ", f'<path fill="{color}" ').encode()))
