"""Reordering, hiding, showing again and merging: what a person does to the list, against plain lists."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.core.classes import ClassSet
from workbench.core.errors import BadInputError


def names(classes: ClassSet) -> list[str]:
    return [c.name for c in classes.shown]


def check_keys(classes: ClassSet) -> None:
    """The keys are 1..9 from the top of the shown list down; nothing else has one."""
    expected = {c.index: str(n) for n, c in enumerate(classes.shown[:9], start=1)}
    assert {c.index: c.key for c in classes if c.key} == expected


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.integers(2, 14), st.lists(st.tuples(st.integers(0, 13), st.integers(0, 15), st.booleans()), max_size=12))
def test_moves_and_hiding_are_those_of_a_plain_list(count: int, deeds: list[tuple[int, int, bool]]) -> None:
    classes = ClassSet.from_names([f"c{n}" for n in range(count)])
    plain = list(range(count))
    for number, place, hide in deeds:
        index = number % count
        if hide:
            if index in plain and len(plain) > 1:
                plain.remove(index)
                classes = classes.with_hidden(index, True)
        elif index in plain:
            plain.remove(index)
            plain.insert(place, index)
            classes = classes.with_moved(index, place)
        assert [c.index for c in classes.shown] == plain
        assert sorted(c.index for c in classes) == list(range(count)), "a class was lost"
        assert all(classes.name_of(n) == f"c{n}" for n in range(count)), "a number changed its name"
        check_keys(classes)


def test_a_hidden_class_comes_back_where_it_was() -> None:
    classes = ClassSet.from_names("abcd").with_hidden(1, True)
    assert names(classes) == ["a", "c", "d"]
    assert [c.key for c in classes.shown] == ["1", "2", "3"]
    back = classes.with_hidden(1, False)
    assert names(back) == ["a", "b", "c", "d"]
    assert back == ClassSet.from_names("abcd")


def test_the_last_class_in_the_list_stays_in_it() -> None:
    one = ClassSet.from_names("ab").with_hidden(0, True)
    with pytest.raises(BadInputError, match="b is the only"):
        one.with_hidden(1, True)
    assert names(one.with_hidden(0, True)) == ["b"]


def test_the_name_of_a_hidden_class_is_taken_and_the_cure_says_so() -> None:
    classes = ClassSet.from_names(["road", "car"]).with_hidden(0, True)
    with pytest.raises(BadInputError, match="ROAD") as caught:
        classes.with_added("ROAD")
    assert "hidden" in caught.value.cure


def test_merging_goes_on_through_chains_until_a_class_is_shown_again() -> None:
    classes = ClassSet.from_names("abcd").with_merged(0, 1).with_merged(1, 2)
    assert names(classes) == ["c", "d"]
    assert [classes.final(n) for n in range(5)] == [2, 2, 2, 3, 4]
    table = classes.final_table()
    assert table.dtype == np.uint8
    assert table.tolist() == [2, 2, 2, *range(3, 256)]
    again = classes.with_hidden(1, False)
    assert [again.final(n) for n in range(4)] == [1, 1, 2, 3]
    assert again.get(1).merged_into is None


@pytest.mark.parametrize(("source", "target"), [(0, 0), (0, 7), (7, 0), (0, 2)])
def test_merging_with_itself_a_stranger_or_a_hidden_class_is_refused(source: int, target: int) -> None:
    classes = ClassSet.from_names("abc").with_hidden(2, True)
    with pytest.raises(BadInputError):
        classes.with_merged(source, target)


def test_a_circle_in_a_damaged_file_ends() -> None:
    classes = ClassSet.from_names("ab")
    circle = ClassSet(tuple(replace(c, merged_into=1 - c.index) for c in classes))
    assert {circle.final(0), circle.final(1)} <= {0, 1}
