"""A stroke that something happens to: other buttons, a release elsewhere, focus lost, wheels, keys, another image."""

import numpy as np
import pytest
from canvas_hand import Hand
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QFocusEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QVBoxLayout, QWidget

from workbench.core.mask import UNLABELLED, LabelMask
from workbench.ui.document import Document

LEFT, MIDDLE, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton
NO_BUTTON, CTRL, SHIFT = Qt.MouseButton.NoButton, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def move_without_buttons(painter: Hand, *place: float) -> None:
    """The mouse moves, and no button is down: a release has gone elsewhere."""
    position, none = QPointF(painter.at(place[0], place[1])), Qt.KeyboardModifier.NoModifier
    there = painter.canvas.mapToGlobal(position)
    event = QMouseEvent(QEvent.Type.MouseMove, position, there, NO_BUTTON, NO_BUTTON, none)
    QApplication.sendEvent(painter.canvas, event)


def lose_focus(painter: Hand) -> None:
    event = QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.ActiveWindowFocusReason)
    QApplication.sendEvent(painter.canvas, event)


@pytest.mark.parametrize("button", [MIDDLE, RIGHT])
def test_a_second_button_in_mid_stroke_is_nothing(painter: Hand, button: Qt.MouseButton) -> None:
    before = painter.canvas.view
    painter.press(60.0, 60.0)
    painter.move((90.0, 120.0))
    way, none = list(painter.way), Qt.KeyboardModifier.NoModifier
    QTest.mousePress(painter.canvas, button, none, painter.at(90.0, 120.0))
    painter.move((120.0, 200.0))
    QTest.mouseRelease(painter.canvas, button, none, painter.at(120.0, 200.0))
    assert painter.document.painting
    painter.move((160.0, 220.0))
    painter.release(160.0, 220.0)
    assert painter.way[: len(way)] == way
    assert np.array_equal(painter.document.mask.classes == 0, painter.covered(20))
    assert painter.canvas.view == before
    assert painter.document.history.count() == 1


def test_the_left_button_while_the_image_is_held_paints_nothing(painter: Hand) -> None:
    painter.press(60.0, 60.0, button=MIDDLE)
    painter.move((80.0, 80.0))
    QTest.mousePress(painter.canvas, LEFT, Qt.KeyboardModifier.NoModifier, painter.at(80.0, 80.0))
    held = painter.canvas.view
    painter.move((100.0, 100.0))
    assert painter.canvas.view != held, "the image is still held"
    QTest.mouseRelease(painter.canvas, LEFT, Qt.KeyboardModifier.NoModifier, painter.at(100.0, 100.0))
    held = painter.canvas.view
    painter.move((120.0, 100.0))
    assert painter.canvas.view != held, "only its own button lets the image go"
    painter.release(120.0, 100.0, button=MIDDLE)
    held = painter.canvas.view
    painter.move((60.0, 60.0))
    assert painter.canvas.view == held
    assert painter.document.history.count() == 0


def test_a_release_outside_the_window_ends_the_stroke_there(painter: Hand) -> None:
    painter.press(60.0, 60.0)
    painter.move((100.0, 290.0), (100.0, 700.0))
    painter.release(-300.0, 700.0)
    assert not painter.document.painting
    assert np.array_equal(painter.document.mask.classes == 0, painter.covered(20))
    assert painter.document.history.count() == 1


def test_a_release_that_is_lost_ends_the_stroke_where_it_was_last_seen(painter: Hand) -> None:
    painter.press(60.0, 60.0)
    painter.move((90.0, 120.0))
    first = list(painter.way)
    move_without_buttons(painter, 200.0, 250.0)
    assert np.array_equal(painter.document.mask.classes == 0, painter.covered(20, first))
    assert not painter.document.painting


def test_a_press_after_a_lost_release_begins_a_new_stroke(painter: Hand) -> None:
    painter.press(60.0, 60.0)
    painter.move((90.0, 120.0))
    first = list(painter.way)
    painter.stroke((200.0, 30.0), (210.0, 60.0))
    assert np.array_equal(painter.document.mask.classes == 0, painter.covered(20, first, painter.way))
    assert painter.document.history.count() == 2


def test_a_lost_release_lets_the_image_go(painter: Hand) -> None:
    painter.press(60.0, 60.0, button=MIDDLE)
    painter.move((80.0, 80.0))
    held = painter.canvas.view
    move_without_buttons(painter, 150.0, 150.0)
    assert painter.canvas.view == held


def test_focus_lost_in_mid_stroke_keeps_the_stroke_and_ends_it(painter: Hand) -> None:
    painter.press(60.0, 60.0)
    painter.move((90.0, 120.0))
    first = list(painter.way)
    lose_focus(painter)
    assert not painter.document.painting
    painter.move((200.0, 250.0))
    painter.release(200.0, 250.0)
    assert np.array_equal(painter.document.mask.classes == 0, painter.covered(20, first))
    assert painter.document.history.count() == 1


def test_focus_lost_does_not_close_a_polygon(painter: Hand) -> None:
    painter.canvas.set_tool("polygon")
    for corner in ((20.0, 20.0), (20.0, 100.0)):
        painter.stroke(corner)
    lose_focus(painter)
    assert painter.document.painting
    painter.stroke((100.0, 100.0))
    painter.key(Qt.Key.Key_Return)
    assert painter.document.mask.classes[40, 80] == 0


@pytest.mark.parametrize("notches", [3, -2])
def test_zooming_in_mid_stroke_paints_what_the_pointer_passes(painter: Hand, notches: int) -> None:
    painter.press(100.0, 100.0)
    painter.move((110.0, 130.0))
    painter.wheel(110.0, 130.0, notches, CTRL)
    painter.move((120.0, 150.0), (130.0, 140.0))
    painter.release(130.0, 140.0)
    assert painter.canvas.view.scale != 1
    assert np.array_equal(painter.document.mask.classes == 0, painter.covered(20))


