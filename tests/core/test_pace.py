"""How much longer it takes: against counts whose speed is known."""

import pytest

from workbench.core.pace import Pace, in_words


def test_a_steady_count_is_told_right() -> None:
    pace = Pace()
    told = [pace.seconds_left("reading", done, 100, now=50.0 + 0.5 * done) for done in range(101)]
    assert told[0] is None
    assert told[1] is None, "half a second says nothing yet"
    assert told[10] == pytest.approx(45.0)
    assert told[100] == 0.0


def test_something_else_begins_anew() -> None:
    pace = Pace()
    for second in range(20):
        pace.seconds_left("quick", 100 * second, 10_000, float(second))
    assert pace.seconds_left("slow", 0, 10, 20.0) is None
    assert pace.seconds_left("slow", 1, 10, 30.0) == pytest.approx(90.0)
    assert pace.seconds_left("slow", 0, 10, 31.0) is None, "it fell: another round of the same"
    assert pace.seconds_left("slow", 5, 10, 36.0) == pytest.approx(5.0)


def test_nobody_knows_the_end_of_an_unknown_total() -> None:
    pace = Pace()
    pace.seconds_left("finding", 0, 0, 0.0)
    assert pace.seconds_left("finding", 500, 0, 10.0) is None


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.4, "0 s"), (89, "89 s"), (90, "2 min"), (59 * 60, "59 min"), (7800, "2 h 10 min")]
)
def test_times_are_told_roughly(seconds: float, words: str) -> None:
    assert in_words(seconds) == words
