"""Where mask and model disagree: the regions against flooding by hand, and taking the model's word."""

import tracemalloc
from collections import deque

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.core.disagreement import Disagreement
from workbench.core.edit import apply
from workbench.core.geometry import Rect
from workbench.core.mask import UNLABELLED, LabelMask, Origin
from workbench.core.prediction import Prediction
from workbench.paint import disagreement
from workbench.paint.disagreement import SMALLEST, disagreements, take

EXAMPLES = settings(derandomize=True, max_examples=40, deadline=None)
SIDE = 48


@st.composite
def scenes(draw: st.DrawFn) -> tuple[LabelMask, Prediction]:
    dice = np.random.default_rng(draw(st.integers(0, 2**32)))

    def blocks(values: list[int], size: int) -> np.ndarray:
        small = dice.choice(np.array(values, np.uint8), (SIDE // size, SIDE // size))
        return np.kron(small, np.ones((size, size), np.uint8))

    mask = LabelMask(blocks([0, 1, 2, UNLABELLED], 4), blocks([1, 2, 3], 4))
    classes, confidence = blocks([0, 1, 2], 6), blocks([127, 128, 229, 230, 255], 3)
    return mask, Prediction(classes, confidence, classes)


def by_hand(mask: LabelMask, prediction: Prediction) -> set[tuple[int, int, frozenset[tuple[int, int]]]]:
    """Step by step to the eight neighbours of the same two classes."""
    pairs = {}
    for place in np.ndindex(mask.classes.shape):
        painted, said = int(mask.classes[place]), int(prediction.classes[place])
        if painted not in (said, UNLABELLED) and prediction.confidence[place] >= 128:
            pairs[place] = painted, said
    found = set()
    while pairs:
        start, pair = next(iter(pairs.items()))
        wait, region = deque([start]), {start}
        del pairs[start]
        while wait:
            row, column = wait.popleft()
            for place in ((row + dy, column + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)):
                if pairs.get(place) == pair:
                    del pairs[place]
                    region.add(place)
                    wait.append(place)
        if sum(prediction.confidence[place] >= 0.9 * 255 for place in region) >= SMALLEST:
            found.add((*pair, frozenset(region)))
    return found


def places(one: Disagreement) -> frozenset[tuple[int, int]]:
    rows, columns = np.nonzero(one.where)
    return frozenset(zip((rows + one.box.top).tolist(), (columns + one.box.left).tolist(), strict=True))


@EXAMPLES
@given(scenes())
def test_the_regions_are_those_of_a_flood(scene: tuple[LabelMask, Prediction]) -> None:
    found = disagreements(*scene)
    assert {(one.painted, one.said, places(one)) for one in found} == by_hand(*scene)
    assert len(found) == len(by_hand(*scene))
    assert [one.pixels for one in found] == sorted((one.pixels for one in found), reverse=True)


@EXAMPLES
@given(scenes(), st.randoms(use_true_random=False))
def test_what_was_kept_is_not_asked_again_and_all_else_is(scene: tuple[LabelMask, Prediction], dice) -> None:
    found = disagreements(*scene)
    kept = [one for one in found if dice.random() < 0.5]
    rest = {places(one) for one in disagreements(*scene, kept)}
    assert rest == {places(one) for one in found} - {places(one) for one in kept}


def test_a_kept_region_whose_border_moved_a_little_is_the_same_one() -> None:
    kept = Disagreement(0, 1, Rect(10, 10, 20, 20), np.ones((10, 10), bool))
    moved = Disagreement(0, 1, Rect(12, 11, 22, 21), np.ones((10, 10), bool))
    away = Disagreement(0, 1, Rect(16, 10, 26, 20), np.ones((10, 10), bool))
    other = Disagreement(0, 2, Rect(10, 10, 20, 20), np.ones((10, 10), bool))
    assert moved.among([kept])
    assert not away.among([kept])
    assert not other.among([kept])


def test_pixels_that_were_kept_twice_count_once() -> None:
    region = Disagreement(0, 1, Rect(0, 0, 10, 10), np.ones((10, 10), np.bool_))
    third = Disagreement(0, 1, Rect(0, 0, 3, 10), np.ones((3, 10), np.bool_))
    assert not region.among([third, third])
    rest = Disagreement(0, 1, Rect(2, 0, 5, 10), np.ones((3, 10), np.bool_))
    assert region.among([third, rest])


@EXAMPLES
@given(scenes())
def test_taking_is_an_edit_of_that_region_alone(scene: tuple[LabelMask, Prediction]) -> None:
    mask, prediction = scene
    before = mask.copy()
    for one in disagreements(mask, prediction)[:1]:
        where = np.zeros((SIDE, SIDE), bool)
        where[tuple(np.array(sorted(places(one))).T)] = True
        edit = take(mask, one)
        assert edit is not None
        assert mask.classes.tobytes() == before.classes.tobytes()
        apply(mask, edit)
        assert np.array_equal(mask.classes, np.where(where, one.said, before.classes))
        assert np.array_equal(mask.origin, np.where(where, Origin.ACCEPTED, before.origin))
        apply(mask, edit.inverse())
        assert mask.classes.tobytes() == before.classes.tobytes()
        assert mask.origin.tobytes() == before.origin.tobytes()


def test_what_was_painted_since_stays() -> None:
    mask = LabelMask.blank(20, 20)
    mask.classes[:], mask.origin[:] = 0, Origin.HAND
    said = np.ones((20, 20), np.uint8)
    (one,) = disagreements(mask, Prediction(said, said * 255, said))
    mask.classes[:10] = 2
    edit = take(mask, one)
    assert edit is not None
    apply(mask, edit)
    assert (mask.classes[:10] == 2).all()
    assert (mask.classes[10:] == 1).all()
    assert take(mask, one) is None


def test_at_most_so_many_the_largest_first(monkeypatch) -> None:
    monkeypatch.setattr(disagreement, "MOST", 2)
    mask = LabelMask.blank(64, 64)
    for number, size in enumerate((6, 9, 7)):
        mask.classes[:size, 20 * number : 20 * number + size] = 0
    said = np.ones((64, 64), np.uint8)
    assert [one.pixels for one in disagreements(mask, Prediction(said, said * 255, said))] == [81, 49]


def test_a_large_image_takes_few_bytes_a_pixel(monkeypatch) -> None:
    """What hangs together is numbered twice, with four bytes each; all else is counted in bands."""
    monkeypatch.setattr(disagreement, "BAND", 1 << 16)
    side = 1200
    mask, said = LabelMask.blank(side, side), np.ones((side, side), np.uint8)
    mask.classes[:] = 0
    said[: side // 3] = 2
    tracemalloc.start()
    found = disagreements(mask, Prediction(said, np.full_like(said, 255), said))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [one.pixels for one in found] == [side * side * 2 // 3, side * side // 3]
    assert peak < 18 * side * side
