"""One region of an offer, and the lines round it, against flooding and counting by hand."""

import tracemalloc
from collections import deque
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.core.geometry import Point, Rect
from workbench.core.mask import UNLABELLED, LabelMask
from workbench.core.offer import Offer
from workbench.core.prediction import Prediction
from workbench.paint import offered
from workbench.paint.offered import offered_region, seen_region
from workbench.paint.outline import outline, seen_outline

EXAMPLES = settings(derandomize=True, max_examples=60, deadline=None)
SIDE = 24


def scene(seed: int) -> tuple[LabelMask, Prediction, Offer]:
    dice = np.random.default_rng(seed)
    classes, said = (dice.choice(np.array(v, np.uint8), (SIDE, SIDE)) for v in ([0, UNLABELLED, UNLABELLED], [0, 1, 1]))
    confidence = dice.choice(np.array([100, 200, 255, 255], np.uint8), (SIDE, SIDE))
    mask = LabelMask(classes, np.where(classes == 0, 1, 0).astype(np.uint8))
    return mask, Prediction(said, confidence, said), Offer(0.5)


def flood(free: np.ndarray, start: tuple[int, int]) -> np.ndarray:
    found, wait = np.zeros_like(free), deque([start])
    while wait:
        row, column = wait.popleft()
        if 0 <= row < SIDE and 0 <= column < SIDE and free[row, column] and not found[row, column]:
            found[row, column] = True
            wait += [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)]
    return found


@pytest.mark.parametrize("reach", [1, 3, 256])
@EXAMPLES
@given(st.integers(0, 10**6), st.integers(0, SIDE - 1), st.integers(0, SIDE - 1))
def test_a_region_is_what_hangs_together_however_far(reach: int, seed: int, row: int, column: int) -> None:
    mask, prediction, offer = scene(seed)
    free = (mask.classes == UNLABELLED) & (prediction.confidence >= 128)
    free &= prediction.classes == prediction.classes[row, column]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(offered, "FIRST_REACH", reach)
        found = offered_region(prediction, mask, offer, row, column, mask.rect)
    if found is None:
        assert not free[row, column]
        return
    whole = np.zeros((SIDE, SIDE), bool)
    whole[found[0].slices] = found[1]
    assert np.array_equal(whole, flood(free, (row, column)))


@EXAMPLES
@given(st.integers(0, 10**6), st.integers(5, SIDE - 1), st.integers(5, SIDE - 1), st.sampled_from([1, 2, 3]))
def test_what_is_seen_is_the_region_in_every_few_pixels(seed: int, row: int, column: int, cell: int) -> None:
    mask, prediction, offer = scene(seed)
    within = Rect(5, 5, SIDE, SIDE)
    free = (mask.classes == UNLABELLED) & (prediction.confidence >= 128)
    free &= prediction.classes == prediction.classes[row, column]
    seen = seen_region(prediction, mask, offer, row, column, within, -(-within.area // cell**2))
    if seen is None:
        assert not free[row, column]
        return
    assert seen.cell == cell
    top, left = row % cell if row % cell >= 5 else 5 + (row - 5) % cell, 5 + (column - 5) % cell
    coarse = np.zeros((SIDE, SIDE), bool)
    part = free[top::cell, left::cell]
    coarse[: part.shape[0], : part.shape[1]] = part
    expected = flood(coarse, ((row - top) // cell, (column - left) // cell))
    rows, columns = np.nonzero(expected)
    assert seen.corner == Point(top + rows.min() * cell, left + columns.min() * cell)
    assert np.array_equal(seen.where, expected[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1])


@EXAMPLES
@given(st.integers(0, 10**6), st.sampled_from([1, 4]))
def test_an_outline_is_every_edge_between_inside_and_outside(seed: int, cell: int) -> None:
    dice = np.random.default_rng(seed)
    where = np.kron(dice.random((5, 6)) < 0.6, np.ones((dice.integers(1, 4),) * 2)) > 0
    edges = set()
    for line in outline(where, Point(7.0, 9.0), cell=cell):
        assert line[0] == line[-1]
        for a, b in pairwise(line):
            assert a.y == b.y or a.x == b.x, "along the pixels' edges"
            steps = int(max(abs(a.y - b.y), abs(a.x - b.x))) // cell
            down, along = (b.y - a.y) / cell / steps, (b.x - a.x) / cell / steps
            way = [((a.y - 7) / cell + n * down, (a.x - 9) / cell + n * along) for n in range(steps + 1)]
            edges |= {frozenset(pair) for pair in pairwise(way)}
    wide = np.pad(where, 1)
    expected = set()
    for y, x in np.ndindex(where.shape[0] + 1, where.shape[1] + 1):
        if wide[y, x + 1] != wide[y + 1, x + 1] and x < where.shape[1]:
            expected.add(frozenset(((y, x), (y, x + 1))))
        if wide[y + 1, x] != wide[y + 1, x + 1] and y < where.shape[0]:
            expected.add(frozenset(((y, x), (y + 1, x))))
    assert edges == expected


def test_a_simpler_outline_stays_near() -> None:
    y, x = np.mgrid[:200, :200]
    where = np.hypot(y - 100, x - 100) < 80
    (exact,) = outline(where, Point(0.0, 0.0))
    (simple,) = outline(where, Point(0.0, 0.0), tolerance=2.0)
    assert len(simple) < len(exact) / 4
    assert max(abs(np.hypot(p.y - 100, p.x - 100) - 80) for p in simple) < 3.0


def test_a_huge_region_is_outlined_as_one_sees_it_and_in_little_memory() -> None:
    where = np.ones((5000, 6000), np.bool_)
    where[1000:2000, 3000:4000] = False
    tracemalloc.start()
    try:
        lines = seen_outline(where, Point(10.0, 20.0), scale=0.1)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    boxes = [
        (min(p.y for p in line), min(p.x for p in line), max(p.y for p in line), max(p.x for p in line))
        for line in sorted(lines, key=lambda line: min(p.y for p in line))
    ]
    expected = [(10, 20, 5010, 6020), (1010, 3020, 2010, 4020)]
    assert np.abs(np.array(boxes) - expected).max() <= 5
    assert most < where.size
