"""The pen of a tablet on the canvas: pressure, eraser end, fractions of pixels, and what the mouse does meanwhile."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from canvas_hand import Hand
from pen_hand import NO_BUTTON, RIGHT, Kind, PenHand, device
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from workbench.core.geometry import Point
from workbench.core.mask import UNLABELLED, Origin
from workbench.core.prediction import Prediction
from workbench.ui.canvas.gestures.words import LIGHTEST_SHARE

LEFT = Qt.MouseButton.LeftButton
REAL, SYSTEM = Qt.MouseEventSource.MouseEventNotSynthesized, Qt.MouseEventSource.MouseEventSynthesizedBySystem
WAY = ((60.3, 60.6, 0.1), (90.25, 200.8, 0.9), (150.7, 80.1, 0.45), (200.2, 250.4, 0.45))


@pytest.fixture
def pen(painter: Hand) -> PenHand:
    return PenHand(painter.canvas)


def swept(painter: Hand, way: list[tuple[Point, float]], diameters: list[float], square: bool = False) -> np.ndarray:
    """bool (H, W): what a brush covers that goes from point to point and grows evenly.

    A pixel is covered when the brush is over its centre at the moment that is best for it: one of those at which the
    distances to two sides are alike, or the disc is nearest.
    """
    y, x = np.mgrid[: painter.document.mask.height, : painter.document.mask.width] + 0.5
    found = np.zeros(y.shape, dtype=bool)
    stations = [np.array((p.y, p.x, d / 2)) for (p, _), d in zip(way, diameters, strict=True)]
    for one, two in pairwise([stations[0], *stations]):
        dy, dx, growth = two - one
        away_y, away_x = y - one[0], x - one[1]
        moments = [np.zeros(y.shape), np.ones(y.shape)]
        if square:
            sides = [(s * away_y - one[2], growth + s * dy) for s in (-1, 1)]
            sides += [(s * away_x - one[2], growth + s * dx) for s in (-1, 1)]
            moments += [(a - c) / (b - d) for (a, b), (c, d) in combinations(sides, 2) if b != d]
        elif (free := dy * dy + dx * dx - growth * growth) > 0:
            moments += [(away_y * dy + away_x * dx + one[2] * growth) / free]
        for moment in moments:
            row, column, radius = (a + np.clip(moment, 0, 1) * (b - a) for a, b in zip(one, two, strict=True))
            apart = np.maximum(abs(y - row), abs(x - column)) if square else np.hypot(y - row, x - column)
            found |= apart <= radius
    return found


def sized(way: list[tuple[Point, float]], diameter: float) -> list[float]:
    """The documented rule: a tenth of the size at no pressure, all of it at full pressure, evenly between."""
    return [diameter * (0.1 + 0.9 * pressure) for _, pressure in way]


@pytest.mark.parametrize("square", [False, True])
def test_pressure_changes_the_size_evenly_along_the_line(painter: Hand, pen: PenHand, square: bool) -> None:
    painter.canvas.set_brush(30)
    painter.canvas.set_square(square)
    painter.canvas.set_pressure(True)
    pen.stroke(*WAY)
    way = pen.way[:-1]
    assert LIGHTEST_SHARE == 0.1
    assert np.array_equal(painter.document.mask.classes == 0, swept(painter, way, sized(way, 30), square))
    assert painter.document.history.count() == 1


def test_without_the_switch_pressure_changes_nothing(painter: Hand, pen: PenHand) -> None:
    pen.stroke(*WAY)
    exact = [point for point, _ in pen.way[:-1]]
    assert np.array_equal(painter.document.mask.classes == 0, painter.covered(20, exact))


def test_a_pen_that_feels_no_pressure_presses_fully(painter: Hand, pen: PenHand) -> None:
    pen.ends[Kind.Pen] = device(Kind.Pen, feels=False)
    painter.canvas.set_pressure(True)
    pen.stroke((60.0, 60.0, 0.0), (90.0, 200.0, 0.0))
    exact = [point for point, _ in pen.way[:-1]]
    assert np.array_equal(painter.document.mask.classes == 0, painter.covered(20, exact))


def test_a_mouse_presses_fully(painter: Hand) -> None:
    painter.canvas.set_pressure(True)
    painter.stroke((60.0, 60.0), (90.0, 200.0))
    assert np.array_equal(painter.document.mask.classes == 0, painter.covered(20))


@pytest.mark.parametrize("scale", [0.5, 3.0])
def test_a_pens_fractions_of_pixels_count(painter: Hand, pen: PenHand, scale: float) -> None:
    painter.canvas.show_point(Point(120.0, 150.0), scale)
    painter.canvas.set_brush(5)
    pen.stroke((110.31, 140.77, 1.0), (125.43, 161.18, 1.0))
    exact = [point for point, _ in pen.way[:-1]]
    assert np.array_equal(painter.document.mask.classes == 0, painter.covered(5, exact))


@pytest.mark.parametrize("tool", ["adopt", "brush", "edge_brush", "eraser", "fill", "pan", "polygon", "smudge"])
def test_the_eraser_end_erases_whatever_tool_is_in_hand(painter: Hand, pen: PenHand, tool: str) -> None:
    mask = painter.document.mask
    mask.classes[:] = 2
    painter.canvas.set_tool(tool)
    pen.stroke((60.0, 60.0, 0.5), (90.0, 200.0, 0.5), end=Kind.Eraser)
    exact = [point for point, _ in pen.way[:-1]]
    assert np.array_equal(mask.classes == UNLABELLED, painter.covered(20, exact))
    assert painter.canvas.tool == tool
    assert painter.document.history.count() == 1
    painter.canvas.set_tool("brush")
    pen.stroke((150.0, 100.0, 0.5))
    assert mask.classes[150, 100] == 0


def test_the_ring_shows_which_end_is_near(painter: Hand, pen: PenHand) -> None:
    painter.canvas.set_tool("fill")
    pen.hover((100.0, 100.0))
    assert painter.canvas._ring_box().isEmpty(), "fill has no size"
    pen.hover((100.0, 100.0), end=Kind.Eraser)
    assert not painter.canvas._ring_box().isEmpty()
    assert painter.canvas._ink_color() == Qt.GlobalColor.white
    pen.hover((100.0, 100.0))
    assert painter.canvas._ring_box().isEmpty()
    pen.hover((100.0, 100.0), end=Kind.Eraser)
    pen.leave()
    assert painter.canvas._ring_box().isEmpty()


def test_an_eraser_end_keeps_an_open_polygon(painter: Hand, pen: PenHand) -> None:
    painter.canvas.set_tool("polygon")
    for corner in ((20.0, 20.0, 1.0), (20.0, 100.0, 1.0), (100.0, 100.0, 1.0)):
        pen.stroke(corner)
    pen.stroke((30.0, 80.0, 1.0), end=Kind.Eraser)
    assert painter.document.history.count() == 2
    assert painter.document.mask.classes[30, 80] == UNLABELLED
    assert painter.document.mask.classes[60, 90] == 0


def mouse(painter: Hand, kind: QEvent.Type, place: tuple[float, float], source: Qt.MouseEventSource) -> None:
    position = QPointF(painter.at(*place))
    down = LEFT if kind != QEvent.Type.MouseButtonRelease else NO_BUTTON
    changed = NO_BUTTON if kind == QEvent.Type.MouseMove else LEFT
    none = Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(kind, position, position, painter.canvas.mapToGlobal(position), changed, down, none, source)
    QApplication.sendEvent(painter.canvas, event)


@pytest.mark.parametrize("source", [REAL, SYSTEM])
def test_the_mouse_events_that_follow_a_pen_do_not_paint(
    painter: Hand, pen: PenHand, source: Qt.MouseEventSource
) -> None:
    for number, (row, column, pressure) in enumerate(WAY):
        (pen.press if number == 0 else pen.move)((row, column), pressure)
        assert pen.accepted, "Qt would make a mouse of it"
        # Systems send the mouse to where it stands, not always to where the pen is.
        kind = QEvent.Type.MouseButtonPress if number == 0 else QEvent.Type.MouseMove
        mouse(painter, kind, (row + 20, column - 30), source)
    exact = [point for point, _ in pen.way]
    pen.release(WAY[-1][:2])
    mouse(painter, QEvent.Type.MouseButtonRelease, (180.0, 220.0), source)
    assert np.array_equal(painter.document.mask.classes == 0, painter.covered(20, exact))
    assert painter.document.history.count() == 1


def test_mouse_events_made_from_a_pen_that_hovers_do_not_paint(painter: Hand, pen: PenHand) -> None:
    pen.hover((100.0, 100.0))
    mouse(painter, QEvent.Type.MouseButtonPress, (100.0, 100.0), SYSTEM)
    mouse(painter, QEvent.Type.MouseButtonRelease, (100.0, 100.0), SYSTEM)
    assert painter.document.history.count() == 0
    pen.leave()
    mouse(painter, QEvent.Type.MouseButtonPress, (100.0, 100.0), SYSTEM)  # a finger on a touch screen
    mouse(painter, QEvent.Type.MouseButtonRelease, (100.0, 100.0), SYSTEM)
    assert painter.document.history.count() == 1


def test_pen_and_mouse_take_turns_and_no_line_joins_them(painter: Hand, pen: PenHand) -> None:
    pen.stroke((30.0, 30.0, 1.0), (40.0, 60.0, 1.0))
    ways = [[point for point, _ in pen.way[:-1]]]
    pen.hover((70.0, 90.0))
    painter.stroke((200.0, 40.0), (210.0, 70.0))
    ways.append(list(painter.way))
    painter.move((150.0, 150.0))
    pen.stroke((100.0, 250.0, 1.0), (110.0, 270.0, 1.0))
    ways.append([point for point, _ in pen.way[:-1]])
    pen.stroke((220.0, 200.0, 1.0))
    ways.append([point for point, _ in pen.way[:-1]])
    assert np.array_equal(painter.document.mask.classes == 0, painter.covered(20, *ways))
    assert painter.document.history.count() == 4


def test_a_pen_takes_over_from_a_mouse_that_is_still_down(painter: Hand, pen: PenHand) -> None:
    painter.press(30.0, 30.0)
    painter.move((40.0, 60.0))
    ways = [list(painter.way)]
    pen.stroke((200.0, 200.0, 1.0), (210.0, 230.0, 1.0))
    ways.append([point for point, _ in pen.way[:-1]])
    painter.move((60.0, 90.0))
    painter.release(60.0, 90.0)
    assert np.array_equal(painter.document.mask.classes == 0, painter.covered(20, *ways))
    assert painter.document.history.count() == 2


def test_a_pen_that_leaves_in_mid_stroke_keeps_what_it_painted(painter: Hand, pen: PenHand) -> None:
    pen.press((60.0, 60.0), 0.5)
    pen.move((90.0, 200.0), 0.5)
    exact = [point for point, _ in pen.way]
    pen.leave()
    assert not painter.document.painting
    assert painter.document.history.count() == 1
    pen.hover((200.0, 30.0))
    pen.stroke((200.0, 40.0, 0.5))
    assert np.array_equal(
        painter.document.mask.classes == 0, painter.covered(20, exact, [point for point, _ in pen.way[:-1]])
    )


def test_the_lower_button_of_the_pen_moves_the_image(painter: Hand, pen: PenHand) -> None:
    there = painter.canvas.image_point(QPointF(200, 150))
    pen.press((120.0, 150.0), 0.0, button=RIGHT)
    pen.move((140.0, 180.0), 0.0, button=RIGHT)
    pen.release((140.0, 180.0), button=RIGHT)
    moved = painter.canvas.image_point(QPointF(200, 150))
    assert (moved.y - there.y, moved.x - there.x) == pytest.approx((-20.0, -30.0))
    pen.hover((150.0, 150.0))
    assert painter.canvas.image_point(QPointF(200, 150)) == moved
    assert painter.document.history.count() == 0


def test_a_pen_over_a_panel_on_the_canvas_does_not_paint_under_it(painter: Hand, pen: PenHand) -> None:
    panel = QWidget(painter.canvas)
    panel.setGeometry(300, 200, 80, 80)
    panel.show()
    under = painter.canvas.image_point(QPointF(340, 240))
    pen.press(under)
    assert not pen.accepted, "Qt makes a mouse of it for the panel"
    pen.release(under)
    assert not painter.document.painting
    assert painter.document.history.count() == 0
    pen.stroke((100.0, 100.0, 1.0), (under.y, under.x, 1.0))
    exact = [point for point, _ in pen.way[:-1]]
    assert np.array_equal(painter.document.mask.classes == 0, painter.covered(20, exact)), "a stroke goes on below it"


def test_two_taps_close_a_polygon(painter: Hand, pen: PenHand) -> None:
    painter.canvas.set_tool("polygon")
    for corner in ((20.0, 20.0, 1.0), (20.0, 100.0, 1.0)):
        pen.stroke(corner)
    pen.pause = 40  # milliseconds
    pen.stroke((100.0, 100.0, 1.0))
    assert painter.document.painting
    pen.stroke((101.0, 101.0, 1.0))
    assert not painter.document.painting
    assert painter.document.mask.classes[40, 80] == 0


def test_escape_in_a_stroke_of_the_pen_leaves_every_byte(painter: Hand, pen: PenHand) -> None:
    painter.canvas.clearFocus()
    pen.press((60.0, 60.0), 0.5)
    pen.move((90.0, 200.0), 0.5)
    assert painter.canvas.hasFocus(), "Escape must reach the canvas"
    QTest.keyClick(painter.canvas, Qt.Key.Key_Escape)
    pen.move((120.0, 100.0), 0.5)
    pen.release((120.0, 100.0))
    assert (painter.document.mask.classes == UNLABELLED).all()
    assert painter.document.history.count() == 0


def test_the_edge_brush_follows_the_pressure(painter: Hand, pen: PenHand) -> None:
    painter.canvas.set_tool("edge_brush")
    painter.canvas.set_brush(60)
    painter.canvas.set_pressure(True)
    painter.document.rgb[:] = 128  # no edge anywhere: the disc alone decides
    pen.press((100.0, 100.0), 0.2)
    pen.release((100.0, 100.0))
    y, x = np.mgrid[:240, :300] + 0.5
    disc = np.hypot(y - 100, x - 100) <= 30 * (0.1 + 0.9 * 0.2)
    assert np.array_equal(painter.document.mask.classes == 0, disc)


@pytest.mark.parametrize("square", [False, True])
@pytest.mark.parametrize("tool", ["brush", "eraser", "smudge", "adopt", "clean_up_brush"])
def test_every_stroke_takes_its_width_from_the_pen(painter: Hand, pen: PenHand, tool: str, square: bool) -> None:
    """From press to undo, with what each tool paints: a class, nothing, the class under the press, what is said."""
    document, mask = painter.document, painter.document.mask
    checks = np.indices(mask.classes.shape).sum(axis=0) % 2 == 0
    said = np.where(checks, 1, 2).astype(np.uint8)
    document.set_prediction(Prediction(said, np.full_like(said, 255), np.zeros_like(said)))
    if tool in ("eraser", "clean_up_brush"):
        mask.classes[:], mask.origin[:] = 1, Origin.ACCEPTED
    if tool == "clean_up_brush":  # specks of one pixel each
        mask.classes[1:-1:3, 1:-1:3] = 2
    if tool == "smudge":
        mask.classes[55:66, 55:66], mask.origin[55:66, 55:66] = 2, Origin.ACCEPTED
    before = mask.copy()
    painter.canvas.set_brush(30)
    painter.canvas.set_square(square)
    painter.canvas.set_pressure(True)
    painter.canvas.set_tool(tool)
    stations = list(WAY)
    pen.press(stations[0][:2], stations[0][2])
    painter.rest()
    for row, column, pressure in stations[1:]:
        pen.move((row, column), pressure)
        painter.rest()
    pen.release(stations[-1][:2])
    painter.rest()
    way = pen.way[:-1]
    under = swept(painter, way, sized(way, 30), square)
    inks = {"brush": 0, "eraser": UNLABELLED, "smudge": 2, "adopt": said, "clean_up_brush": 1}
    assert np.array_equal(mask.classes, np.where(under, inks[tool], before.classes))
    assert document.history.count() == 1
    document.undo()
    assert mask.classes.tobytes() == before.classes.tobytes()
    assert mask.origin.tobytes() == before.origin.tobytes()


def test_the_superpixel_brush_paints_the_same_cells_with_pen_and_mouse(painter: Hand, pen: PenHand) -> None:
    painter.canvas.set_tool("superpixels")
    painter.canvas.set_pressure(True)
    places = ((100.5, 100.5), (120.5, 140.5))
    painter.stroke(*places)
    wanted = painter.document.mask.classes.copy()
    painter.document.undo()
    pen.press(places[0], 0.1)
    painter.rest()
    pen.move(places[1], 0.3)
    painter.rest()
    pen.release(places[1])
    painter.rest()
    assert (wanted == 0).any()
    assert np.array_equal(painter.document.mask.classes, wanted)


def test_a_mouse_event_of_the_pens_own_device_is_its_shadow(painter: Hand) -> None:
    position, none = QPointF(painter.at(100.0, 100.0)), Qt.KeyboardModifier.NoModifier
    there, pen = painter.canvas.mapToGlobal(position), device(Kind.Pen)
    press = QEvent.Type.MouseButtonPress
    QApplication.sendEvent(painter.canvas, QMouseEvent(press, position, position, there, LEFT, LEFT, none, REAL, pen))
    assert not painter.document.painting
