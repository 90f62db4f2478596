"""Every way of taking the model's word, and of refusing it, through the real window with mouse and keys."""

import numpy as np
import predicted_project
import pytest
from predicted_project import CAR, HAND, HEIGHT, LEFT_CAR, RIGHT_CAR, ROAD, SKY, UNSURE, WIDTH, said
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from small_window import comes

from workbench.core.control import Control
from workbench.core.geometry import Point
from workbench.core.mask import UNLABELLED, LabelMask, Origin
from workbench.core.records import Split, Status
from workbench.services import judges, merging

CTRL, SHIFT, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)
Keys = Qt.Key


def region(*places: tuple[slice, slice]) -> np.ndarray:
    found = np.zeros((HEIGHT, WIDTH), bool)
    for place in places:
        found[place] = True
    return found


def accepted(before: LabelMask, where: np.ndarray) -> LabelMask:
    """The mask with the model's word in these pixels, except what is labelled."""
    mask, free = before.copy(), where & (before.classes == UNLABELLED)
    mask.classes[free], mask.origin[free] = said().classes[free], Origin.ACCEPTED
    return mask


def same(one: LabelMask, other: LabelMask) -> bool:
    return one.classes.tobytes() == other.classes.tobytes() and one.origin.tobytes() == other.origin.tobytes()


def one_step_back(person, before: LabelMask) -> None:
    """One Ctrl+Z takes it all back, one Ctrl+Y brings it again."""
    document = person.document
    after, steps = document.mask.copy(), document.history.index()
    person.key(Keys.Key_Z, CTRL)
    assert same(document.mask, before)
    assert document.history.index() == steps - 1
    person.key(Keys.Key_Y, CTRL)
    assert same(document.mask, after)


def test_everywhere(predicted_desk) -> None:
    person, _, before = predicted_desk
    person.key(Keys.Key_Return)
    assert same(person.document.mask, accepted(before, region(np.s_[:, :])))
    assert (person.document.mask.classes[HAND] == ROAD).all()
    one_step_back(person, before)


def test_a_class_that_is_merged_while_its_prediction_is_shown(predicted_desk) -> None:
    person, _, _ = predicted_desk
    session = person.window.session
    session.start_job("merge", merging.run(person.project, CAR, SKY), Control())
    person.wait_idle()
    person.key(Keys.Key_Return)
    assert (person.document.mask.classes[LEFT_CAR] == SKY).all()
    assert not (person.document.mask.classes == CAR).any()
    assert [known.name for known in session.choice.classes.shown] == ["road", "sky"]


def test_above_a_confidence(predicted_desk) -> None:
    person, _, before = predicted_desk
    person.window.review._threshold.setValue(61)
    person.key(Keys.Key_Return)
    assert same(person.document.mask, accepted(before, ~region(UNSURE)))
    one_step_back(person, before)


def test_one_class_by_a_key_and_all_again(predicted_desk) -> None:
    person, hand, before = predicted_desk
    person.key(Keys.Key_2)
    person.key(Keys.Key_I, SHIFT)
    assert person.window.review.classes.text() == "car"
    person.key(Keys.Key_Return)
    cars = accepted(before, region(LEFT_CAR, RIGHT_CAR))
    assert same(person.document.mask, cars)
    one_step_back(person, before)
    person.key(Keys.Key_Y)
    hand.stroke((20.0, 80.0))
    assert same(person.document.mask, cars), "the sky is switched off"
    assert "Nothing is on offer" in person.window.status.news
    person.key(Keys.Key_I, SHIFT)
    hand.stroke((20.0, 80.0))
    assert same(person.document.mask, accepted(cars, said().classes == SKY))


def test_a_switch_of_the_list_hides_a_class(predicted_desk) -> None:
    person, hand, before = predicted_desk
    menu = person.window.review.classes.menu()
    shown = hand.picture()
    next(a for a in menu.actions() if a.text() == "sky").trigger()
    x, y = hand.canvas.view.to_device(Point(20.5, 80.5))
    assert tuple(hand.picture()[int(y), int(x)]) != tuple(shown[int(y), int(x)])
    person.key(Keys.Key_Return)
    assert same(person.document.mask, accepted(before, said().classes != SKY))


