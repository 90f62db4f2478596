"""Measures the pauses of Qt's event loop while a journey lets the window live.

A *turn* is what the window's thread does between two moments at which the event loop could take the next event. What a
journey itself computes belongs to no turn: only what happens inside an *entrance* counts, that is a call by which a
test hands the thread to the window. Processor time is what is judged (docs/adr/0016); the clock is only reported.
"""

import linecache
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from processor_speed import Speed
from PySide6.QtCore import QAbstractEventDispatcher
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import workbench
from workbench.ui.deeds.changes import Changes
from workbench.ui.deeds.commands import Commands
from workbench.ui.session import Session

LIMIT = 0.1
"""Seconds of undisturbed processor time after which a turn is a pause that a person sees."""

SAMPLE_SECONDS = 0.01
PATIENCE = 0.04
"""Seconds on the clock before anybody looks what a turn is doing."""

DEPTH = 3
"""How many of the program's functions name the cause of a turn."""

LOOPS = (".exec(", "processEvents(")
"""Where the program itself lets the event loop turn: standing there is no pause."""

PROGRAM, TESTS = str(Path(workbench.__file__).parent), str(Path(__file__).parents[1])


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of the event loop.

    Attributes:
        cpu: processor seconds of the window's thread; of a turn above `LIMIT`, what an undisturbed processor needs.
        clock: seconds on the clock in the program's own code, as far as it was seen; 0 for a quick turn.
        cause: the functions of the program that were seen most often, the innermost first.
    """

    cpu: float
    clock: float = 0.0
    cause: str = ""


class Watch:
    """Watches the thread that makes it, from `start` to `stop`.

    Attributes:
        longest: the turn with the most processor time.
        waiting: the turn in which the program's own code stood still longest: a lock, the disk, a busy machine.
        too_long: every turn above `LIMIT`.
        turns: how many there were.
    """

    def __init__(self) -> None:
        self.longest = self.waiting = Turn(0.0)
        self.too_long: list[Turn] = []
        self.turns = 0
        self._speed = Speed()
        self._thread = threading.get_ident()
        self._watching = False  # the window's first and last moments are no part of a journey
        self._depth = 0
        self._entrance = ""
        self._cpu = 0.0
        self._began: float | None = None
        self._seen: Counter[str] = Counter()
        self._over = threading.Event()
        self._sampler = threading.Thread(target=self._sample, name="pauses", daemon=True)

    def start(self) -> None:
        """From now on turns count."""
        dispatcher = QAbstractEventDispatcher.instance()
        dispatcher.awake.connect(self.mark)
        dispatcher.aboutToBlock.connect(self.mark)
        self._sampler.start()
        self._watching = True

    def stop(self) -> None:
        """No more turns count."""
        self._watching = False
        dispatcher = QAbstractEventDispatcher.instance()
        dispatcher.awake.disconnect(self.mark)
        dispatcher.aboutToBlock.disconnect(self.mark)
        self._over.set()
        self._sampler.join()

    @contextmanager
    def entrance(self, name: str) -> Iterator[None]:
        """The test hands the thread to the window; entrances inside of others are the window's own."""
        if not self._watching:
            yield
            return
        self._depth += 1
        if self._depth == 1:
            self._entrance = name
            self._begin()
        try:
            yield
        finally:
            if self._depth == 1:
                self._end()
                self._began = None
            self._depth -= 1

    def mark(self) -> None:
        """The event loop turns: one turn ends, the next begins."""
        if self._depth:
            self._end()
            self._begin()

    def _begin(self) -> None:
        self._seen = Counter()
        self._cpu, self._began = time.thread_time(), time.perf_counter()

    def _end(self) -> None:
        cpu = time.thread_time() - self._cpu
        self.turns += 1
        if cpu > LIMIT:
            cpu /= self._speed.slowdown()
        turn = Turn(cpu)
        if self._seen or cpu > LIMIT:
            often = self._seen.most_common(1)
            turn = Turn(cpu, self._seen.total() / 1000, often[0][0] if often else f"Qt, in {self._entrance}")
        self.longest = max(self.longest, turn, key=lambda one: one.cpu)
        self.waiting = max(self.waiting, turn, key=lambda one: one.clock - one.cpu)
        if cpu > LIMIT:
            self.too_long.append(turn)

    def _sample(self) -> None:
        """On a thread of its own: look at what takes long."""
        before = time.perf_counter()
        while not self._over.wait(SAMPLE_SECONDS):
            began, seen, now = self._began, self._seen, time.perf_counter()
            if began is not None and now - began > PATIENCE:
                place = _place(sys._current_frames().get(self._thread))
                if place:
                    seen[place] += round(1000 * (now - max(before, began)))
            before = now


def _place(frame: FrameType | None) -> str:
    """The innermost functions of the program; empty when it is a test's, or Qt's, turn to run."""
    found: list[str] = []
    while frame is not None and len(found) < DEPTH:
        file = frame.f_code.co_filename
        if file.startswith(TESTS):
            break
        if file.startswith(PROGRAM):
            if not found and any(loop in linecache.getline(file, frame.f_lineno) for loop in LOOPS):
                break
            found.append(f"{Path(file).relative_to(PROGRAM).as_posix()}:{frame.f_code.co_name}")
        frame = frame.f_back
    return " < ".join(found)


def watch_entrances(watch: Watch, patch: pytest.MonkeyPatch) -> None:
    """Have the watch told whenever a test calls the window: by an input, by a deed, or by letting time pass."""
    for name in vars(QTest):
        if name.startswith(("key", "mouse", "qWait", "touch")):
            patch.setattr(QTest, name, staticmethod(_told(watch, f"QTest.{name}", getattr(QTest, name))))
    for name in ("processEvents", "sendEvent"):
        patch.setattr(QApplication, name, staticmethod(_told(watch, name, getattr(QApplication, name))))
    for kind in (QAction, Commands, Session, Changes):
        for name in ("trigger",) if kind is QAction else [n for n, v in vars(kind).items() if _is_deed(n, v)]:
            patch.setattr(kind, name, _told(watch, f"{kind.__name__}.{name}", getattr(kind, name)))


def _is_deed(name: str, value: object) -> bool:
    return not name.startswith("_") and callable(value) and hasattr(value, "__code__")


def _told(watch: Watch, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(call, assigned=("__name__", "__doc__"))
    def told(*args: Any, **kwargs: Any) -> Any:
        with watch.entrance(name):
            return call(*args, **kwargs)

    return told
