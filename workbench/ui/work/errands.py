"""Work that is done off the window's thread: only the newest wish counts."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from workbench.ui.work.task import STACK_BYTES

log = logging.getLogger(__name__)

Work = Callable[[], Any]
"""Knows neither Qt nor anything that changes meanwhile: it reads the picture, copies, and what waits for its answer."""

Told = Callable[[Future[Any]], object]


@dataclass(eq=False, slots=True)
class _Errand:
    work: Work
    told: Told
    outcome: Future[Any] = field(default_factory=Future)
    delivered: bool = False

    def run(self) -> None:
        """Do the work; what it raises belongs to the answer."""
        try:
            self.outcome.set_result(self.work())
        except BaseException as error:  # noqa: BLE001 - told where the answer is read
            self.outcome.set_exception(error)


class Errands(QObject):
    """Runs errands on threads that end as soon as there is nothing left to do.

    An errand that is asked takes the place of one that has not begun. One that runs goes on to its end, but nobody is
    told: an answer counts only while nothing newer was asked and nobody has dropped it.

    Args:
        threads: how many errands run at once, at most: with more than one, an errand need not wait for the end of
            another that nobody wants any more.
    """

    _came = Signal(object)

    def __init__(self, threads: int = 1) -> None:
        super().__init__()
        self._threads = threads
        self._wanted: _Errand | None = None
        self._lock = threading.Lock()
        self._next: _Errand | None = None
        self._running = 0
        self._came.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether an answer is waited for."""
        return self._wanted is not None

    def ask(self, work: Work, told: Told) -> None:
        """Have work done; `told` is called on the window's thread with its outcome, which is there already."""
        self._wanted = errand = _Errand(work, told)
        with self._lock:
            self._next = errand
            if self._running == self._threads:
                return
            self._running += 1
        try:
            self._start()
        except RuntimeError as error:  # the system has no thread to give: what is asked is done all the same
            log.warning("an errand is done on the window's thread: %s", error)
            self._work()

    def drop(self) -> None:
        """Nobody wants the answer any more."""
        self._wanted = None
        with self._lock:
            self._next = None

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the answer and tell it now; False when nothing is asked or the time is over.

        Without a limit, what still waits for a thread is done on this one: no errand is held up by one that nobody
        wants any more.
        """
        errand = self._wanted
        if errand is None:
            return False
        if seconds is None and self._taken_back(errand):
            errand.run()
        try:
            errand.outcome.exception(seconds)
        except TimeoutError:
            return False
        self._deliver(errand)
        return True

    def _deliver(self, errand: _Errand) -> None:
        if errand.delivered:
            return
        errand.delivered = True
        if errand is self._wanted:
            self._wanted = None
            errand.told(errand.outcome)
        elif (error := errand.outcome.exception()) is not None:
            log.error("an errand failed that nobody waits for any more", exc_info=error)

    def _taken_back(self, errand: _Errand) -> bool:
        """Take the errand from the threads; False when one has begun with it."""
        with self._lock:
            waits = self._next is errand
            if waits:
                self._next = None
        return waits

    def _start(self) -> None:
        thread = threading.Thread(target=self._work, name="errands")
        usual = threading.stack_size(STACK_BYTES)
        try:
            thread.start()
        finally:
            threading.stack_size(usual)

    def _work(self) -> None:
        """On the thread."""
        while True:
            with self._lock:
                errand, self._next = self._next, None
                if errand is None:
                    self._running -= 1
                    return
            errand.run()
            self._came.emit(errand)
            del errand  # its pixels are not held while nothing is done
