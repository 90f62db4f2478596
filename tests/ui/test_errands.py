"""Work off the window's thread: who is told, in which order, and what is left when nobody waits."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from workbench.ui.work.errands import Errands


class Gate:
    """Work that begins when it is asked and ends when it is let through."""

    def __init__(self, result: object) -> None:
        self.result = result
        self.begun, self.open = threading.Event(), threading.Event()

    def __call__(self) -> object:
        self.begun.set()
        assert self.open.wait(20)
        return self.result


@pytest.fixture
def told() -> list[object]:
    return []


@pytest.fixture
def tell(told: list[object]) -> Callable[[Future[Any]], None]:
    return lambda outcome: told.append((outcome.result(), threading.current_thread() is threading.main_thread()))


def test_an_answer_is_told_on_the_windows_thread(qtbot: QtBot, told: list[object], tell: Any) -> None:
    errands = Errands()
    errands.ask(threading.current_thread, lambda outcome: told.append(outcome.result()))
    assert errands.busy
    qtbot.waitUntil(lambda: bool(told))
    assert told[0] is not threading.main_thread()
    errands.ask(lambda: 7, tell)
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told[1] == (7, True)
    assert not errands.busy


def test_of_many_wishes_the_first_runs_and_the_newest_follows(qtbot: QtBot, told: list[object], tell: Any) -> None:
    errands, first, ran = Errands(), Gate("first"), []
    errands.ask(first, tell)
    assert first.begun.wait(20)
    for number in range(5):
        errands.ask(lambda n=number: ran.append(n) or n, tell)
    first.open.set()
    qtbot.waitUntil(lambda: bool(told))
    assert told == [(4, True)], "an answer that is out of date is not told"
    assert ran == [4], "what had not begun was never done"


def test_what_is_dropped_is_not_told_and_the_next_is(qtbot: QtBot, told: list[object], tell: Any) -> None:
    errands, first = Errands(), Gate("first")
    errands.ask(first, tell)
    assert first.begun.wait(20)
    errands.drop()
    assert not errands.busy
    assert not errands.wait()
    errands.ask(lambda: "second", tell)
    first.open.set()
    assert errands.wait()
    qtbot.wait(20)
    assert told == [("second", True)]


def test_waiting_tells_the_answer_once(qtbot: QtBot, told: list[object], tell: Any) -> None:
    errands, work = Errands(), Gate(1)
    errands.ask(work, tell)
    assert not errands.wait(0.01)
    work.open.set()
    assert errands.wait(20)
    assert told == [(1, True)]
    qtbot.wait(20)
    assert told == [(1, True)]


def test_an_error_is_told_like_an_answer(qtbot: QtBot, told: list[object]) -> None:
    errands = Errands()
    errands.ask(lambda: 1 // 0, lambda outcome: told.append(outcome.exception()))
    qtbot.waitUntil(lambda: bool(told))
    assert isinstance(told[0], ZeroDivisionError)


def test_no_thread_stays_when_there_is_nothing_to_do(qtbot: QtBot, told: list[object], tell: Any) -> None:
    errands = Errands()
    for number in range(50):  # each begins while the thread of the one before may just be ending
        errands.ask(lambda n=number: n, tell)
        assert errands.wait(20)
    assert told == [(number, True) for number in range(50)]
    qtbot.waitUntil(lambda: not any(thread.name == "errands" for thread in threading.enumerate()))


def test_an_errand_does_not_wait_for_one_that_nobody_wants(qtbot: QtBot, told: list[object], tell: Any) -> None:
    errands, stale = Errands(threads=2), Gate("stale")
    errands.ask(stale, tell)
    assert stale.begun.wait(20)
    errands.drop()
    errands.ask(lambda: "second", tell)
    qtbot.waitUntil(lambda: bool(told))
    assert told == [("second", True)]
    stale.open.set()


def test_waiting_does_what_no_thread_has_begun_with(qtbot: QtBot, told: list[object], tell: Any) -> None:
    errands, stale = Errands(), Gate("stale")
    errands.ask(stale, tell)
    assert stale.begun.wait(20)
    errands.drop()
    errands.ask(lambda: "second", tell)
    assert errands.wait()
    assert told == [("second", True)]
    stale.open.set()
    qtbot.wait(20)
    assert told == [("second", True)]


def test_where_the_system_has_no_thread_the_work_is_done_all_the_same(
    qtbot: QtBot, told: list[object], tell: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    errands = Errands()

    def refused(_self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refused)
        errands.ask(lambda: "first", tell)
    assert told == [], "the answer comes when the asker is ready for it"
    qtbot.waitUntil(lambda: bool(told))
    errands.ask(lambda: "second", tell)
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told == [("first", True), ("second", True)]


@pytest.mark.parametrize("waited", [False, True])
def test_an_error_is_told_once(
    qtbot: QtBot, told: list[object], caplog: pytest.LogCaptureFixture, waited: bool
) -> None:
    """By whoever asked, and by the log only where nobody asks any more."""
    errands, late = Errands(), Gate(None)
    errands.ask(lambda: 1 // 0, lambda outcome: told.append(outcome.exception()))
    if waited:
        assert errands.wait()
    qtbot.waitUntil(lambda: bool(told))
    qtbot.wait(10)
    assert caplog.records == []
    errands.ask(lambda: (late(), 1 // 0), lambda outcome: told.append(outcome.exception()))
    assert late.begun.wait(20)
    errands.drop()
    late.open.set()
    qtbot.waitUntil(lambda: bool(caplog.records))
    assert len(told) == len(caplog.records) == 1
    assert caplog.records[0].exc_info is not None
    assert isinstance(caplog.records[0].exc_info[1], ZeroDivisionError)
