"""Fill, replace and the colour wand through real mouse and key events."""

import math

import cv2
import numpy as np
import pytest
from canvas_hand import Hand
from PySide6.QtCore import Qt

from workbench.core.geometry import Point
from workbench.core.mask import UNLABELLED, LabelMask, Origin
from workbench.paint.ink import InkRule
from workbench.ui.canvas.gestures.regions import PIXELS_A_LEVEL, WAND_SIDE, wand
from workbench.ui.canvas.gestures.words import Palette, Phase, Scene, Touch
from workbench.ui.document import Document

SQUARE = ((80.0, 80.0), (80.0, 160.0), (160.0, 160.0), (160.0, 80.0), (80.0, 80.0))


@pytest.fixture
def fenced(painter: Hand) -> Hand:
    """A closed fence of class 0 in an empty picture."""
    painter.stroke(*SQUARE)
    painter.canvas.set_class(1)
    return painter


def test_fill_paints_the_region_inside_a_fence(fenced: Hand) -> None:
    classes = fenced.document.mask.classes
    fence = classes == 0
    count, regions = cv2.connectedComponents((~fence).astype(np.uint8), connectivity=4)
    assert count == 3
    fenced.canvas.set_tool("fill")
    told: list[str] = []
    fenced.canvas.refused.connect(told.append)
    fenced.stroke((120.0, 120.0))
    assert told == [], "no more than a third of the image"
    assert np.array_equal(classes == 1, regions == regions[120, 120])
    assert np.array_equal(classes == 0, fence)
    assert fenced.document.history.count() == 2
    fenced.canvas.set_class(2)
    fenced.stroke((82.0, 120.0))
    assert np.array_equal(classes == 2, fence), "a painted region is filled with another class"


def test_fill_with_unlabelled_empties_a_region(fenced: Hand) -> None:
    mask = fenced.document.mask
    fenced.canvas.set_tool("fill")
    fenced.canvas.set_class(UNLABELLED)
    fenced.stroke((82.0, 120.0))
    assert (mask.classes == UNLABELLED).all()
    assert (mask.origin == Origin.NONE).all()


def test_replace_paints_the_class_everywhere_it_is(fenced: Hand) -> None:
    fenced.canvas.set_class(0)
    fenced.stroke((200.0, 250.0))
    classes = fenced.document.mask.classes
    old = classes == 0
    fenced.canvas.set_tool("replace")
    fenced.canvas.set_class(2)
    fenced.stroke((82.0, 120.0))
    assert np.array_equal(classes == 2, old)
    assert not (classes == 0).any()
    assert fenced.document.history.count() == 3


@pytest.mark.parametrize("tool", ["fill", "replace", "wand"])
def test_a_press_beside_the_image_does_nothing(painter: Hand, tool: str) -> None:
    painter.canvas.set_tool(tool)
    painter.stroke((120.0, -20.0), (120.0, 20.0))
    assert painter.document.history.count() == 0
    assert not painter.document.painting


@pytest.mark.parametrize("tool", ["fill", "replace", "wand"])
def test_escape_leaves_every_byte(fenced: Hand, tool: str) -> None:
    mask, shown = fenced.document.mask, fenced.picture()
    before = mask.copy()
    fenced.canvas.set_tool(tool)
    fenced.press(120.0, 120.0)
    fenced.move((140.0, 230.0))
    assert not np.array_equal(mask.classes, before.classes), "the region shows before it is let go"
    fenced.key(Qt.Key.Key_Escape)
    fenced.release(140.0, 230.0)
    assert mask.classes.tobytes() == before.classes.tobytes()
    assert mask.origin.tobytes() == before.origin.tobytes()
    assert np.array_equal(fenced.picture(), shown)


