"""The watch over pauses sees what freezes a window, names it, and blames neither the test nor a wait."""

from collections.abc import Callable, Iterator

import pytest
from pause_table import name_of
from pauses import PROGRAM, Watch, watch_entrances
from processor_speed import Speed
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest

SLOW = """
import time
def computes():
    end = time.thread_time() + 0.15
    while time.thread_time() < end:
        pass
def waits():
    time.sleep(0.3)
"""


@pytest.fixture(scope="module")
def slow() -> dict[str, Callable[[], None]]:
    """Functions as if they stood in the window's code."""
    made: dict[str, Callable[[], None]] = {}
    exec(compile(SLOW, f"{PROGRAM}/ui/slow.py", "exec"), made)
    return made


@pytest.fixture
def watch(qapp: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """One that takes the processor for undisturbed."""
    monkeypatch.setattr(Speed, "slowdown", lambda _: 1.0)
    watch = Watch()
    watch_entrances(watch, monkeypatch)
    watch.start()
    yield watch
    watch.stop()


def test_a_turn_that_computes_for_long_is_a_pause_with_its_cause(watch: Watch, slow: dict) -> None:
    QTimer.singleShot(5, slow["computes"])
    QTest.qWait(50)
    assert [turn.cause for turn in watch.too_long] == ["ui/slow.py:computes"]
    assert watch.longest.cpu >= 0.15


def test_a_turn_that_took_long_because_of_others_is_none(watch: Watch, slow: dict, monkeypatch) -> None:
    monkeypatch.setattr(Speed, "slowdown", lambda _: 2.5)
    QTimer.singleShot(5, slow["computes"])
    QTest.qWait(50)
    assert watch.too_long == []
    assert 0.15 / 2.5 <= watch.longest.cpu < 0.1


def test_many_quick_turns_are_no_pause(watch: Watch) -> None:
    told: list[int] = []
    timer = QTimer(interval=0)
    timer.timeout.connect(lambda: told.append(sum(range(20_000))))
    timer.start()
    while sum(1 for _ in told) < 400:
        QTest.qWait(10)
    timer.stop()
    assert watch.too_long == []
    assert watch.turns >= 400


def test_what_a_test_computes_for_itself_is_no_pause_of_the_window(watch: Watch, slow: dict) -> None:
    QTest.qWait(5)
    slow["computes"]()
    QTest.qWait(5)
    assert watch.too_long == []
    assert watch.longest.cpu < 0.1


def test_what_comes_before_and_after_the_journey_is_no_part_of_it(qapp, slow: dict, monkeypatch) -> None:
    watch = Watch()
    watch_entrances(watch, monkeypatch)
    QTimer.singleShot(0, slow["computes"])
    QTest.qWait(20)
    watch.start()
    watch.stop()
    QTimer.singleShot(0, slow["computes"])
    QTest.qWait(20)
    assert watch.turns == 0


def test_a_turn_that_stands_still_is_told_and_not_judged(watch: Watch, slow: dict) -> None:
    QTimer.singleShot(5, slow["waits"])
    QTest.qWait(50)
    assert watch.too_long == []
    assert watch.waiting.cause == "ui/slow.py:waits"
    assert watch.waiting.clock > 0.1


def test_a_journey_is_named_as_a_sentence() -> None:
    node = "tests/journeys/test_loop.py::test_a_person_goes_once[camvid]"
    assert name_of(node) == "loop: a person goes once (camvid)"
