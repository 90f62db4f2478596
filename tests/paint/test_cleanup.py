"""Each clean-up against a slow one that follows its words pixel by pixel."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from workbench.core.mask import UNLABELLED
from workbench.paint.cleanup import (
    CLEANUPS,
    close_shapes,
    fill_holes,
    grow,
    keep_largest,
    nearest_values,
    open_shapes,
    remove_specks,
    smooth,
)
from workbench.paint.gaps import next_gap

VALUES = [0, 1, UNLABELLED]
planes = arrays(np.uint8, st.tuples(st.integers(1, 10), st.integers(1, 10)), elements=st.sampled_from(VALUES))
SIDES = ((0, 1), (1, 0), (0, -1), (-1, 0))
ALL_ROUND = (*SIDES, (1, 1), (1, -1), (-1, 1), (-1, -1))


def regions(where: np.ndarray, neighbours: tuple[tuple[int, int], ...] = SIDES) -> list[set[tuple[int, int]]]:
    left = {(int(r), int(c)) for r, c in np.argwhere(where)}
    found = []
    while left:
        region, waiting = set(), [min(left)]
        while waiting:
            r, c = waiting.pop()
            if (r, c) in left:
                left.discard((r, c))
                region.add((r, c))
                waiting += [(r + dr, c + dc) for dr, dc in neighbours]
        found.append(region)
    return found


def is_nearest(plane: np.ndarray, known: np.ndarray, result: np.ndarray) -> bool:
    """Every pixel outside `known` has the value of one of its nearest known pixels, the others their own."""
    places = np.argwhere(known)
    for r, c in np.ndindex(plane.shape):
        if known[r, c]:
            candidates = {plane[r, c]}
        elif len(places) == 0:
            candidates = {UNLABELLED}
        else:
            steps = np.abs(places - (r, c)).sum(axis=1)
            candidates = {plane[tuple(p)] for p in places[steps == steps.min()]}
        if result[r, c] not in candidates:
            return False
    return True


@settings(max_examples=80, deadline=None)
@given(plane=planes, known=st.randoms(use_true_random=False))
def test_pixels_take_the_nearest_value(plane: np.ndarray, known: object) -> None:
    chosen = np.array([known.random() < 0.3 for _ in range(plane.size)]).reshape(plane.shape)  # type: ignore[attr-defined]
    assert is_nearest(plane, chosen, nearest_values(plane, chosen))


@settings(max_examples=80, deadline=None)
@given(plane=planes, value=st.sampled_from([None, 0]), amount=st.integers(1, 6))
def test_specks_go_and_what_is_round_them_comes(plane: np.ndarray, value: int | None, amount: int) -> None:
    removed = np.zeros(plane.shape, dtype=bool)
    for index in [0, 1] if value is None else [value]:
        for region in regions(plane == index):
            if len(region) < amount:
                removed[tuple(np.array(list(region)).T)] = True
    assert is_nearest(plane, ~removed, remove_specks(plane, value, amount))


@settings(max_examples=80, deadline=None)
@given(plane=planes)
def test_one_largest_region_of_each_class_stays(plane: np.ndarray) -> None:
    result = keep_largest(plane, None, 0)
    for index in (0, 1):
        before = regions(plane == index)
        largest = max(map(len, before), default=0)
        kept = [r for r in before if all(result[p] == index for p in r)]
        assert not before or any(len(r) == largest for r in kept)
    single = keep_largest(plane, 1, 0)
    assert np.array_equal(single[plane != 1], plane[plane != 1])


@settings(max_examples=80, deadline=None)
@given(plane=planes, amount=st.integers(1, 20))
def test_holes_of_a_class_are_filled(plane: np.ndarray, amount: int) -> None:
    expected = plane.copy()
    for region in regions(plane != 0, ALL_ROUND):
        at_border = any(r in (0, plane.shape[0] - 1) or c in (0, plane.shape[1] - 1) for r, c in region)
        if len(region) <= amount and not at_border:
            for place in region:
                expected[place] = 0
    assert np.array_equal(fill_holes(plane, 0, amount), expected)


@settings(max_examples=80, deadline=None)
@given(plane=planes, steps=st.integers(1, 4))
def test_classes_grow_into_unlabelled_step_by_step(plane: np.ndarray, steps: int) -> None:
    result = grow(plane, None, steps)
    places = np.argwhere(plane != UNLABELLED)
    for r, c in np.ndindex(plane.shape):
        distance = np.abs(places - (r, c)).sum(axis=1).min() if len(places) else 99
        assert (result[r, c] != UNLABELLED) == (distance <= steps)
    assert np.array_equal(result[plane != UNLABELLED], plane[plane != UNLABELLED])


@settings(max_examples=80, deadline=None)
@given(plane=planes, reach=st.integers(1, 3))
def test_smoothing_takes_the_value_of_the_most(plane: np.ndarray, reach: int) -> None:
    result = smooth(plane, None, reach)
    for r, c in np.ndindex(plane.shape):
        part = plane[max(0, r - reach) : r + reach + 1, max(0, c - reach) : c + reach + 1]
        votes = {v: int((part == v).sum()) for v in VALUES}
        best = [v for v in VALUES if votes[v] == max(votes.values())]
        assert result[r, c] == (plane[r, c] if plane[r, c] in best else best[0])


def disc_round(place: tuple[int, int], shape: tuple[int, ...], radius: int) -> list[tuple[int, int]]:
    """The pixels of the image at most half a pixel more than the radius away."""
    r, c = place
    return [p for p in np.ndindex(shape) if (p[0] - r) ** 2 + (p[1] - c) ** 2 <= (radius + 0.5) ** 2]


def covered_by_discs(inside: np.ndarray, radius: int) -> np.ndarray:
    """The pixels that lie in a disc that lies wholly inside the set."""
    found = np.zeros(inside.shape, dtype=bool)
    for place in np.ndindex(inside.shape):
        disc = disc_round(place, inside.shape, radius)
        if all(inside[p] for p in disc):
            found[tuple(np.array(disc).T)] = True
    return found


@settings(max_examples=60, deadline=None)
@given(plane=planes, value=st.sampled_from([None, 0]), radius=st.integers(1, 3))
def test_opening_keeps_what_discs_inside_a_class_cover(plane: np.ndarray, value: int | None, radius: int) -> None:
    stays = np.ones(plane.shape, dtype=bool)
    for index in [0, 1] if value is None else [value]:
        stays &= (plane != index) | covered_by_discs(plane == index, radius)
    assert is_nearest(plane, stays, open_shapes(plane, value, radius))


@settings(max_examples=60, deadline=None)
@given(plane=planes, value=st.sampled_from([None, 0]), radius=st.integers(1, 3))
def test_closing_takes_what_discs_outside_a_class_do_not_cover(
    plane: np.ndarray, value: int | None, radius: int
) -> None:
    expected = plane.copy()
    for index in [0, 1] if value is None else [value]:
        if (plane == index).any():
            taken = ~covered_by_discs(plane != index, radius)
            expected[taken if value is not None else taken & (expected == UNLABELLED)] = index
    assert np.array_equal(close_shapes(plane, value, radius), expected)


def test_smoothing_opens_no_gap_between_classes() -> None:
    rng = np.random.default_rng(5)
    plane = rng.integers(0, 4, (60, 80), dtype=np.uint8)
    assert (smooth(plane, None, 3) != UNLABELLED).all()


@settings(max_examples=60, deadline=None)
@given(plane=planes, name=st.sampled_from(sorted(CLEANUPS)), amount=st.integers(1, 5))
def test_a_clean_up_of_one_class_leaves_the_others_to_themselves(plane: np.ndarray, name: str, amount: int) -> None:
    before = plane.copy()
    result = CLEANUPS[name](plane, 1, amount)
    assert np.array_equal(plane, before)
    changed = result != plane
    assert ((plane[changed] == 1) | (result[changed] == 1)).all()


@settings(max_examples=120, deadline=None)
@given(plane=planes, largest=st.integers(1, 12))
def test_the_way_from_gap_to_gap_meets_each_once_and_begins_again(plane: np.ndarray, largest: int) -> None:
    expected = sorted(
        (min(r for r, _ in region), min(c for _, c in region), len(region))
        for region in regions(plane == UNLABELLED)
        if len(region) <= largest and len(region) < plane.size
    )
    corners = sorted({(top, left) for top, left, _ in expected})
    met, after = [], (-1, 0)
    for _ in corners:
        found = next_gap(plane, after, largest)
        assert found is not None
        after = (found[0].top, found[0].left)
        met.append(after)
        assert (plane[found[0].slices][found[1]] == UNLABELLED).all()
    assert met == corners
    again = next_gap(plane, after, largest)
    assert (again is None) == (not corners)
    if again is not None:
        assert (again[0].top, again[0].left) == corners[0]


def test_gaps_across_the_strips_of_a_tall_image() -> None:
    plane = np.zeros((3000, 40), dtype=np.uint8)
    plane[1000:1100, 5] = UNLABELLED
    plane[1020:1030, 20] = UNLABELLED
    plane[900:2900, 30] = UNLABELLED
    first = next_gap(plane, (-1, 0))
    assert first is not None
    assert (first[0].top, first[0].bottom, int(first[1].sum())) == (1000, 1100, 100)
    second = next_gap(plane, (first[0].top, first[0].left))
    assert second is not None
    assert (second[0].top, second[0].bottom) == (1020, 1030)
    third = next_gap(plane, (second[0].top, second[0].left))
    assert third is not None
    assert third[0].top == 1000, "the line of 2000 pixels is no gap"
