import numpy as np
import pytest
from canvas_hand import Hand
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtTest import QTest

from workbench.core.geometry import Point
from workbench.core.mask import UNLABELLED, LabelMask, Origin
from workbench.core.prediction import Prediction
from workbench.paint.ink import InkRule
from workbench.ui.canvas.gestures.strokes import brush
from workbench.ui.canvas.gestures.words import Palette, Phase, Scene, Touch
from workbench.ui.document import Document

SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
ZIGZAG = ((60.0, 60.0), (90.0, 200.0), (150.0, 80.0), (200.0, 250.0))


@pytest.mark.parametrize("scale", [0.5, 1.0, 3.0, 7.3])
@pytest.mark.parametrize("diameter", [2.0, 9.0, 55.0])
def test_a_stroke_covers_what_the_slow_rule_covers(painter: Hand, scale: float, diameter: float) -> None:
    painter.canvas.show_point(Point(120.0, 150.0), scale)
    painter.canvas.set_brush(diameter)
    painter.canvas.set_class(2)
    places = [(120 + (r - 120) / scale, 150 + (c - 150) / scale) for r, c in ZIGZAG]
    painter.stroke(*places)
    expected = painter.covered(diameter)
    assert expected.any()
    assert np.array_equal(painter.document.mask.classes == 2, expected)
    assert np.array_equal(painter.document.mask.origin == Origin.HAND, expected)
    assert painter.document.history.count() == 1


def test_a_brush_of_one_pixel_paints_the_pixel_under_the_pointer(painter: Hand) -> None:
    painter.canvas.show_point(Point(120.0, 150.0), 8.0)
    painter.canvas.set_brush(1)
    for part in (0.05, 0.5, 0.95):
        column = 150 + round(10 * part)
        painter.stroke((120 + part, column + part))
        assert painter.document.mask.classes[120, column] == 0
    assert np.count_nonzero(painter.document.mask.classes == 0) == 3


def test_a_thin_line_has_no_gap(painter: Hand) -> None:
    painter.canvas.set_brush(1)
    painter.stroke((20.5, 20.5), (77.5, 240.5))
    rows, columns = np.nonzero(painter.document.mask.classes == 0)
    assert set(range(20, 241)) <= set(columns.tolist())
    assert np.abs(np.diff(rows[np.argsort(columns, kind="stable")])).max() <= 1


def test_escape_in_a_stroke_leaves_every_byte(painter: Hand) -> None:
    mask = painter.document.mask
    painter.stroke((50.0, 50.0), (100.0, 200.0))
    before, shown = mask.copy(), painter.picture()
    painter.canvas.set_class(1)
    painter.canvas.set_brush(70)
    painter.press(40.0, 40.0)
    painter.move((120.0, 220.0), (200.0, 60.0))
    assert (mask.classes == 1).any()
    painter.key(Qt.Key.Key_Escape)
    assert mask.classes.tobytes() == before.classes.tobytes()
    assert mask.origin.tobytes() == before.origin.tobytes()
    assert painter.document.history.count() == 1
    assert np.array_equal(painter.picture(), shown)
    painter.move((10.0, 10.0))
    painter.release(10.0, 10.0)
    assert mask.classes.tobytes() == before.classes.tobytes(), "the rest of the drag paints nothing"


def test_a_failure_in_a_gesture_leaves_every_byte() -> None:
    mask = LabelMask.blank(50, 50)
    gesture = brush(Scene(mask, None, Palette(class_index=3)))
    next(gesture)
    gesture.send(Touch(Phase.PRESS, Point(25.0, 25.0)))
    assert (mask.classes == 3).any()
    with pytest.raises(AttributeError):
        gesture.send(None)  # type: ignore[arg-type]
    assert (mask.classes == UNLABELLED).all()
    assert not mask.origin.any()


def test_undo_all_and_redo_all(painter: Hand) -> None:
    mask = painter.document.mask
    states = [mask.copy()]
    for number, tool in enumerate(("brush", "brush", "eraser", "brush")):
        painter.canvas.set_tool(tool)
        painter.canvas.set_class(number % 3)
        painter.stroke(*((r - 15 * number, c) for r, c in ZIGZAG))
        states.append(mask.copy())
    for state in reversed(states[:-1]):
        painter.document.undo()
        assert np.array_equal(mask.classes, state.classes)
        assert np.array_equal(mask.origin, state.origin)
    for state in states[1:]:
        painter.document.redo()
        assert np.array_equal(mask.classes, state.classes)
        assert np.array_equal(mask.origin, state.origin)


def test_undo_in_a_stroke_is_ignored_and_the_stroke_goes_on(painter: Hand) -> None:
    painter.stroke((50.0, 50.0))
    painter.canvas.set_class(1)
    painter.press(100.0, 100.0)
    painter.document.undo()
    painter.move((100.0, 200.0))
    painter.release(100.0, 200.0)
    assert np.array_equal(painter.document.mask.classes == 1, painter.covered(20))
    assert painter.document.mask.classes[50, 50] == 0


def test_a_prediction_that_arrives_in_a_stroke_costs_nothing(painter: Hand) -> None:
    said = np.full((240, 300), 2, np.uint8)
    painter.press(60.0, 60.0)
    painter.move((90.0, 90.0))
    painter.document.set_prediction(Prediction(said, np.full_like(said, 250), said))
    painter.canvas.grab()
    painter.move((120.0, 200.0))
    painter.release(120.0, 200.0)
    assert np.array_equal(painter.document.mask.classes == 0, painter.covered(20))


