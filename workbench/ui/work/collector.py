"""Collects Python's garbage on the window's thread alone.

Python collects wherever the next object happens to be made. When that is another thread, widgets that nobody holds any
more are destroyed there, and Qt does not survive it.
"""

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL = 200
"""Milliseconds between two looks."""


class Collector(QObject):
    """Takes collecting over from Python, for as long as the program runs."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()  # what is there from the start stays: it need not be looked through each time
        self._timer = QTimer(self, interval=INTERVAL)
        self._timer.timeout.connect(collect_what_is_due)
        self._timer.start()


def collect_what_is_due() -> None:
    """Collect the oldest generation that Python would have collected by now."""
    for generation in (2, 1, 0):
        if gc.get_count()[generation] > gc.get_threshold()[generation]:
            gc.collect(generation)
            return