def shaded(painter: Hand) -> np.ndarray:
    """Show a picture that gets brighter by two levels a column, from 0 to the left."""
    level = np.minimum(255, 2 * np.arange(300)).astype(np.uint8)
    rgb = np.repeat(np.tile(level, (240, 1))[..., None], 3, axis=2)
    painter.document = Document(9, rgb, LabelMask.blank(240, 300))
    painter.canvas.set_document(painter.document)
    painter.canvas.set_tool("wand")
    painter.canvas.set_class(1)
    return level


def test_the_wand_takes_more_the_further_it_is_dragged_and_less_on_the_way_back(painter: Hand) -> None:
    level, classes = shaded(painter), painter.document.mask.classes
    painter.press(100.0, 60.0)
    for column in (60.0, 90.0, 130.0, 75.0, 63.0):
        painter.move((100.0, column))
        pulled = math.dist(painter.way[0], painter.way[-1])
        tolerance = painter.canvas.ink_palette.tolerance + int(pulled / PIXELS_A_LEVEL)
        like = np.abs(level.astype(int) - level[60]) <= tolerance
        assert np.array_equal(classes == 1, np.broadcast_to(like, classes.shape))
    painter.release(100.0, 63.0)
    assert painter.document.history.count() == 1


def test_the_wand_keeps_to_what_is_in_sight(painter: Hand) -> None:
    shaded(painter)
    painter.canvas.show_point(Point(120.0, 20.0), 4.0)
    seen = painter.canvas.visible
    painter.stroke((120.0, 20.0), (120.0, 40.0))
    found = painter.document.mask.classes == 1
    assert found[seen.slices].any()
    found[seen.slices] = False
    assert not found.any()


def test_the_wand_says_where_it_stopped_looking(painter: Hand) -> None:
    told: list[str] = []
    painter.canvas.refused.connect(told.append)
    painter.document = Document(3, np.zeros((240, 300, 3), np.uint8), LabelMask.blank(240, 300))
    painter.canvas.set_document(painter.document)
    painter.canvas.set_tool("wand")
    painter.canvas.show_point(Point(120.0, 150.0), 1.0)
    painter.stroke((120.0, 150.0))
    assert told == ["That was 100% of the image. {undo} takes it back."], "and the image ends there"
    told.clear()
    painter.document.undo()
    painter.canvas.show_point(Point(120.0, 150.0), 4.0)
    painter.stroke((120.0, 150.0))
    assert [words.split(".")[0] for words in told] == ["The wand looked at what is in sight"]


def test_the_wand_obeys_the_rule(painter: Hand) -> None:
    painter.stroke((100.0, 40.0), (100.0, 100.0))
    mask = painter.document.mask.copy()
    shaded(painter)
    painter.document.mask.classes[:], painter.document.mask.origin[:] = mask.classes, mask.origin
    painter.canvas.set_rule(InkRule(protected=frozenset({0})))
    painter.stroke((150.0, 60.0), (150.0, 90.0))
    assert np.array_equal(painter.document.mask.classes == 0, mask.classes == 0)


def test_the_wand_looks_at_no_more_than_a_window_of_a_large_image() -> None:
    side = WAND_SIDE + 500
    mask = LabelMask.blank(side, side)
    told: list[str] = []
    gesture = wand(Scene(mask, None, Palette(), rgb=np.zeros((side, side, 3), np.uint8), tell=told.append))
    assert gesture is not None
    next(gesture)
    middle = Point(side / 2, side / 2)

    def send(phase: Phase) -> None:
        echo = gesture.send(Touch(phase, middle))
        while echo.working:
            phase, answer = (Phase.TICK, None) if echo.work is None else (Phase.ANSWER, echo.work())
            echo = gesture.send(Touch(phase, middle, answer=answer))

    send(Phase.PRESS)
    assert np.count_nonzero(mask.classes == 0) == WAND_SIDE**2
    with pytest.raises(StopIteration):
        send(Phase.RELEASE)
    assert [words.split(" round")[0] for words in told] == ["The wand looked at 1,600 x 1,600 pixels"]
