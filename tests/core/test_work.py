"""The person's time, against a plain sum of the gaps between inputs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.core.work import WorkClock


class FakeTime:
    """Goes on only when it is told to; in quarters of a second, so that sums are exact."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


GAPS = st.lists(st.tuples(st.integers(0, 100), st.sampled_from(["input", "input", "edit"])), max_size=40)
"""Quarters of a second that pass, and what the person does then."""


@given(GAPS, st.integers(0, 4000))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_every_gap_of_at_most_twenty_seconds_counts_once(gaps: list[tuple[int, str]], before: int) -> None:
    time = FakeTime()
    clock = WorkClock(before / 4, time)
    edits: list[float] = []
    for quarters, deed in gaps:
        time.now += quarters / 4
        clock.touch()
        if deed == "edit":
            edits.append(clock.take())
    time.now += 3.0  # nothing is done with it: nobody knows yet whether the person is still there
    expected = sum(quarters / 4 for quarters, _ in gaps if quarters <= 80)
    assert clock.total == before / 4 + expected
    assert sum(edits) + clock.take() == expected
    assert clock.total == before / 4 + expected
    assert clock.take() == 0.0


def test_an_edit_takes_what_passed_since_the_last() -> None:
    time = FakeTime()
    clock = WorkClock(0.0, time)
    taken = []
    for gap, inputs in ((5.0, 3), (21.0, 1), (2.5, 4)):
        for _ in range(inputs):
            time.now += gap
            clock.touch()
        taken.append(clock.take())
    assert taken == pytest.approx([15.0, 0.0, 10.0])
