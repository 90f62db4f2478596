"""Scores against a count of single pixels."""

import math

import numpy as np
import pytest

from workbench.core.metrics import ConfusionMatrix


def slow_scores(pairs: list[tuple[int, int]], indices: list[int]) -> tuple[float, float, list[float | None]]:
    """mIoU, pixel accuracy and IoUs of (truth, predicted) pairs, by the definition, pair by pair."""
    ious: list[float | None] = []
    for index in indices:
        both = sum(1 for t, p in pairs if t == index and p == index)
        either = sum(1 for t, p in pairs if index in (t, p))
        ious.append(both / either if either else None)
    present = [iou for iou in ious if iou is not None]
    miou = sum(present) / len(present) if present else math.nan
    accuracy = sum(1 for t, p in pairs if t == p) / len(pairs) if pairs else math.nan
    return miou, accuracy, ious


@pytest.mark.parametrize("seed", range(5))
def test_several_images_against_a_plain_loop(seed: int) -> None:
    draw = np.random.default_rng(seed)
    indices = [3, 0, 253, 17]  # in no order, with gaps; 17 never occurs
    matrix = ConfusionMatrix(indices)
    pairs = []
    for _ in range(3):
        truth = draw.choice(np.array([0, 3, 253, 255, 9], np.uint8), (13, 8))  # 255: unlabelled; 9: unknown, a miss
        predicted = draw.choice(np.array([0, 3, 253], np.uint8), (13, 8))
        matrix.add(truth, predicted)
        pairs += [(t, p) for t, p in zip(truth.ravel().tolist(), predicted.ravel().tolist(), strict=True) if t != 255]
    scores = matrix.scores(["three", "zero", "top", "never"])
    miou, accuracy, ious = slow_scores(pairs, indices)
    assert scores.miou == pytest.approx(miou, abs=1e-12)
    assert scores.pixel_accuracy == pytest.approx(accuracy, abs=1e-12)
    assert list(scores.ious) == ["three", "zero", "top", "never"]
    assert [scores.ious[n] for n in ("three", "zero", "top")] == pytest.approx(ious[:3], abs=1e-12)
    assert scores.ious["never"] is None
    assert scores.pixels == len(pairs)


def test_a_class_that_the_model_never_learnt_is_missed() -> None:
    """Half of the picture is of class 5; a model of 0 and 1 is right on the other half only."""
    truth = np.repeat(np.array([[0, 5]], np.uint8), 4, axis=0)
    predicted = np.zeros((4, 2), np.uint8)
    known = ConfusionMatrix([0, 1])
    known.add(truth, predicted)
    assert known.scores(["a", "b"]).pixel_accuracy == 0.5
    assert known.scores(["a", "b"]).ious == {"a": 0.5, "b": None}
    assert known.scores(["a", "b"]).pixels == 8
    named = ConfusionMatrix([0, 1, 5])
    named.add(truth, predicted)
    assert named.scores(["a", "b", "new"]).ious == {"a": 0.5, "b": None, "new": 0.0}
    # A prediction of a class that has been deleted since is no hit either.
    known.add(np.ones((8, 1), np.uint8), np.full((8, 1), 9, np.uint8))
    assert known.scores(["a", "b"]).pixel_accuracy == 0.25
    assert known.scores(["a", "b"]).ious == {"a": 0.5, "b": 0.0}


def test_nothing_labelled_has_no_score() -> None:
    matrix = ConfusionMatrix([0, 1])
    matrix.add(np.full((4, 4), 255, np.uint8), np.zeros((4, 4), np.uint8))
    scores = matrix.scores(["a", "b"])
    assert math.isnan(scores.miou)
    assert math.isnan(scores.pixel_accuracy)
    assert (scores.ious, scores.pixels) == ({"a": None, "b": None}, 0)


def test_planes_of_two_sizes_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="differ in size"):
        ConfusionMatrix([0]).add(np.zeros((4, 4), np.uint8), np.zeros((2, 8), np.uint8))