def test_a_region_by_a_click_and_its_outline_before(predicted_desk) -> None:
    person, hand, before = predicted_desk
    person.key(Keys.Key_Y)
    QTest.mouseMove(hand.canvas, hand.at(75.0, 30.0))
    person.wait(lambda: bool(hand.canvas._foresight.guide.paths), "the outline")
    (line,) = hand.canvas._foresight.guide.paths
    assert {(point.y, point.x) for point in line} == {(60.0, 20.0), (60.0, 50.0), (90.0, 50.0), (90.0, 20.0)}
    hand.stroke((75.0, 30.0))
    assert same(person.document.mask, accepted(before, region(LEFT_CAR)))
    one_step_back(person, before)


def test_inside_a_lasso(predicted_desk) -> None:
    person, hand, before = predicted_desk
    person.key(Keys.Key_J, SHIFT)
    hand.stroke((55.0, 10.0), (55.0, 60.0), (95.0, 60.0), (95.0, 10.0))
    mask = person.document.mask
    assert same(mask, accepted(before, region(np.s_[55:95, 10:60])))
    assert set(np.unique(mask.classes[55:95, 10:60])) == {ROAD, CAR}
    one_step_back(person, before)


def test_inside_a_box(predicted_desk) -> None:
    person, hand, before = predicted_desk
    person.key(Keys.Key_Y, SHIFT)
    hand.stroke((30.0, 90.0), (115.0, 150.0))
    assert same(person.document.mask, accepted(before, region(np.s_[30:115, 90:150])))
    assert (person.document.mask.origin[HAND] == Origin.HAND).all()
    one_step_back(person, before)


def test_under_the_adopt_brush(predicted_desk) -> None:
    person, hand, before = predicted_desk
    person.window.canvas.set_brush(16)
    person.key(Keys.Key_J)
    hand.stroke((80.0, 90.0), (95.0, 145.0))
    assert same(person.document.mask, accepted(before, hand.covered(16)))
    one_step_back(person, before)


@pytest.mark.parametrize("how", ["click", "lasso", "box"])
def test_refusing(predicted_desk, how: str) -> None:
    """It stays unlabelled, goes from the picture, is not accepted by Enter, and the image becomes more doubtful."""
    person, hand, before = predicted_desk
    doubt = person.project.image(1).doubt
    shown = hand.picture()
    tool, shift, way, gone = {
        "click": (Keys.Key_Y, NONE, ((75.0, 30.0),), region(LEFT_CAR)),
        "lasso": (Keys.Key_J, SHIFT, ((60.0, 20.0), (60.0, 50.0), (90.0, 50.0), (90.0, 20.0)), region(LEFT_CAR)),
        "box": (Keys.Key_Y, SHIFT, ((0.0, 0.0), (120.0, 160.0)), region(np.s_[:, :])),
    }[how]
    person.key(tool, shift)
    hand.stroke(*way, keys=CTRL)
    gone &= before.classes == UNLABELLED
    mask = person.document.mask
    assert np.array_equal(mask.classes, before.classes)
    assert np.array_equal(mask.origin != before.origin, gone)
    QTest.mouseMove(hand.canvas, hand.at(115.0, 5.0))
    x, y = hand.canvas.view.to_device(Point(75.5, 30.5))
    assert tuple(hand.picture()[int(y), int(x)]) != tuple(shown[int(y), int(x)])
    person.wait_idle()
    share = gone.sum() / gone.size
    reason = person.window.review._reason
    person.wait(lambda: reason.text() == f"{share:.0%} refused. unsure.", "the reason beside the buttons")
    assert person.project.image(1).doubt == pytest.approx(doubt + (1 - doubt) * share)
    one_step_back(person, before)
    refused = mask.copy()
    person.key(Keys.Key_Return)
    assert same(mask, accepted(refused, ~gone))


