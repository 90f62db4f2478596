"""The person's time on one image: what lies between one input and the next, long pauses left out."""

import time
from collections.abc import Callable

LONGEST_PAUSE = 20.0
"""Seconds: whoever does nothing for longer than this was away, and all of the pause is left out."""


class WorkClock:
    """Counts while the image is open. It starts with the opening, which is an input like any other.

    Args:
        before: seconds of work that went into the image earlier.
        clock: gives the seconds since some moment; it never goes back.
    """

    def __init__(self, before: float = 0.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last = clock()
        self._taken = before
        self._open = 0.0
        self._presses = 0

    def touch(self, pressed: bool = False) -> None:
        """The person did something: a move, a press (of mouse or pen), a key, a turn of the wheel."""
        self._presses += pressed
        now = self._clock()
        pause, self._last = now - self._last, now
        if pause <= LONGEST_PAUSE:
            self._open += pause

    def rest(self) -> None:
        """The person did something that is no work on the image: what has passed since the last input is left out."""
        self._last = self._clock()

    def take(self) -> float:
        """The seconds since they were taken last: they belong to an edit now, or are kept when the image is left."""
        taken, self._open = self._open, 0.0
        self._taken += taken
        return taken

    def take_presses(self) -> int:
        """The presses since they were taken last; kept when the image is left."""
        taken, self._presses = self._presses, 0
        return taken

    @property
    def total(self) -> float:
        """All seconds of work that went into the image, those before it was opened too."""
        return self._taken + self._open
