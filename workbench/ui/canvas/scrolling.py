"""What wheels and touchpads are asked for: scrolling, zooming, or another size of the brush."""

from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent

NOTCH = 120.0
"""Eighths of a degree that one notch of a wheel turns."""


class Deed(Enum):
    """What turning a wheel does."""

    SCROLL = "scroll"
    ZOOM = "zoom"
    SIZE = "size"
    NOTHING = "nothing"


class Turning:
    """Remembers what the fingers on a touchpad began to do.

    They go on doing it until they are put down anew, whichever keys come and go: what rolls on after they are lifted
    must not begin to zoom because of a Ctrl that is meant for Ctrl+Z. Only scrolling rolls on; zooming stops at once.
    """

    def __init__(self) -> None:
        self._begun: Deed | None = None
        self._rest = 0.0  # eighths of a degree that make no whole notch yet

    def deed(self, event: QWheelEvent) -> Deed:
        """What this event asks for."""
        now, phase = _by_keys(event.modifiers()), event.phase()
        if phase == Qt.ScrollPhase.NoScrollPhase:  # a wheel with notches
            return now
        if phase == Qt.ScrollPhase.ScrollBegin or self._begun is None:
            self._begun, self._rest = now, 0.0
        if phase == Qt.ScrollPhase.ScrollMomentum and self._begun is not Deed.SCROLL:
            return Deed.NOTHING
        return self._begun

    def notches(self, turned: float) -> int:
        """Whole notches, of eighths of a degree; what is left counts with what comes next in that direction.

        Touchpads and fine wheels tell many small turns, and turns of nothing.
        """
        self._rest = turned + (self._rest if self._rest * turned >= 0 else 0.0)
        whole = int(self._rest / NOTCH)
        self._rest -= whole * NOTCH
        return whole


def _by_keys(keys: Qt.KeyboardModifier) -> Deed:
    if keys & Qt.KeyboardModifier.ShiftModifier:
        return Deed.SIZE
    return Deed.ZOOM if keys & Qt.KeyboardModifier.ControlModifier else Deed.SCROLL
