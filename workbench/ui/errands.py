"""Work that is done off the window's thread: one errand at a time, and only the newest wish counts."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from workbench.ui.task import STACK_BYTES

log = logging.getLogger(__name__)

Work = Callable[[], Any]
"""Knows neither Qt nor anything that changes meanwhile: it reads the picture, copies, and what waits for its answer."""

Told = Callable[[Future[Any]], None]


@dataclass(eq=False, slots=True)
class _Errand:
    work: Work
    told: Told
    outcome: Future[Any] = field(default_factory=Future)


class Errands(QObject):
    """Runs errands on a thread that ends as soon as there is nothing left to do.

    An errand that is asked takes the place of one that has not begun. One that runs goes on to its end, but nobody is
    told: an answer counts only while nothing newer was asked and nobody has dropped it.
    """

    _came = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._wanted: _Errand | None = None
        self._lock = threading.Lock()
        self._next: _Errand | None = None
        self._running = False
        self._came.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether an answer is waited for."""
        return self._wanted is not None

    def ask(self, work: Work, told: Told) -> None:
        """Have work done; `told` is called on the window's thread with its outcome, which is there already."""
        errand = self._wanted = _Errand(work, told)
        with self._lock:
            self._next = errand
            if self._running:
                return
            self._running = True
        thread = threading.Thread(target=self._work, name="errands")
        usual = threading.stack_size(STACK_BYTES)
        try:
            thread.start()
        finally:
            threading.stack_size(usual)

    def drop(self) -> None:
        """Nobody wants the answer any more."""
        self._wanted = None
        with self._lock:
            self._next = None

    def wait(self, seconds: float) -> bool:
        """Wait for the answer and tell it now; False when nothing is asked or the time is over."""
        errand = self._wanted
        if errand is None:
            return False
        try:
            errand.outcome.exception(max(0.0, seconds))
        except TimeoutError:
            return False
        self._deliver(errand)
        return True

    def _deliver(self, errand: _Errand) -> None:
        if errand is self._wanted:
            self._wanted = None
            errand.told(errand.outcome)

    def _work(self) -> None:
        """On the thread."""
        while True:
            with self._lock:
                errand, self._next = self._next, None
                if errand is None:
                    self._running = False
                    return
            try:
                errand.outcome.set_result(errand.work())
            except BaseException as error:  # raised again where the answer is read, if anybody reads it
                log.exception("an errand failed")
                errand.outcome.set_exception(error)
            self._came.emit(errand)
            del errand  # its pixels are not held while nothing is done
