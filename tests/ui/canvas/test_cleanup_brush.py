"""The clean-up brush, and holes that are filled with their region, through real mouse and key events."""

import numpy as np
import pytest
from canvas_hand import Hand, noise
from PySide6.QtCore import Qt

from workbench.core.mask import UNLABELLED, LabelMask, Origin
from workbench.paint.cleanup import CleanupWish, remove_specks
from workbench.paint.ink import InkRule
from workbench.ui.document import Document

WAY = ((60.0, 60.0), (120.0, 150.0), (170.0, 240.0))


@pytest.fixture
def dusty(painter: Hand) -> Hand:
    """A mask of two classes with dust of both and of nothing in it, and the clean-up brush in hand."""
    rng = np.random.default_rng(8)
    classes = np.zeros((240, 300), dtype=np.uint8)
    classes[:, 150:] = 1
    dust = rng.random(classes.shape) < 0.03
    classes[dust] = rng.choice([0, 1, UNLABELLED], dust.sum())
    painter.document = Document(7, noise(240, 300), LabelMask(classes, np.full_like(classes, Origin.ACCEPTED)))
    painter.canvas.set_document(painter.document)
    painter.canvas.set_tool("clean_up_brush")
    painter.canvas.set_cleanup(CleanupWish("specks", None, 20))
    painter.canvas.set_brush(30)
    return painter


def test_only_what_is_painted_over_is_cleaned_as_one_step(dusty: Hand) -> None:
    mask = dusty.document.mask
    before = mask.copy()
    dusty.stroke(*WAY)
    expected = np.where(dusty.covered(30), remove_specks(before.classes, None, 20), before.classes)
    assert np.count_nonzero(expected != before.classes) > 50
    assert np.array_equal(mask.classes, expected)
    assert np.array_equal(mask.origin == Origin.HAND, expected != before.classes)
    assert dusty.document.history.count() == 1
    dusty.document.undo()
    assert np.array_equal(mask.classes, before.classes)
    assert np.array_equal(mask.origin, before.origin)


def test_escape_leaves_every_byte(dusty: Hand) -> None:
    mask = dusty.document.mask
    before, shown = mask.copy(), dusty.picture()
    dusty.press(*WAY[0])
    dusty.move(*WAY[1:])
    assert not np.array_equal(mask.classes, before.classes)
    dusty.key(Qt.Key.Key_Escape)
    dusty.release(*WAY[-1])
    assert mask.classes.tobytes() == before.classes.tobytes()
    assert mask.origin.tobytes() == before.origin.tobytes()
    assert np.array_equal(dusty.picture(), shown)


def test_escape_while_the_first_piece_is_cleaned_leaves_every_byte(dusty: Hand) -> None:
    mask = dusty.document.mask
    before = mask.copy()
    dusty.patient = False
    dusty.press(*WAY[0])
    assert dusty.canvas.working
    dusty.key(Qt.Key.Key_Escape)
    dusty.release(*WAY[0])
    assert not dusty.document.painting
    assert mask.classes.tobytes() == before.classes.tobytes()
    assert dusty.document.history.count() == 0


def test_a_hasty_stroke_cleans_the_same_pixels(dusty: Hand) -> None:
    before = dusty.document.mask.copy()
    dusty.patient = False
    dusty.stroke(*WAY)
    dusty.rest()
    expected = np.where(dusty.covered(30), remove_specks(before.classes, None, 20), before.classes)
    assert np.array_equal(dusty.document.mask.classes, expected)


def test_protected_classes_and_hand_pixels_stay(dusty: Hand) -> None:
    mask = dusty.document.mask
    mask.origin[:, 150:] = Origin.HAND
    before = mask.copy()
    dusty.canvas.set_cleanup(CleanupWish("gaps", None, 20))
    dusty.canvas.set_rule(InkRule(protect_hand=True, protected=frozenset({1}), only_unlabelled=True))
    dusty.stroke(*WAY)
    kept = (before.classes == 1) | (before.origin == Origin.HAND)
    assert np.array_equal(mask.classes[kept], before.classes[kept])
    assert not np.array_equal(mask.classes, before.classes), "unlabelled dust is cleaned all the same"


def test_fill_takes_small_holes_with_it_under_the_rules(painter: Hand) -> None:
    mask = painter.document.mask
    mask.classes[:] = 0
    mask.classes[50:53, 50:53] = 2
    mask.classes[80:83, 80:83] = UNLABELLED
    mask.classes[120:140, 120:140] = 2
    before = mask.copy()
    painter.canvas.set_tool("fill")
    painter.canvas.set_class(1)
    painter.stroke((20.0, 20.0))
    assert np.array_equal(mask.classes == 1, before.classes == 0), "off until it is asked for"
    painter.document.undo()
    painter.canvas.set_holes(9)
    painter.stroke((20.0, 20.0))
    expected = np.ones(mask.classes.shape, dtype=bool)
    expected[120:140, 120:140] = False
    assert np.array_equal(mask.classes == 1, expected)
    assert np.array_equal(mask.classes[~expected], before.classes[~expected])
    painter.document.undo()
    painter.canvas.set_rule(InkRule(protected=frozenset({2})))
    painter.stroke((20.0, 20.0))
    assert np.array_equal(mask.classes == 2, before.classes == 2)
    assert (mask.classes[80:83, 80:83] == 1).all()


def test_a_closed_stroke_cleans_its_inside(dusty: Hand) -> None:
    mask = dusty.document.mask
    before = mask.copy()
    dusty.canvas.set_brush(10)
    dusty.canvas.set_encircle(True)
    dusty.stroke((60.0, 60.0), (60.0, 220.0), (180.0, 220.0), (180.0, 60.0), (62.0, 60.0))
    inside = dusty.covered(10)
    inside[60:180, 60:220] = True
    expected = np.where(inside, remove_specks(before.classes, None, 20), before.classes)
    assert np.array_equal(mask.classes, expected)
    assert dusty.document.history.count() == 1