def test_what_is_refused_stays_so_until_a_newer_run(predicted_desk) -> None:
    person, hand, before = predicted_desk
    person.key(Keys.Key_Y)
    hand.stroke((75.0, 30.0), keys=CTRL)
    person.wait_idle()
    refused, folder, session = person.document.mask.copy(), person.project.folder, person.window.session
    session.show_image(2)
    session.show_image(1)
    assert same(person.document.mask, refused), "after another image"
    person.window.commands.close()
    person.window.commands.open(folder)
    session.show_image(1)
    assert same(person.document.mask, refused), "after a restart"
    assert person.project.image(1).reason == f"{0.047:.0%} refused. unsure."
    person.key(Keys.Key_Return)
    assert (person.document.mask.classes[LEFT_CAR] == UNLABELLED).all()
    assert person.document.mask.classes[5, 5] == SKY
    # A newer run's word may be another, and is offered.
    predicted_project.predict(person.project, said(2), 1)
    session.on_prediction(1)
    person.key(Keys.Key_Return)
    assert same(person.document.mask, accepted(before, region(np.s_[:, :])))


def test_the_fast_lane(predicted_desk) -> None:
    """Ctrl+Enter takes what is shown, marks done, and opens the most doubtful next; hidden, it takes nothing."""
    person, _, before = predicted_desk
    person.key(Keys.Key_Return, CTRL)
    assert person.document.image_id == 2
    assert person.project.image(1).status == Status.DONE
    person.wait_idle()
    assert same(person.project.mask(1), accepted(before, region(np.s_[:, :])))
    person.key(Keys.Key_O)
    person.key(Keys.Key_Return, CTRL)
    assert person.project.image(2).status != Status.DONE
    assert person.window.status.news.startswith("Nothing is painted here and nothing is sure enough to accept")
    assert "Ctrl+Shift+" in person.window.status.news
    person.key(Keys.Key_Return, CTRL | SHIFT)
    assert person.project.image(2).status == Status.DONE
    person.wait_idle()
    assert (person.project.mask(2).classes == UNLABELLED).all(), "nobody looked at it"


WAYS = {
    "all": lambda person, _hand: person.key(Keys.Key_Return),
    "and next": lambda person, _hand: person.key(Keys.Key_Return, CTRL),
    "button": lambda person, _hand: QTest.mouseClick(person.window.review._accept, Qt.MouseButton.LeftButton),
    "click": lambda person, hand: (person.key(Keys.Key_Y), hand.stroke((75.0, 30.0))),
    "lasso": lambda person, hand: (person.key(Keys.Key_J, SHIFT), hand.stroke((5.0, 5.0), (5.0, 60.0), (30.0, 5.0))),
    "box": lambda person, hand: (person.key(Keys.Key_Y, SHIFT), hand.stroke((5.0, 5.0), (30.0, 60.0))),
    "adopt": lambda person, hand: (person.key(Keys.Key_J), hand.stroke((20.0, 20.0), (20.0, 60.0))),
    "check": lambda person, _hand: (person.key(Keys.Key_Period), person.key(Keys.Key_Period)),
}


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_accepted_in_a_val_image_before_the_person_agrees(predicted_desk, way: str) -> None:
    person, hand, before = predicted_desk
    person.wait(lambda: bool(person.window.checks.rows), "the list of what to check")
    person.project.set_split([1], Split.VAL)

    def question() -> list[QMessageBox]:
        return [box for box in person.window.findChildren(QMessageBox) if box.isVisible()]

    WAYS[way](person, hand)
    (box,) = question()
    assert "judge" not in box.text()
    assert "measured" in box.text()
    QTest.mouseClick(box.button(QMessageBox.StandardButton.No), Qt.MouseButton.LeftButton)
    WAYS[way](person, hand)
    assert question() == [], "it asks once"
    assert "Not accepted" in person.window.status.news
    assert person.document.image_id == 1
    assert person.project.image(1).status == Status.STARTED
    assert same(person.document.mask, before)
    judges.agree(person.project, True)
    WAYS[way](person, hand)
    person.wait_idle()
    assert (person.project.mask(1).origin == Origin.ACCEPTED).any()


