"""Icons that are drawn in the colours of the theme, whichever holds at that moment."""

from functools import cache

import qtawesome
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap

from workbench.ui.style import Theme, theme


def icon(name: str, role: str = "text") -> QIcon:
    """A glyph of the Material Design icon font.

    Args:
        name: the glyph's.
        role: the attribute of `Theme` that it has the colour of; as "text" it is accented while it is on.
    """
    return QIcon(_Glyph(name, role))


class _Glyph(QIconEngine):
    """Asks for the theme each time it is drawn, so that a change of it needs no other icons."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name, self._role = name, role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        _colored(self._name, self._role, theme()).paint(painter, rect, mode=mode, state=state)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        drawn = QPixmap(size)
        drawn.fill(Qt.GlobalColor.transparent)
        with QPainter(drawn) as painter:
            self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        return drawn

    def clone(self) -> QIconEngine:
        return _Glyph(self._name, self._role)


@cache
def _colored(name: str, role: str, now: Theme) -> QIcon:
    color = getattr(now, role)
    glyph: QIcon = qtawesome.icon(
        f"mdi6.{name}", color=color, color_disabled=now.line, color_on=now.accent if role == "text" else color
    )
    return glyph
