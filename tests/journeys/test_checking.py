"""The list of regions where mask and model disagree, through the real window: found, shown, kept, taken."""

import threading

import numpy as np
import predicted_project
from predicted_project import CAR, HAND, ROAD, SKY, said
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDockWidget, QMessageBox

from workbench.core.mask import LabelMask, Origin
from workbench.paint.disagreement import disagreements
from workbench.services import merging
from workbench.ui.deeds import changes, check_walk

SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
Keys = Qt.Key
IN_CAR = np.s_[80:100, 110:120]
"""Painted as road by hand in the middle of a car that the model is sure of."""


def title(person) -> str:
    return next(d for d in person.window.findChildren(QDockWidget) if d.objectName() == "Check").windowTitle()


def listed(person, rows: list[tuple[str, ...]]) -> None:
    person.wait(lambda: person.window.checks.rows == rows, f"the list {rows}")


def same(one: LabelMask, other: LabelMask) -> bool:
    return one.classes.tobytes() == other.classes.tobytes() and one.origin.tobytes() == other.origin.tobytes()


def test_a_region_is_pointed_at_and_taken_with_one_key_and_one_step(predicted_desk) -> None:
    person, hand, before = predicted_desk
    listed(person, [("road", "car", "200")])
    assert title(person) == "Check (1)"
    person.key(Keys.Key_Period)
    assert same(person.document.mask, before), "nobody has seen it yet"
    (line,) = hand.canvas._mark.paths
    assert {(point.y, point.x) for point in line} == {(80.0, 110.0), (80.0, 120.0), (100.0, 120.0), (100.0, 110.0)}
    assert "road" in person.window.status.news
    person.key(Keys.Key_Period)
    mask = person.document.mask
    taken = np.zeros(mask.classes.shape, bool)
    taken[IN_CAR] = True
    assert np.array_equal(mask.classes, np.where(taken, CAR, before.classes))
    assert np.array_equal(mask.origin, np.where(taken, Origin.ACCEPTED, before.origin))
    assert not hand.canvas._mark.paths
    listed(person, [])
    assert title(person) == "Check"
    person.key(Keys.Key_Z, CTRL)
    assert same(mask, before)
    listed(person, [("road", "car", "200")])
    person.wait_idle()
    assert same(person.project.mask(1), before)


def test_what_is_kept_is_not_asked_again_until_the_person_wishes(predicted_desk) -> None:
    person, _, before = predicted_desk
    listed(person, [("road", "car", "200")])
    person.key(Keys.Key_V, SHIFT)
    person.key(Keys.Key_Comma)
    assert person.window.checks.rows == []
    assert same(person.document.mask, before)
    folder = person.project.folder
    person.window.commands.close()
    person.window.commands.open(folder)
    person.window.session.show_image(1)
    person.wait(lambda: "Nothing to check" in person.window.checks.words, "the image to be searched")
    # A newer run says so again, with another border.
    newer = said(2)
    newer.classes[98:100, 100:140] = ROAD
    predicted_project.predict(person.project, newer, 1)
    person.window.session.on_prediction(1)
    person.wait(lambda: "Nothing to check" in person.window.checks.words, "the image to be searched")
    QTest.mouseClick(person.window.checks._again, Qt.MouseButton.LeftButton)
    listed(person, [("road", "car", "180")])


def test_what_is_kept_while_it_is_searched_for_is_not_listed_again(predicted_desk, monkeypatch) -> None:
    person, _, _ = predicted_desk
    listed(person, [("road", "car", "200")])
    begun, go_on = threading.Event(), threading.Event()

    def slowly(*known):
        found = disagreements(*known)
        begun.set()
        assert go_on.wait(10)
        return found

    monkeypatch.setattr(check_walk, "disagreements", slowly)
    shown = []
    person.window.checks.table.model().rowsInserted.connect(lambda *_: shown.append(person.window.checks.rows))
    person.document.areas_changed.emit()
    person.wait(begun.is_set, "the search")
    person.key(Keys.Key_V, SHIFT)
    person.key(Keys.Key_Comma)
    go_on.set()
    walk = person.window.checks.findChild(check_walk.CheckWalk)
    person.wait(lambda: not walk._searching.busy, "its end")
    assert shown == []
    assert person.window.checks.rows == []


def test_what_was_kept_of_a_class_stays_kept_once_that_is_merged(predicted_desk) -> None:
    person, _, _ = predicted_desk
    listed(person, [("road", "car", "200")])
    person.key(Keys.Key_V, SHIFT)
    person.key(Keys.Key_Comma)
    person.wait_idle()
    list(merging.run(person.project, ROAD, SKY))
    person.window.session.show_image(2)
    person.wait(lambda: person.document.image_id == 2, "the other image")
    person.window.session.show_image(1)
    person.wait(lambda: person.document.image_id == 1, "the image")
    person.wait(lambda: "Nothing to check" in person.window.checks.words, "the image to be searched")
    assert (person.document.mask.classes[IN_CAR] == SKY).all()


