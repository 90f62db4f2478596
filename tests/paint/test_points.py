"""Which pixels are asked about, against a plain search over all of them; and what an answer paints."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from workbench.core.edit import apply
from workbench.core.mask import UNLABELLED, LabelMask, Origin
from workbench.paint.points import answer, spacing, unsure_points

EXAMPLES = settings(derandomize=True, max_examples=60, deadline=None)
SHAPES = st.tuples(st.integers(1, 24), st.integers(1, 24))


@EXAMPLES
@given(st.data(), SHAPES, st.integers(1, 12))
def test_each_point_is_the_least_sure_of_those_far_from_the_ones_before(
    data: st.DataObject, shape: tuple[int, int], count: int
) -> None:
    confidence = data.draw(arrays.arrays(np.uint8, shape))
    free = data.draw(arrays.arrays(np.bool_, shape))
    found = unsure_points(confidence, free, count)
    apart = spacing(*shape, count)
    for place in range(len(found) + 1):
        left = [
            int(confidence[row, column])
            for row in range(shape[0])
            for column in range(shape[1])
            if free[row, column]
            and confidence[row, column] < 255
            and all(math.dist((row, column), other) > apart for other in found[:place])
        ]
        if place < len(found):
            row, column = found[place]
            assert free[row, column]
            assert confidence[row, column] == min(left)
        else:
            assert place == count or not left


def test_an_image_that_is_free_everywhere_has_room_for_all_ten() -> None:
    confidence = np.random.default_rng(2).integers(0, 255, (360, 480), dtype=np.uint8)
    found = unsure_points(confidence, np.ones_like(confidence, bool))
    assert len(found) == 10
    assert min(math.dist(a, b) for a in found for b in found if a != b) > 65  # half of sqrt(480 * 360 / 10) is 65.7


def test_equally_unsure_pixels_are_drawn_and_not_taken_in_reading_order() -> None:
    flat = np.full((100, 100), 90, np.uint8)
    chosen = {unsure_points(flat, np.ones_like(flat, bool), 1, seed)[0] for seed in range(30)}
    assert len(chosen) > 25
    assert np.mean([row for row, _ in chosen]) > 25


def test_an_answer_paints_a_disc_of_thirteen_pixels_by_hand() -> None:
    mask = LabelMask.blank(20, 30)
    edit = answer(mask, (10, 15), 4)
    assert edit is not None
    painted = {(int(r), int(c)) for r, c in np.argwhere(mask.classes == 4)}
    # Gauss's circle problem: 13 points of the lattice lie in a circle of radius 2.
    assert painted == {(10 + y, 15 + x) for y in range(-3, 4) for x in range(-3, 4) if math.hypot(y, x) <= 2}
    assert len(painted) == 13
    assert (mask.origin[mask.classes == 4] == Origin.HAND).all()
    apply(mask, edit.inverse())
    assert (mask.classes == UNLABELLED).all()


def test_an_answer_leaves_what_is_painted() -> None:
    mask = LabelMask.blank(20, 30)
    mask.classes[:, 16:], mask.origin[:, 16:] = 7, Origin.HAND
    before = mask.copy()
    assert answer(mask, (0, 15), 4) is not None
    assert np.array_equal(mask.classes[:, 16:], before.classes[:, 16:])
    assert set(map(tuple, np.argwhere(mask.classes == 4))) == {(0, 13), (0, 14), (0, 15), (1, 14), (1, 15), (2, 15)}
    assert answer(mask, (10, 25), 4) is None