def test_shift_draws_a_straight_line_from_where_the_last_stroke_ended(painter: Hand) -> None:
    painter.stroke((40.0, 40.0), (60.0, 60.0))
    first = list(painter.way)
    painter.stroke((200.0, 250.0), keys=SHIFT)
    second = [first[-1], *painter.way]
    assert np.array_equal(painter.document.mask.classes == 0, painter.covered(20, first, second))


def test_shift_goes_on_from_the_last_stroke_that_was_kept(painter: Hand) -> None:
    painter.stroke((40.0, 40.0), (60.0, 60.0))
    first = list(painter.way)
    painter.press(200.0, 30.0)
    painter.move((220.0, 60.0))
    painter.key(Qt.Key.Key_Escape)
    painter.release(220.0, 60.0)
    painter.canvas.set_tool("rectangle")
    painter.stroke((5.0, 5.0), (10.0, 10.0))
    painter.canvas.set_tool("brush")
    painter.canvas.set_class(1)
    painter.stroke((180.0, 250.0), keys=SHIFT)
    line = [first[-1], *painter.way]
    assert np.array_equal(painter.document.mask.classes == 1, painter.covered(20, line))


def test_shift_begins_anew_in_another_image(painter: Hand) -> None:
    painter.stroke((40.0, 40.0), (60.0, 60.0))
    painter.document = Document(2, np.zeros((240, 300, 3), np.uint8), LabelMask.blank(240, 300))
    painter.canvas.set_document(painter.document)
    painter.stroke((200.0, 250.0), keys=SHIFT)
    assert np.array_equal(painter.document.mask.classes == 0, painter.covered(20))


def test_the_eraser_unlabels_and_never_minds_only_unlabelled(painter: Hand) -> None:
    painter.canvas.set_brush(80)
    painter.stroke((100.0, 100.0))
    wide = list(painter.way)
    painter.canvas.set_rule(InkRule(only_unlabelled=True))
    painter.canvas.set_tool("eraser")
    painter.canvas.set_brush(15)
    painter.stroke((100.0, 60.0), (100.0, 140.0))
    left = painter.covered(80, wide) & ~painter.covered(15)
    assert np.array_equal(painter.document.mask.classes == 0, left)
    assert np.array_equal(painter.document.mask.origin == Origin.HAND, left)


def test_only_over_unlabelled_keeps_what_is_painted(painter: Hand) -> None:
    painter.stroke((100.0, 100.0))
    first = painter.covered(20)
    painter.canvas.set_rule(InkRule(only_unlabelled=True))
    painter.canvas.set_class(1)
    painter.stroke((100.0, 90.0), (100.0, 130.0))
    assert np.array_equal(painter.document.mask.classes == 0, first)
    assert np.array_equal(painter.document.mask.classes == 1, painter.covered(20) & ~first)


def test_the_adopt_brush_takes_the_prediction_but_no_hand_pixel(painter: Hand) -> None:
    said = np.random.default_rng(1).integers(0, 3, (240, 300)).astype(np.uint8)
    painter.stroke((100.0, 100.0))
    hand = painter.covered(20)
    painter.document.set_prediction(Prediction(said, np.full_like(said, 200), said))
    painter.canvas.set_tool("adopt")
    painter.stroke((100.0, 80.0), (100.0, 140.0))
    taken = painter.covered(20) & ~hand
    expected = np.where(taken, said, np.where(hand, 0, UNLABELLED))
    assert np.array_equal(painter.document.mask.classes, expected)
    assert np.array_equal(painter.document.mask.origin == Origin.ACCEPTED, taken)


def test_the_adopt_brush_says_so_when_there_is_no_prediction(painter: Hand, qtbot: object) -> None:
    painter.canvas.set_tool("adopt")
    with qtbot.waitSignal(painter.canvas.refused) as told:  # type: ignore[attr-defined]
        painter.stroke((100.0, 100.0))
    assert "no prediction" in told.args[0]
    assert painter.document.history.count() == 0
    assert not painter.document.painting


def test_alt_click_picks_the_class_and_paints_nothing(painter: Hand) -> None:
    painter.canvas.set_class(2)
    painter.stroke((100.0, 100.0))
    picked: list[int] = []
    painter.canvas.class_picked.connect(picked.append)
    painter.stroke((100.0, 100.0), keys=ALT)
    painter.stroke((10.0, 10.0), keys=ALT)
    assert picked == [2, UNLABELLED]
    assert painter.document.history.count() == 1


def test_another_document_finishes_the_stroke(painter: Hand) -> None:
    painter.press(60.0, 60.0)
    painter.move((90.0, 150.0))
    painter.canvas.set_document(Document(2, np.zeros((50, 50, 3), np.uint8), LabelMask.blank(50, 50)))
    assert painter.document.history.count() == 1
    assert not painter.document.painting
    assert np.array_equal(painter.document.mask.classes == 0, painter.covered(20))


class PaintedAreas(QObject):
    """Writes down how many pixels each painting of a widget covers."""

    def __init__(self) -> None:
        super().__init__()
        self.areas: list[int] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if isinstance(event, QPaintEvent):
            self.areas.append(sum(box.width() * box.height() for box in event.region()))
        return False


def test_a_stroke_repaints_only_what_it_must(painter: Hand) -> None:
    painter.press(100.0, 100.0)
    QTest.qWait(30)
    watcher = PaintedAreas()
    painter.canvas.installEventFilter(watcher)
    for column in range(104, 200, 4):
        painter.move((100.0, float(column)))
        QTest.qWait(2)
    assert len(watcher.areas) >= 5
    assert max(watcher.areas) <= 50 * 50, "a brush of 20 pixels, its ring, and moves of 4"
    painter.release(100.0, 196.0)