def test_scrolling_in_mid_stroke_paints_what_comes_under_the_pointer(painter: Hand) -> None:
    painter.press(100.0, 100.0)
    painter.move((110.0, 130.0))
    position = QPointF(painter.at(110.0, 130.0))
    painter.wheel(110.0, 130.0, -1)
    painter.way.append(painter.canvas.image_point(position))
    assert painter.way[-1].y > 150, "the image has moved"
    assert np.array_equal(painter.document.mask.classes == 0, painter.covered(20))
    painter.move((200.0, 160.0))
    painter.release(200.0, 160.0)
    assert np.array_equal(painter.document.mask.classes == 0, painter.covered(20))


def test_the_view_does_not_jump_in_mid_stroke(painter: Hand) -> None:
    painter.press(100.0, 100.0)
    painter.move((110.0, 130.0))
    before = painter.canvas.view
    painter.canvas.fit()
    painter.canvas.show_point(painter.way[0], 8.0)
    assert painter.canvas.view == before
    painter.release(110.0, 130.0)
    painter.canvas.fit()
    assert painter.canvas.view != before


def test_a_size_chosen_in_mid_stroke_is_for_the_next(painter: Hand) -> None:
    painter.press(100.0, 100.0)
    painter.wheel(100.0, 100.0, 4, SHIFT)
    shown = painter.canvas._ring_place()
    assert shown is not None
    assert shown[1] == 10, "the ring tells how wide this stroke is"
    painter.move((110.0, 130.0))
    painter.release(110.0, 130.0)
    assert np.array_equal(painter.document.mask.classes == 0, painter.covered(20))
    assert painter.canvas.ink_palette.diameter > 30


def test_another_image_in_mid_stroke_gets_nothing_of_it(painter: Hand) -> None:
    painter.press(60.0, 60.0)
    painter.move((90.0, 120.0))
    first, old = list(painter.way), painter.document
    other = Document(2, np.zeros((240, 300, 3), np.uint8), LabelMask.blank(240, 300))
    painter.canvas.set_document(other)
    painter.move((200.0, 250.0))
    painter.release(200.0, 250.0)
    assert np.array_equal(old.mask.classes == 0, painter.covered(20, first))
    assert (other.mask.classes == UNLABELLED).all()
    assert other.history.count() == 0
    painter.document = other
    painter.stroke((100.0, 100.0))
    assert np.array_equal(other.mask.classes == 0, painter.covered(20))


@pytest.mark.parametrize("tool", ["polygon", "rectangle", "eraser"])
def test_another_tool_in_mid_stroke_goes_on_with_nothing(painter: Hand, tool: str) -> None:
    painter.press(60.0, 60.0)
    painter.move((90.0, 120.0))
    first = list(painter.way)
    painter.canvas.set_tool(tool)
    painter.move((200.0, 250.0))
    painter.release(200.0, 250.0)
    assert not painter.document.painting
    assert np.array_equal(painter.document.mask.classes == 0, painter.covered(20, first))


def test_space_in_mid_stroke_goes_on_painting(painter: Hand) -> None:
    painter.press(60.0, 60.0)
    QTest.keyPress(painter.canvas, Qt.Key.Key_Space)
    assert painter.canvas.cursor().shape() == Qt.CursorShape.CrossCursor
    before = painter.canvas.view
    painter.move((90.0, 120.0))
    painter.release(90.0, 120.0)
    assert painter.canvas.view == before
    assert np.array_equal(painter.document.mask.classes == 0, painter.covered(20))
    assert painter.canvas.cursor().shape() == Qt.CursorShape.OpenHandCursor
    QTest.keyRelease(painter.canvas, Qt.Key.Key_Space)
    assert painter.canvas.cursor().shape() == Qt.CursorShape.CrossCursor


def test_space_that_is_let_go_elsewhere_is_not_held(painter: Hand) -> None:
    QTest.keyPress(painter.canvas, Qt.Key.Key_Space)
    lose_focus(painter)
    painter.stroke((60.0, 60.0))
    assert painter.document.history.count() == 1


@pytest.fixture
def beside(painter: Hand, qtbot: object) -> QWidget:
    """The canvas in a window with a list and a field of text."""
    window = QWidget()
    qtbot.addWidget(window)  # type: ignore[attr-defined]
    room = QVBoxLayout(window)
    for widget in (QListWidget(), QLineEdit(), painter.canvas):
        room.addWidget(widget)
    window.resize(500, 700)
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    yield window
    painter.canvas.setParent(None)


def come(painter: Hand) -> None:
    """The pointer comes onto the canvas."""
    middle = QPointF(painter.canvas.rect().center())
    QApplication.sendEvent(painter.canvas, QEnterEvent(middle, middle, painter.canvas.mapToGlobal(middle)))


def test_space_is_meant_for_the_canvas_under_the_pointer(painter: Hand, beside: QWidget) -> None:
    beside.findChild(QListWidget).setFocus()
    come(painter)
    before = painter.canvas.view
    QTest.keyPress(beside.window().focusWidget(), Qt.Key.Key_Space)
    painter.stroke((100.0, 100.0), (120.0, 130.0))
    assert painter.document.history.count() == 0
    assert painter.canvas.view != before


def test_space_in_a_field_is_typed(painter: Hand, beside: QWidget) -> None:
    field = beside.findChild(QLineEdit)
    field.setFocus()
    come(painter)
    QTest.keyClick(beside.window().focusWidget(), Qt.Key.Key_Space)
    assert field.text() == " "
    painter.stroke((100.0, 100.0))
    assert painter.document.history.count() == 1