def test_a_stroke_that_is_taken_back_leaves_nothing_in_the_list(predicted_desk) -> None:
    person, hand, before = predicted_desk
    listed(person, [("road", "car", "200")])
    person.key(Keys.Key_2)
    person.window.canvas.set_brush(11)
    person.document.areas_changed.emit()  # as after a stroke just before
    hand.press(110.0, 20.0)
    hand.move((110.0, 60.0))
    assert not same(person.document.mask, before)
    QTest.qWait(2 * check_walk.PAUSE)
    hand.key(Keys.Key_Escape)
    hand.rest()
    assert same(person.document.mask, before)
    QTest.qWait(2 * check_walk.PAUSE)
    assert person.window.checks.rows == [("road", "car", "200")]


def test_from_region_to_region_with_the_list_or_the_keys(predicted_desk) -> None:
    person, hand, _ = predicted_desk
    listed(person, [("road", "car", "200")])
    person.key(Keys.Key_2)
    person.window.canvas.set_brush(11)
    hand.stroke((110.0, 20.0), (110.0, 60.0))
    person.wait(lambda: person.window.checks.table.rowCount() == 2, "the stroke to be listed")
    (painted, model, pixels), other = person.window.checks.rows
    assert (painted, model) == ("car", "road")
    stroke = int(pixels.replace(",", ""))
    assert stroke == (person.document.mask.classes == CAR).sum()
    assert other == ("road", "car", "200")
    person.window.checks.table.setCurrentCell(1, 0)
    (line,) = hand.canvas._mark.paths
    assert (80.0, 110.0) in {(point.y, point.x) for point in line}
    person.key(Keys.Key_Comma)
    listed(person, [("car", "road", pixels)])
    assert person.window.checks.table.currentRow() == 0, "on to the next"
    person.key(Keys.Key_Period)
    assert not (person.document.mask.classes == CAR).any()
    assert (person.document.mask.classes[HAND] == ROAD).all()
    listed(person, [])


def test_another_image_and_one_without_a_prediction(predicted_desk) -> None:
    person, _, _ = predicted_desk
    listed(person, [("road", "car", "200")])
    person.window.session.show_image(2)
    person.wait(lambda: "Nothing is painted here yet" in person.window.checks.words, "words of the other image")
    assert title(person) == "Check"
    person.document.set_prediction(None)
    assert "prediction" in person.window.checks.words
    person.key(Keys.Key_Period)
    assert person.document.history.count() == 0


def test_a_large_image_is_searched_when_asked(predicted_desk, monkeypatch) -> None:
    person, hand, before = predicted_desk
    listed(person, [("road", "car", "200")])
    monkeypatch.setattr(check_walk, "UNASKED_UP_TO", 0)
    person.window.session.show_image(1)
    assert "Shift+V" in person.window.checks.words
    QTest.qWait(2 * check_walk.PAUSE)
    assert person.window.checks.rows == []
    person.key(Keys.Key_V, SHIFT)
    listed(person, [("road", "car", "200")])
    assert hand.canvas._mark.paths, "the first is shown at once"
    person.key(Keys.Key_Comma)
    assert person.window.checks.rows == []
    assert same(person.document.mask, before)


def test_what_was_kept_and_is_damaged_is_told_once_and_the_search_goes_on(predicted_desk) -> None:
    person, _, _ = predicted_desk
    listed(person, [("road", "car", "200")])
    person.key(Keys.Key_V, SHIFT)
    person.key(Keys.Key_Comma)
    assert person.window.checks.rows == []
    with person.project._db.transaction() as connection:
        connection.exec_driver_sql("UPDATE kept_regions SET pixels = x'00'")
    person.window.canvas.set_brush(5)
    for column in (5, 15, 25):
        person.stroke((50.0, column), (50.0, column + 5.0))
        listed(person, [("road", "car", "200")])
    assert len(person.boxes) == 1
    assert "Ask again" in person.window.findChildren(QMessageBox)[0].informativeText()
    person.answer_boxes()


def test_taking_a_region_of_a_large_image_does_not_hold_up_the_window(predicted_desk, monkeypatch) -> None:
    """It is worked out on another thread; the person can press what they like meanwhile."""
    person, _, before = predicted_desk
    monkeypatch.setattr(changes, "AT_ONCE", 0)
    listed(person, [("road", "car", "200")])
    person.key(Keys.Key_Period)
    here, threads = threading.current_thread(), []
    plain = check_walk.take

    def noted(*known):
        threads.append(threading.current_thread())
        return plain(*known)

    monkeypatch.setattr(check_walk, "take", noted)
    person.key(Keys.Key_Period)
    person.key(Keys.Key_Period)
    listed(person, [])
    assert len(threads) == 1
    assert threads[0] is not here
    taken = np.zeros(before.classes.shape, bool)
    taken[IN_CAR] = True
    assert np.array_equal(person.document.mask.classes, np.where(taken, CAR, before.classes))