def test_yes_goes_on_with_what_was_wished(predicted_desk) -> None:
    person, _, before = predicted_desk
    person.project.set_split([1, 2], Split.VAL)
    person.key(Keys.Key_Return, CTRL)
    assert person.document.image_id == 1
    (box,) = [box for box in person.window.findChildren(QMessageBox) if box.isVisible()]
    QTest.mouseClick(box.button(QMessageBox.StandardButton.Yes), Qt.MouseButton.LeftButton)
    assert person.document.image_id == 2
    person.wait_idle()
    assert same(person.project.mask(1), accepted(before, region(np.s_[:, :])))
    assert person.project.image(1).status == Status.DONE
    person.key(Keys.Key_Return)
    assert "nothing left unlabelled" in person.window.status.news


def test_a_model_that_is_nowhere_sure_enough_says_so_and_leads_to_its_surest_half(predicted_desk) -> None:
    person, _, _ = predicted_desk
    review, weak = person.window.review, said(2)
    weak.confidence[:] = 64  # 25 %
    weak.confidence[:, : WIDTH // 2] = 105  # 41 %
    weak.confidence[0, 0] = 128  # 50 %
    review._threshold.setValue(70)
    assert review.unsure.isHidden()
    predicted_project.predict(person.project, weak, 2)
    person.window.session.show_image(2)
    person.wait(lambda: not review.unsure.isHidden(), "the words", 5)
    assert review.unsure.text().startswith("Nothing here is 70 % sure; the surest is 50 %: ")
    person.key(Keys.Key_Return)
    assert person.window.status.news == "Nothing here is 70 % sure; the surest is 50 %: lower Accept."
    review.unsure.linkActivated.emit("lower")
    assert review.unsure.isHidden()
    person.key(Keys.Key_Return)
    taken = person.document.mask.classes != UNLABELLED
    assert taken[:, : WIDTH // 2].all()


def test_it_tells_what_was_accepted_and_what_is_left(predicted_desk) -> None:
    person, _, _ = predicted_desk
    person.window.review._threshold.setValue(61)
    person.key(Keys.Key_Return)
    hand, unsure = 30 * 10, 15 * 30  # pixels of 120 x 160
    assert (hand + unsure) / (HEIGHT * WIDTH) == pytest.approx(0.039, abs=1e-3)
    assert person.window.status.news == "96 % accepted, 2 % left unlabelled."
    person.key(Keys.Key_Return)
    assert person.window.status.news == "Nothing to accept: no unlabelled pixel is on offer (see Review)."
    person.key(Keys.Key_Return, CTRL)
    assert person.window.status.news.startswith("Nothing to accept: ")
    assert person.document.image_id == 2
    person.window.review._threshold.setValue(0)
    person.key(Keys.Key_Return)
    assert person.window.status.news == "100 % accepted, nothing left unlabelled."


def test_the_outline_is_that_of_what_a_click_would_take_now(predicted_desk) -> None:
    """It follows the offer, undo and newer predictions, though the mouse rests."""
    person, hand, _ = predicted_desk
    foreseen = hand.canvas._foresight

    def outlined(*box: float) -> bool:
        corners = {(y, x) for y in box[:2] for x in box[2:]}
        return comes(lambda: {(p.y, p.x) for line in foreseen.guide.paths for p in line} == corners)

    person.key(Keys.Key_Y)
    QTest.mouseMove(hand.canvas, hand.at(82.0, 30.0))
    assert outlined(60.0, 90.0, 20.0, 50.0)
    person.window.review._threshold.setValue(70)
    assert outlined(75.0, 90.0, 20.0, 50.0)
    hand.stroke((82.0, 30.0))
    assert comes(lambda: not foreseen.guide.paths), "nothing more to be taken there"
    person.key(Keys.Key_Z, CTRL)
    assert outlined(75.0, 90.0, 20.0, 50.0)
    newer = said(2)
    newer.classes[60:] = SKY
    newer.classes[80:85, 25:45] = CAR
    predicted_project.predict(person.project, newer, 1)
    person.window.session.on_prediction(1)
    assert outlined(80.0, 85.0, 25.0, 45.0)
