"""Two fingers on a touchpad: pinches zoom where the fingers are, scrolling pans, and what rolls on never zooms."""

import numpy as np
import pytest
from canvas_hand import Hand
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtWidgets import QApplication

from workbench.core.geometry import Point

Kinds, Phases, Keys = Qt.NativeGestureType, Qt.ScrollPhase, Qt.KeyboardModifier
CTRL, SHIFT, NONE = Keys.ControlModifier, Keys.ShiftModifier, Keys.NoModifier


def fingers(painter: Hand, kind: Kinds, position: QPointF, value: float = 0.0) -> None:
    there, device = painter.canvas.mapToGlobal(position), QPointingDevice.primaryPointingDevice()
    event = QNativeGestureEvent(kind, device, 2, position, position, there, value, QPointF())
    QApplication.sendEvent(painter.canvas, event)


def slide(painter: Hand, phase: Phases, pixels: tuple[int, int], keys: Keys = NONE, at: QPointF | None = None) -> None:
    """Two fingers move by so many pixels (x, y); Qt tells them as turns of a wheel too."""
    position = at or QPointF(200, 150)
    turned = QPoint(pixels[0] * 2, pixels[1] * 2)
    event = QWheelEvent(position, position, QPoint(*pixels), turned, Qt.MouseButton.NoButton, keys, phase, False)
    QApplication.sendEvent(painter.canvas, event)


def test_a_pinch_zooms_at_the_place_of_the_fingers(painter: Hand) -> None:
    place = QPointF(90, 210)
    under = painter.canvas.image_point(place)
    fingers(painter, Kinds.BeginNativeGesture, place)
    for step in (0.1, 0.25, 0.2):
        fingers(painter, Kinds.ZoomNativeGesture, place, step)
        assert painter.canvas.image_point(place) == pytest.approx(under)
    fingers(painter, Kinds.EndNativeGesture, place)
    assert painter.canvas.view.scale == pytest.approx(1.1 * 1.25 * 1.2)
    fingers(painter, Kinds.ZoomNativeGesture, place, -0.2)
    assert painter.canvas.view.scale == pytest.approx(1.1 * 1.25 * 1.2 * 0.8)


def test_a_broken_pinch_does_not_turn_the_image_inside_out(painter: Hand) -> None:
    fingers(painter, Kinds.ZoomNativeGesture, QPointF(90, 110), -3.0)
    assert painter.canvas.view.scale > 0


def test_a_double_tap_of_two_fingers_enlarges_and_shows_all(painter: Hand) -> None:
    canvas, place = painter.canvas, QPointF(90, 110)
    canvas.fit()
    whole, under = canvas.view, canvas.image_point(place)
    fingers(painter, Kinds.SmartZoomNativeGesture, place, 1.0)
    assert canvas.view.scale == pytest.approx(2 * whole.scale)
    assert canvas.image_point(place) == pytest.approx(under)
    fingers(painter, Kinds.SmartZoomNativeGesture, place, 0.0)
    assert canvas.view == whole


def test_two_fingers_pan_by_their_pixels(painter: Hand) -> None:
    before = painter.canvas.view
    slide(painter, Phases.ScrollBegin, (0, 0))
    for pixels in ((7, -4), (5, -3)):
        slide(painter, Phases.ScrollUpdate, pixels)
    slide(painter, Phases.ScrollEnd, (0, 0))
    after = painter.canvas.view
    assert (after.left, after.top, after.scale) == pytest.approx((before.left - 12, before.top + 7, before.scale))


def test_what_rolls_on_does_not_zoom_when_ctrl_comes(painter: Hand) -> None:
    slide(painter, Phases.ScrollBegin, (0, 0))
    slide(painter, Phases.ScrollUpdate, (0, -5))
    slide(painter, Phases.ScrollEnd, (0, 0))
    before = painter.canvas.view
    for _ in range(4):
        slide(painter, Phases.ScrollMomentum, (0, -3), CTRL)  # the person presses Ctrl+Z
    assert painter.canvas.view.scale == before.scale
    assert painter.canvas.view.top == pytest.approx(before.top + 12)
    slide(painter, Phases.ScrollBegin, (0, 0), CTRL)
    slide(painter, Phases.ScrollUpdate, (0, 60), CTRL)
    assert painter.canvas.view.scale > before.scale


def test_zooming_and_sizing_do_not_roll_on(painter: Hand) -> None:
    slide(painter, Phases.ScrollBegin, (0, 0), CTRL)
    slide(painter, Phases.ScrollUpdate, (0, 30), CTRL)
    slide(painter, Phases.ScrollEnd, (0, 0), CTRL)
    before = painter.canvas.view
    slide(painter, Phases.ScrollMomentum, (0, 30), CTRL)
    slide(painter, Phases.ScrollMomentum, (0, 30))
    assert painter.canvas.view == before
    slide(painter, Phases.ScrollBegin, (0, 0), SHIFT)
    slide(painter, Phases.ScrollUpdate, (0, 60), SHIFT)
    size = painter.canvas.ink_palette.diameter
    assert size > 20
    slide(painter, Phases.ScrollMomentum, (0, 60), SHIFT)
    assert painter.canvas.ink_palette.diameter == size
    assert painter.canvas.view == before


def test_a_wheel_with_notches_obeys_its_keys_at_each_notch(painter: Hand) -> None:
    painter.wheel(120, 150, 1, CTRL)
    assert painter.canvas.view.scale > 1
    before = painter.canvas.view
    painter.wheel(120, 150, 1)
    assert painter.canvas.view.scale == before.scale
    assert painter.canvas.view.top < before.top


def test_a_pinch_in_mid_stroke_joins_nothing_that_was_not_passed(painter: Hand) -> None:
    painter.press(100.0, 100.0)
    painter.move((100.0, 130.0))
    position = QPointF(painter.at(100.0, 130.0))
    fingers(painter, Kinds.ZoomNativeGesture, position, 0.5)
    painter.move((110.0, 150.0))
    painter.release(110.0, 150.0)
    assert np.array_equal(painter.document.mask.classes == 0, painter.covered(20))
    assert painter.canvas.view.scale == pytest.approx(1.5)
    assert Point(*painter.way[1]) == pytest.approx(Point(100.0, 130.0), abs=1)


def test_small_turns_with_shift_add_up_to_notches(painter: Hand) -> None:
    """The fingers of one slide tell 24 turns of 10 eighths of a degree, and turns of nothing between them."""
    painter.canvas.set_brush(24)
    slide(painter, Phases.ScrollBegin, (0, 0), SHIFT)
    for _ in range(24):
        slide(painter, Phases.ScrollUpdate, (0, 5), SHIFT)
        slide(painter, Phases.ScrollUpdate, (0, 0), SHIFT)
    slide(painter, Phases.ScrollEnd, (0, 0), SHIFT)
    grown = painter.canvas.ink_palette.diameter
    painter.canvas.set_brush(24)
    painter.wheel(120.0, 150.0, 2, keys=SHIFT)
    assert grown == painter.canvas.ink_palette.diameter > 24
