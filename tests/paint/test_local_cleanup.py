"""A clean-up of single places gives what the clean-up of the whole mask gives there."""

import numpy as np
import pytest

from workbench.core.geometry import Rect
from workbench.core.mask import UNLABELLED, LabelMask, Origin
from workbench.paint import local_cleanup
from workbench.paint.cleanup import CleanupWish
from workbench.paint.local_cleanup import CleanedInk

WISHES = [
    CleanupWish("specks", None, 12),
    CleanupWish("specks", 1, 12),
    CleanupWish("holes", None, 9),
    CleanupWish("gaps", None, 9),
    CleanupWish("smooth", None, 2),
    CleanupWish("grow", 1, 3),
    CleanupWish("open", None, 2),
    CleanupWish("close", 1, 2),
]


@pytest.fixture
def mask() -> LabelMask:
    """Coarse regions of three classes with specks, holes and unlabelled slivers in them."""
    rng = np.random.default_rng(4)
    classes = np.kron(rng.integers(0, 3, (12, 15)), np.ones((12, 12), int)).astype(np.uint8)
    noisy = rng.random(classes.shape) < 0.04
    classes[noisy] = rng.choice([0, 1, 2, UNLABELLED], noisy.sum())
    return LabelMask(classes, np.full(classes.shape, Origin.ACCEPTED, np.uint8))


@pytest.mark.parametrize("wish", WISHES, ids=lambda wish: f"{wish.name} {wish.value}")
def test_tiles_give_what_the_whole_gives(mask: LabelMask, wish: CleanupWish, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_cleanup, "SIDE", 40)
    before = mask.copy()
    whole = wish.clean(before.classes)
    ink = CleanedInk(lambda box: before.classes[box.slices].copy(), mask.rect, wish)
    box = Rect(11, 30, 130, 151)
    where = np.random.default_rng(5).random((box.height, box.width)) < 0.8
    places = ink.lacks([box])
    assert len(places) == 16
    ink.prepare(places)
    assert ink.lacks([box]) == []
    ink.pour(mask, box, where)
    expected = before.classes.copy()
    expected[box.slices][where] = whole[box.slices][where]
    assert not np.array_equal(expected, before.classes)
    assert np.array_equal(mask.classes, expected)
    changed = expected != before.classes
    assert (mask.origin[~changed] == Origin.ACCEPTED).all(), "what stays as it is keeps its origin"
    assert (mask.origin[changed & (expected != UNLABELLED)] == Origin.HAND).all()


def test_a_large_region_that_leaves_the_part_that_is_looked_at_is_no_speck() -> None:
    classes = np.zeros((40, 1200), dtype=np.uint8)
    classes[20] = 1
    wish = CleanupWish("specks", None, 60)
    ink = CleanedInk(lambda box: classes[box.slices].copy(), Rect(0, 0, 40, 1200), wish)
    mask = LabelMask(classes.copy(), np.ones_like(classes))
    ink.prepare(ink.lacks([mask.rect]))
    ink.pour(mask, mask.rect, np.ones(classes.shape, dtype=bool))
    assert np.array_equal(mask.classes, classes)
