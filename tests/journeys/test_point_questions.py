"""Questions about unsure pixels, through the real window with real keys: answered, passed, taken back, ended."""

from dataclasses import replace

import numpy as np
import predicted_project
import pytest
from predicted_project import CAR, ROAD, SKY, UNSURE, said
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from workbench.core.mask import UNLABELLED, LabelMask, Origin

SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
Keys = Qt.Key
WIDE = np.s_[45:75, 5:155]
"""Room for several points, away from what a hand has painted."""

DISC = 13
"""Pixels of a disc of radius 2."""


def asked(canvas) -> tuple[int, int] | None:
    """The pixel in the frame that is shown."""
    if not canvas._mark.paths:
        return None
    corners = canvas._mark.paths[0][:4]
    return int(sum(p.y for p in corners) / 4), int(sum(p.x for p in corners) / 4)


def same(one: LabelMask, other: LabelMask) -> bool:
    return one.classes.tobytes() == other.classes.tobytes() and one.origin.tobytes() == other.origin.tobytes()


def inside(box: tuple[slice, slice], pixel: tuple[int, int]) -> bool:
    return all(part.start <= place < part.stop for part, place in zip(box, pixel, strict=True))


@pytest.fixture
def questioned(predicted_desk):
    """The first question is asked, of a model that is unsure of a wide strip."""
    person, hand, before = predicted_desk
    prediction = said()
    prediction.confidence[WIDE] = 153
    person.document.set_prediction(prediction)
    person.key(Keys.Key_P, SHIFT)
    return person, hand.canvas, before


def test_each_answer_is_one_key_and_one_step_and_paints_a_disc(questioned) -> None:
    person, canvas, before = questioned
    first = asked(canvas)
    assert inside(WIDE, first)
    assert canvas.view.scale >= 4.0
    assert person.window.status.news.startswith("Point 1 of ")
    steps = person.document.history.index()
    person.key(Keys.Key_2)
    mask = person.document.mask
    changed = mask.classes != before.classes
    assert changed.sum() == DISC
    assert (mask.classes[changed] == CAR).all()
    assert (mask.origin[changed] == Origin.HAND).all()
    assert changed[first]
    assert person.document.history.index() == steps + 1
    second = asked(canvas)
    assert second != first
    assert inside(WIDE, second)
    # A click in the list answers too, with the class that paints already.
    person.window.session.choice.choose(SKY)
    row = person.window.classes._rows[SKY]
    QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    assert mask.classes[second] == SKY
    person.wait_idle()
    assert same(person.project.mask(1), mask)


def test_answers_are_taken_back_in_order_and_asked_again(questioned) -> None:
    person, canvas, before = questioned
    first = asked(canvas)
    person.key(Keys.Key_1)
    second = asked(canvas)
    person.key(Keys.Key_0)
    assert person.document.mask.classes[second] == UNLABELLED
    assert asked(canvas) != second
    person.key(Keys.Key_Backspace)
    assert asked(canvas) == second
    person.key(Keys.Key_Z, CTRL)
    assert asked(canvas) == first
    assert same(person.document.mask, before)
    person.key(Keys.Key_3)
    assert person.document.mask.classes[first] == SKY
    assert asked(canvas) == second


def test_a_stroke_between_is_undone_first_and_answers_what_it_covers(questioned) -> None:
    person, canvas, _ = questioned
    first = asked(canvas)
    person.key(Keys.Key_1)
    second = asked(canvas)
    person.window.canvas.set_brush(7)
    person.window.session.choice.choose(CAR)
    person.stroke((second[0] + 0.5, second[1] + 0.5), (second[0] + 0.5, second[1] + 1.5))
    assert person.document.mask.classes[second] == CAR
    person.key(Keys.Key_Z, CTRL)
    assert person.document.mask.classes[second] == UNLABELLED
    assert person.document.mask.classes[first] == ROAD
    assert asked(canvas) == second


def test_when_all_is_answered_it_says_how_to_go_on(questioned) -> None:
    person, canvas, before = questioned
    for _ in range(10):
        if asked(canvas) is not None:
            person.key(Keys.Key_2)
    assert asked(canvas) is None
    assert person.window.status.news.startswith("Every point is answered.")
    painted = person.document.mask.classes != before.classes
    near = np.zeros_like(painted)
    near[WIDE[0].start - 2 : WIDE[0].stop + 2, WIDE[1].start - 2 : WIDE[1].stop + 2] = True
    assert painted.any()
    assert not (painted & ~near).any()


def test_escape_ends_it_and_digits_choose_again(questioned) -> None:
    person, canvas, before = questioned
    person.key(Keys.Key_Escape)
    assert asked(canvas) is None
    assert not person.window.action("points").isChecked()
    person.key(Keys.Key_3)
    assert person.window.session.choice.current == SKY
    assert same(person.document.mask, before)


def test_the_next_image_is_asked_about_too(questioned) -> None:
    person, canvas, _ = questioned
    person.window.session.show_image(2)
    person.wait(lambda: person.document.image_id == 2 and asked(canvas) is not None, "a question")
    assert inside(UNSURE, asked(canvas))


def test_it_asks_where_two_classes_are_nearly_equal_rather_than_where_many_are_possible(predicted_desk) -> None:
    """As in the source: the lowest margin, and not the lowest confidence."""
    person, hand, _ = predicted_desk
    newer = said(2)
    newer.confidence[np.s_[0:30, 0:160]] = 90  # of many classes the first stands out
    margin = np.full_like(newer.classes, 200)
    margin[WIDE] = 3  # two classes share nearly everything
    predicted_project.predict(person.project, replace(newer, margin=margin), 1)
    person.window.session.show_image(2)
    person.wait(lambda: person.document.image_id == 2, "the other image")
    person.window.session.show_image(1)
    person.wait(lambda: person.document.image_id == 1 and person.document.prediction is not None, "the image")
    person.key(Keys.Key_P, SHIFT)
    assert inside(WIDE, asked(hand.canvas))
