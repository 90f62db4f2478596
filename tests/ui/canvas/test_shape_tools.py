"""Rectangle, ellipse, lasso and polygon through real mouse and key events."""

import numpy as np
import pytest
from canvas_hand import Hand
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from workbench.core.geometry import Point
from workbench.core.mask import UNLABELLED
from workbench.paint.ink import InkRule
from workbench.paint.shapes import ellipse_shape, polygon_shape, rectangle_shape
from workbench.ui.actions import TOOL_NAMES
from workbench.ui.canvas.easel import PAN
from workbench.ui.canvas.gestures.table import TOOLS

SHIFT, ALT, CTRL = (getattr(Qt.KeyboardModifier, f"{name}Modifier") for name in ("Shift", "Alt", "Control"))
CORNERS = ((40.0, 60.0), (60.0, 220.0), (200.0, 180.0), (170.0, 50.0))


def pixels(painter: Hand, shape: object) -> np.ndarray:
    found = np.zeros(painter.document.mask.classes.shape, dtype=bool)
    for rect, where in shape:  # type: ignore[attr-defined]
        found[rect.slices] |= where
    return found


def inside(painter: Hand, points: list[Point]) -> np.ndarray:
    return pixels(painter, polygon_shape(points, painter.document.mask.rect))


def click(painter: Hand, *place: float, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> Point:
    painter.press(*place, keys=keys)
    point = painter.way[0]
    painter.release(*place)
    return point


def take(painter: Hand, tool: str) -> np.ndarray:
    painter.canvas.set_tool(tool)
    painter.canvas.set_class(1)
    return painter.document.mask.classes


def test_every_tool_of_the_menu_can_be_taken_and_no_other() -> None:
    assert set(TOOL_NAMES) == {*TOOLS, PAN}


@pytest.mark.parametrize(("tool", "shape"), [("rectangle", rectangle_shape), ("ellipse", ellipse_shape)])
def test_a_drag_from_corner_to_corner(painter: Hand, tool: str, shape: object) -> None:
    classes = take(painter, tool)
    painter.press(50.0, 60.0)
    painter.move((90.0, 90.0), (180.0, 230.0))
    assert (classes == UNLABELLED).all(), "nothing is painted before it is let go"
    painter.release(180.0, 230.0)
    expected = pixels(painter, shape(painter.way[0], painter.way[-1], painter.document.mask.rect))  # type: ignore[operator]
    assert expected.any()
    assert np.array_equal(classes == 1, expected)
    assert painter.document.history.count() == 1


def test_shift_keeps_the_sides_even(painter: Hand) -> None:
    classes = take(painter, "rectangle")
    painter.press(50.0, 60.0)
    QTest.mouseMove(painter.canvas, painter.at(80.0, 180.0))
    QTest.mouseRelease(painter.canvas, Qt.MouseButton.LeftButton, SHIFT, painter.at(80.0, 180.0))
    rows, columns = np.nonzero(classes == 1)
    assert np.ptp(rows) == np.ptp(columns) >= 118


def test_the_lasso_fills_what_it_goes_round(painter: Hand) -> None:
    classes = take(painter, "lasso")
    painter.stroke(*CORNERS)
    assert np.array_equal(classes == 1, inside(painter, painter.way))


@pytest.mark.parametrize("closing", ["enter", "double click", "first corner", "another tool"])
def test_a_polygon_is_closed(painter: Hand, closing: str) -> None:
    classes = take(painter, "polygon")
    points = [click(painter, *corner) for corner in CORNERS]
    painter.move((100.0, 100.0))
    assert painter.document.painting
    if closing == "enter":
        painter.key(Qt.Key.Key_Return)
    elif closing == "double click":
        points.append(click(painter, 120.0, 40.0))
        QTest.mouseDClick(
            painter.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, painter.at(120, 40)
        )
    elif closing == "first corner":
        click(painter, CORNERS[0][0] + 2, CORNERS[0][1] - 2)
    else:
        painter.canvas.set_tool("brush")
    assert np.array_equal(classes == 1, inside(painter, points))
    assert painter.document.history.count() == 1
    assert not painter.document.painting


def test_corners_can_be_dragged_removed_and_taken_back_before_closing(painter: Hand) -> None:
    classes = take(painter, "polygon")
    points = [click(painter, *corner) for corner in CORNERS]
    painter.press(60.0, 220.0)
    painter.move((30.0, 250.0))
    painter.release(20.0, 260.0)
    points[1] = painter.way[-1]
    click(painter, 120.0, 30.0)
    click(painter, 100.0, 20.0)
    painter.key(Qt.Key.Key_Backspace)
    QTest.keyClick(painter.canvas, Qt.Key.Key_Z, CTRL)
    click(painter, *CORNERS[3], keys=ALT)
    painter.key(Qt.Key.Key_Enter)
    assert np.array_equal(classes == 1, inside(painter, points[:3]))


def test_backspace_to_the_last_corner_ends_the_polygon_without_a_trace(painter: Hand) -> None:
    classes = take(painter, "polygon")
    click(painter, *CORNERS[0])
    click(painter, *CORNERS[1])
    for _ in range(3):
        painter.key(Qt.Key.Key_Backspace)
    assert not painter.document.painting
    assert (classes == UNLABELLED).all()
    assert painter.document.history.count() == 0


@pytest.mark.parametrize("tool", ["rectangle", "ellipse", "lasso", "polygon"])
def test_escape_leaves_every_byte_and_every_line(painter: Hand, tool: str) -> None:
    mask = painter.document.mask
    painter.stroke((60.0, 60.0), (150.0, 220.0))
    before, shown = mask.copy(), painter.picture()
    take(painter, tool)
    painter.press(*CORNERS[0])
    painter.move(*CORNERS[1:3])
    assert not np.array_equal(painter.picture(), shown), "the line shows while it is drawn"
    painter.key(Qt.Key.Key_Escape)
    painter.release(*CORNERS[3])
    assert mask.classes.tobytes() == before.classes.tobytes()
    assert mask.origin.tobytes() == before.origin.tobytes()
    assert painter.document.history.count() == 1
    assert np.array_equal(painter.picture(), shown)


def test_shapes_obey_the_rule(painter: Hand) -> None:
    painter.stroke((100.0, 100.0), (100.0, 200.0))
    hand = painter.covered(20)
    painter.canvas.set_rule(InkRule(protect_hand=True))
    classes = take(painter, "rectangle")
    painter.stroke((80.0, 80.0), (150.0, 230.0))
    assert np.array_equal(classes == 0, hand)
    assert (classes == 1).any()


def test_space_pans_between_the_corners_of_a_polygon(painter: Hand) -> None:
    classes = take(painter, "polygon")
    points = [click(painter, *CORNERS[0])]
    QTest.keyPress(painter.canvas, Qt.Key.Key_Space)
    painter.stroke((100.0, 100.0), (110.0, 130.0))
    QTest.keyRelease(painter.canvas, Qt.Key.Key_Space)
    points += [click(painter, *corner) for corner in CORNERS[1:]]
    painter.key(Qt.Key.Key_Return)
    assert np.array_equal(classes == 1, inside(painter, points))


def test_backspace_takes_the_last_stretch_of_a_lasso_back(painter: Hand) -> None:
    """What is left is the lasso of whoever had never gone there."""
    corners = ((60.0, 60.0), (60.0, 200.0), (160.0, 200.0))
    painter.canvas.set_tool("lasso")
    painter.stroke(*corners)
    wanted = painter.document.mask.classes.copy()
    painter.document.undo()
    painter.press(*corners[0])
    painter.move(*corners[1:], (175.0, 200.0), (190.0, 200.0), (200.0, 195.0))
    painter.key(Qt.Key.Key_Backspace)
    position = painter.at(*corners[-1])
    QTest.mouseRelease(painter.canvas, Qt.MouseButton.LeftButton, pos=position)
    assert np.array_equal(painter.document.mask.classes, wanted)
    assert painter.document.history.count() == 1


@pytest.mark.parametrize("tool", ["polygon", "rectangle", "brush", "lasso"])
def test_backspace_in_mid_press_breaks_no_gesture(painter: Hand, tool: str) -> None:
    painter.canvas.set_tool(tool)
    painter.press(60.0, 60.0, keys=Qt.KeyboardModifier.ShiftModifier)
    painter.key(Qt.Key.Key_Backspace)
    painter.move((60.0, 100.0), (120.0, 140.0))
    painter.release(120.0, 140.0)
    assert painter.document.painting == (tool == "polygon")
    painter.key(Qt.Key.Key_Escape)
