"""The way of the keyboard from part to part of the window: canvas, panels, bars."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QWidget


class Parts:
    """Goes round; a panel that is hidden, or behind another, is passed over.

    Args:
        middle: the canvas, or the page in its place.
        docks: the panels, in the order in which the keyboard goes.
        bars: what lies at the edges; it comes last.
    """

    def __init__(self, middle: QWidget, docks: Sequence[QDockWidget], bars: Sequence[QWidget]) -> None:
        self._middle, self._docks, self._bars = middle, docks, bars

    def go(self, step: int) -> None:
        """Give the keyboard to the next part (1) or the one before (-1)."""
        parts = [part for part in self._all() if _able(part) is not None]
        if not parts:
            return
        now = QApplication.focusWidget()
        here = next(
            (i for i, part in enumerate(parts) if now is not None and (part is now or part.isAncestorOf(now))), None
        )
        following = parts[0 if here is None else (here + step) % len(parts)]
        target = _able(following)
        assert target is not None
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def _all(self) -> list[QWidget]:
        """Every part, in the order in which the keyboard goes."""
        panels = [dock for dock in self._docks if dock.isVisible() and not dock.visibleRegion().isEmpty()]
        return [self._middle, *panels, *self._bars]


def _able(part: QWidget) -> QWidget | None:
    """What takes the keyboard in a part: what had it last there, else the first that can have it; None when nothing."""
    if not part.isVisible():
        return None
    last = part.focusWidget()
    candidates = ([last] if last is not None else []) + [part, *part.findChildren(QWidget)]
    return next((widget for widget in candidates if _takes_keys(widget)), None)


def _takes_keys(widget: QWidget) -> bool:
    tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return tab and widget.isVisible() and widget.isEnabled()
