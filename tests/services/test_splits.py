"""The split is chosen once an image, so that val is a fair sample whatever the order."""

from collections import Counter

import numpy as np
import pytest

from workbench.core.records import Split
from workbench.services import splits


def simulate(images: list[set[int]]) -> tuple[list[Split], dict[Split, Counter[int]]]:
    """The splits of images that are labelled one after the other; and how many images of each have each class."""
    chosen: list[Split] = []
    with_class: dict[Split, Counter[int]] = {split: Counter() for split in Split}
    for present in images:
        counts = dict.fromkeys(Split, 0) | Counter(chosen)
        split = splits.choose(counts, {s: dict(c) for s, c in with_class.items()}, present)
        chosen.append(split)
        with_class[split].update(present)
    return chosen, with_class


def test_two_images_are_enough_to_begin() -> None:
    assert simulate([{0}, {1}])[0] == [Split.TRAIN, Split.VAL]
    assert simulate([{0, 1}, {0, 1}])[0] == [Split.TRAIN, Split.VAL]


def test_a_fifth_validates_all_along() -> None:
    chosen, _ = simulate([{0, 1}] * 100)
    for count in range(5, 101):
        assert abs(chosen[:count].count(Split.VAL) - 0.2 * count) <= 1.0
    assert Split.TEST not in chosen


@pytest.mark.parametrize("seed", range(3))
def test_each_class_gets_its_fifth(seed: int) -> None:
    draw = np.random.default_rng(seed)
    images = [{0} | {c for c, share in ((1, 0.5), (2, 0.1)) if draw.random() < share} for _ in range(200)]
    chosen, with_class = simulate(images)
    assert chosen.count(Split.VAL) == pytest.approx(40, abs=4)
    for class_index in (1, 2):
        both = with_class[Split.TRAIN][class_index] + with_class[Split.VAL][class_index]
        assert with_class[Split.VAL][class_index] == pytest.approx(0.2 * both, abs=2.5)


def test_val_prefers_a_class_that_it_lacks() -> None:
    counts = {Split.NONE: 0, Split.TRAIN: 4, Split.VAL: 1, Split.TEST: 0}
    with_class = {split: {} for split in Split} | {Split.TRAIN: {0: 4, 9: 3}, Split.VAL: {0: 1}}
    assert splits.choose(counts, with_class, {9}) == Split.VAL
    assert splits.choose(counts, with_class, {0}) == Split.TRAIN


def test_images_put_into_test_by_hand_do_not_count() -> None:
    counts = {Split.NONE: 3, Split.TRAIN: 0, Split.VAL: 0, Split.TEST: 7}
    assert splits.choose(counts, {split: {} for split in Split}, {0}) == Split.TRAIN
