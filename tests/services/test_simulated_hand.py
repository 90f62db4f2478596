"""The simulated annotator: what it paints, what it leaves alone, and how long it takes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from workbench.core.arrays import U8
from workbench.core.geometry import Point
from workbench.core.mask import UNLABELLED, LabelMask, Origin
from workbench.core.prediction import Prediction
from workbench.services.simulated_hand import KEY, LEAST, OPEN, Stroke, work_on


def blobs(seed: int, height: int = 70, width: int = 90) -> U8:
    """Four classes in soft shapes, and some of nothing: uint8 (H, W)."""
    draw = np.random.default_rng(seed)
    fields = ndimage.gaussian_filter(draw.normal(size=(5, height, width)), (0, 6, 6))
    truth = fields.argmax(axis=0).astype(np.uint8)
    truth[truth == 4] = UNLABELLED
    return truth


def said(classes: U8) -> Prediction:
    return Prediction(classes, np.full_like(classes, 200), classes)


@settings(derandomize=True, max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000), predicted=st.booleans())
def test_no_stroke_crosses_a_border_and_only_specks_are_left(seed: int, predicted: bool) -> None:
    truth = blobs(seed)
    known = truth != UNLABELLED
    first = np.where(known, truth, 0).astype(np.uint8)
    first[20:40, 30:60] = 2
    mask = LabelMask.blank(*truth.shape)
    edits, seconds = work_on(mask, truth, said(first) if predicted else None)
    hand = mask.origin == Origin.HAND
    assert np.array_equal(mask.classes[hand], truth[hand])
    assert not (hand & ~known).any()
    wrong = known & (mask.classes != truth)
    for index in range(4):  # whatever is left is a speck, or a corner that no brush of more than a pixel fits into
        numbers, count = ndimage.label(wrong & (truth == index), np.ones((3, 3)))
        sizes = ndimage.sum_labels(wrong, numbers, range(1, count + 1))
        assert max(sizes, default=0) < LEAST
    assert seconds > OPEN + sum(edit.seconds for edit in edits) - 1e-9


def test_seconds_are_those_of_the_way_at_400_pixels_a_second() -> None:
    assert Stroke(3.0, (Point(0, 0), Point(0, 400), Point(300, 800))).seconds == pytest.approx(0.2 + 1.0 + 500 / 400)
    assert Stroke(3.0, (Point(5, 5),)).seconds == pytest.approx(0.2)


def test_a_right_prediction_costs_one_key() -> None:
    truth = blobs(3)
    mask = LabelMask.blank(*truth.shape)
    edits, seconds = work_on(mask, truth, said(np.where(truth == UNLABELLED, 0, truth).astype(np.uint8)))
    assert [edit.tool for edit in edits] == ["accept"]
    assert seconds == pytest.approx(OPEN + KEY)


def test_only_what_is_wrong_is_painted() -> None:
    truth = np.zeros((60, 60), dtype=np.uint8)
    truth[:, 30:] = 1
    first = truth.copy()
    first[10:30, 40:50] = 0
    first[50:52, 5:8] = 1  # six pixels: not worth a stroke
    mask = LabelMask.blank(60, 60)
    edits, seconds = work_on(mask, truth, said(first))
    assert (mask.classes[10:30, 40:50] == 1).all()
    assert (mask.classes[50:52, 5:8] == 1).all()
    hand = mask.origin == Origin.HAND
    assert not hand[:, :30].any(), "the other side of the border"
    assert not hand[45:].any()
    by_hand = work_on(LabelMask.blank(60, 60), truth, None)
    assert seconds < by_hand[1]
    assert len(edits) < 12


def test_a_prediction_that_is_mostly_wrong_is_not_accepted() -> None:
    truth = blobs(5)
    mask = LabelMask.blank(*truth.shape)
    edits, seconds = work_on(mask, truth, said(np.full_like(truth, 9)))
    other = LabelMask.blank(*truth.shape)
    assert (edits, seconds) == work_on(other, truth, None)
    assert not (mask.origin == Origin.ACCEPTED).any()
    assert np.array_equal(mask.classes, other.classes)


def test_the_whole_truth_at_once_costs_the_opening() -> None:
    truth = blobs(6)
    edits, seconds = work_on(LabelMask.blank(*truth.shape), truth, None, whole=True)
    assert seconds == OPEN
    (edit,) = edits
    assert edit.outcome().pixels == np.count_nonzero(truth != UNLABELLED)
