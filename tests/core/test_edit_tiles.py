"""Edits by tiles: whatever is painted, taken back and done again; and how little of it is held."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.core.edit import PATCH_BYTES, Edit, EditRecorder, apply, edit_from_pixels
from workbench.core.geometry import Rect
from workbench.core.mask import LabelMask, Origin

SIDES = st.sampled_from([1, 40, 255, 256, 257, 512, 530])
DAB = st.tuples(
    st.integers(-20, 540), st.integers(-20, 540), st.integers(1, 300), st.integers(1, 300), st.integers(0, 3)
)
"""Top, left, height, width of a box, and the value that is painted there (3 erases)."""

SIDE = 4000


def painted(mask: LabelMask, dabs: list[tuple[int, int, int, int, int]]) -> Edit | None:
    recorder = EditRecorder(mask)
    for top, left, height, width, value in dabs:
        rect = Rect(top, left, top + height, left + width)
        recorder.touch(rect)
        inside = rect.clip(mask.height, mask.width).slices
        mask.classes[inside] = 255 if value == 3 else value
        mask.origin[inside] = Origin.NONE if value == 3 else Origin.HAND
    return recorder.finish("brush")


def same(one: LabelMask, other: LabelMask) -> bool:
    return np.array_equal(one.classes, other.classes) and np.array_equal(one.origin, other.origin)


@given(SIDES, SIDES, st.lists(st.lists(DAB, max_size=3), max_size=5))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_all_is_taken_back_and_all_is_done_again(
    height: int, width: int, strokes: list[list[tuple[int, int, int, int, int]]]
) -> None:
    mask = LabelMask.blank(height, width)
    states, edits = [mask.copy()], []
    for dabs in strokes:
        edit = painted(mask, dabs)
        if edit is not None:
            edits.append(edit)
            states.append(mask.copy())
    for edit, state in zip(reversed(edits), reversed(states[:-1]), strict=True):
        apply(mask, edit.inverse())
        assert same(mask, state)
    counted = {}
    for edit, state in zip(edits, states[1:], strict=True):
        apply(mask, edit)
        assert same(mask, state)
        for index, pixels in edit.gains().items():
            counted[index] = counted.get(index, 0) + pixels
        assert {index: pixels for index, pixels in counted.items() if pixels} == state.areas()
        tiles = [patch.tile for patch in edit.patches]
        assert sorted(set(tiles)) == tiles
        for patch in edit.patches:
            assert (patch.rect.bottom - 1) // 256 == patch.rect.top // 256
            assert (patch.rect.right - 1) // 256 == patch.rect.left // 256


@given(SIDES, SIDES, st.lists(DAB, min_size=1, max_size=4), st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_pixels_given_at_once_are_those_painted_one_after_another(
    height: int, width: int, dabs: list[tuple[int, int, int, int, int]], seed: int
) -> None:
    draw = np.random.default_rng(seed)
    classes = draw.integers(0, 3, (height, width), dtype=np.uint8)
    mask = LabelMask(classes, np.full_like(classes, Origin.ACCEPTED))
    after = mask.copy()
    edit = painted(after, [(*box, min(value, 2)) for *box, value in dabs])
    where = (mask.classes != after.classes) | (mask.origin != after.origin)
    assert edit_from_pixels(mask, where, after.classes, Origin.HAND, "brush") == edit


def boxes_by_tile(where: np.ndarray) -> list[tuple[int, int]]:
    """(height, width) of the smallest box round the true pixels, in each square of 256 pixels that has any."""
    found = []
    for top in range(0, where.shape[0], 256):
        for left in range(0, where.shape[1], 256):
            y, x = np.nonzero(where[top : top + 256, left : left + 256])
            if y.size:
                found.append((int(y.max() - y.min()) + 1, int(x.max() - x.min()) + 1))
    return found


def test_a_diagonal_line_holds_the_tiles_that_it_crosses() -> None:
    y, x = np.mgrid[:SIDE, :SIDE]
    line = np.abs(y - x) <= 9
    mask = LabelMask.blank(SIDE, SIDE)
    edit = edit_from_pixels(mask, line, np.full_like(mask.classes, 3), Origin.HAND, "brush")
    boxes = boxes_by_tile(line)
    assert edit is not None
    # What was there is one value, a byte a plane; what is there now is a line in a box.
    assert edit.bytes == sum(PATCH_BYTES + 2 + 2 * height * width for height, width in boxes)
    assert edit.bytes < 2_200_000, "the box round the line would take 64 MB"
    assert (edit.rect, edit.inverse().bytes) == (mask.rect, edit.bytes)


def test_a_rectangle_over_everything_holds_next_to_nothing() -> None:
    mask = LabelMask.blank(SIDE, SIDE)
    recorder = EditRecorder(mask)
    recorder.touch(mask.rect)
    mask.classes[:] = 3
    mask.origin[:] = Origin.HAND
    edit = recorder.finish("rectangle")
    assert edit is not None
    assert len(edit.patches) == 16 * 16
    assert edit.bytes == 16 * 16 * (PATCH_BYTES + 4) < 90_000
    assert edit.gains() == {3: SIDE * SIDE}


@pytest.mark.parametrize("noisy", [False, True])
def test_the_bytes_of_an_edit_are_those_that_it_takes(noisy: bool) -> None:
    mask = LabelMask.blank(2000, 2000)
    draw = np.random.default_rng(1)
    wanted = draw.integers(0, 200, mask.classes.shape, dtype=np.uint8) if noisy else np.zeros_like(mask.classes)
    everywhere = np.ones(mask.classes.shape, dtype=bool)
    edit_from_pixels(mask, everywhere, wanted, Origin.HAND, "warm up")
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        edit = edit_from_pixels(mask, everywhere, wanted, Origin.HAND, "brush")
        taken = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert edit is not None
    assert edit.bytes == pytest.approx(taken, rel=0.2)


@given(SIDES, SIDES, st.lists(DAB, min_size=1, max_size=3), st.booleans())
@settings(max_examples=40, deadline=None, derandomize=True)
def test_the_outcome_is_that_of_a_plain_count(
    height: int, width: int, dabs: list[tuple[int, int, int, int, int]], plain: bool
) -> None:
    classes = np.random.default_rng(height).integers(0, 3, (height, width), dtype=np.uint8)
    mask = LabelMask.blank(height, width) if plain else LabelMask(classes, np.zeros_like(classes))
    before = mask.copy()
    edit = painted(mask, dabs)
    changed = (mask.classes != before.classes) | (mask.origin != before.origin)
    if edit is None:
        assert not changed.any()
        return
    values, counts = np.unique(mask.classes[changed], return_counts=True)
    found, pixels = edit.outcome()
    assert pixels == changed.sum()
    assert sorted(found) == values.tolist()
    assert [counts[values == value][0] for value in found] == sorted(counts, reverse=True)
