"""Edge brush, superpixels, scissors, box cut and smudge through real mouse and key events."""

import numpy as np
import pytest
from canvas_hand import Hand
from PySide6.QtCore import Qt

from workbench.core.mask import UNLABELLED, LabelMask, Origin
from workbench.paint.ink import InkRule
from workbench.ui.document import Document

ALT = Qt.KeyboardModifier.AltModifier
RADIUS = 70.0
RIM = ((50.0, 150.0), (120.0, 220.0), (190.0, 150.0), (120.0, 80.0))
LOOKING = ("edge_brush", "superpixels", "scissors", "box_cut")


@pytest.fixture
def seeing(painter: Hand) -> Hand:
    """A canvas with a picture of a disc."""
    rgb = np.where(disc()[..., None], (210, 80, 60), (80, 120, 190)).astype(np.int64)
    rgb += np.random.default_rng(2).integers(-5, 6, rgb.shape)
    painter.document = Document(5, rgb.astype(np.uint8), LabelMask.blank(240, 300))
    painter.canvas.set_document(painter.document)
    painter.canvas.set_class(1)
    painter.canvas.set_brush(24)
    return painter


def disc() -> np.ndarray:
    y, x = np.mgrid[:240, :300] + 0.5
    return np.asarray(np.hypot(y - 120, x - 150) <= RADIUS)


def overlap(one: np.ndarray, other: np.ndarray) -> float:
    return np.count_nonzero(one & other) / np.count_nonzero(one | other)


def begin(hand: Hand, tool: str) -> None:
    """Use a tool up to where something could be kept."""
    hand.canvas.set_tool(tool)
    if tool == "scissors":
        for place in RIM:
            hand.press(*place)
            hand.release(*place)
        hand.move((100.0, 90.0))
    elif tool == "box_cut":
        hand.stroke((40.0, 70.0), (200.0, 230.0))
        settle(hand)
    else:
        hand.press(100.0, 120.0)
        hand.move((130.0, 160.0), (120.0, 190.0))


def settle(hand: Hand) -> None:
    hand.rest()
    assert hand.document.painting


def end(hand: Hand, tool: str) -> None:
    if tool in ("scissors", "box_cut"):
        hand.key(Qt.Key.Key_Return)
    else:
        hand.release(120.0, 190.0)


@pytest.mark.parametrize("tool", LOOKING)
def test_one_gesture_is_one_step_and_undo_takes_it_back(seeing: Hand, tool: str) -> None:
    mask = seeing.document.mask
    begin(seeing, tool)
    end(seeing, tool)
    assert (mask.classes == 1).any()
    assert set(np.unique(mask.classes)) == {1, UNLABELLED}
    assert np.array_equal(mask.origin == Origin.HAND, mask.classes == 1)
    assert not seeing.document.painting
    assert seeing.document.history.count() == 1
    seeing.document.undo()
    assert (mask.classes == UNLABELLED).all()
    assert not mask.origin.any()


@pytest.mark.parametrize("tool", [*LOOKING, "smudge"])
def test_escape_leaves_every_byte(seeing: Hand, tool: str) -> None:
    mask = seeing.document.mask
    seeing.stroke((110.0, 100.0), (110.0, 200.0))
    seeing.canvas.set_class(2)
    before, shown = mask.copy(), seeing.picture()
    begin(seeing, tool)
    seeing.key(Qt.Key.Key_Escape)
    assert mask.classes.tobytes() == before.classes.tobytes()
    assert mask.origin.tobytes() == before.origin.tobytes()
    assert seeing.document.history.count() == 1
    assert np.array_equal(seeing.picture(), shown)


@pytest.mark.parametrize("tool", LOOKING)
def test_protected_classes_and_hand_pixels_stay(seeing: Hand, tool: str) -> None:
    mask = seeing.document.mask
    mask.classes[100:140, 100:200] = 0
    mask.classes[140:, 100:200] = 2
    mask.origin[140:, 100:200] = Origin.HAND
    before = mask.copy()
    seeing.canvas.set_rule(InkRule(protect_hand=True, protected=frozenset({0})))
    begin(seeing, tool)
    end(seeing, tool)
    kept = (before.classes == 0) | (before.origin == Origin.HAND)
    assert np.array_equal(mask.classes[kept], before.classes[kept])


def test_scissors_cut_out_the_disc(seeing: Hand) -> None:
    begin(seeing, "scissors")
    end(seeing, "scissors")
    assert overlap(seeing.document.mask.classes == 1, disc()) > 0.97


def test_scissors_show_the_line_that_would_close_them(seeing: Hand) -> None:
    seeing.canvas.set_tool("scissors")
    seeing.stroke(RIM[0])
    seeing.move((80.0, 200.0))
    assert seeing.canvas._player.guide.faint == (), "nothing to close yet"
    for place in RIM[1:3]:
        seeing.stroke(place)
    seeing.move((160.0, 100.0))
    guide = seeing.canvas._player.guide
    way = [start for start, _ in guide.faint] + [guide.faint[-1][1]]
    assert [end for _, end in guide.faint] == way[1:], "one line"
    assert (way[0], way[-1]) == (guide.knots[-1], guide.knots[0])
    seeing.key(Qt.Key.Key_Return)
    painted = np.pad(seeing.document.mask.classes == 1, 1)
    for point in way[1:-1]:  # where it was shown, there the region ends
        row, column = int(point.y) + 1, int(point.x) + 1
        assert np.ptp(painted[row - 2 : row + 3, column - 2 : column + 3].astype(int)) == 1
    assert len(way) > 50


def test_scissors_take_points_back_and_close_on_the_first(seeing: Hand) -> None:
    seeing.canvas.set_tool("scissors")
    for place in (*RIM[:3], (230.0, 20.0), (20.0, 20.0)):
        seeing.press(*place)
        seeing.release(*place)
    seeing.key(Qt.Key.Key_Backspace)
    seeing.key(Qt.Key.Key_Backspace)
    for place in (RIM[3], RIM[0]):
        seeing.press(*place)
        seeing.release(*place)
    assert not seeing.document.painting
    assert overlap(seeing.document.mask.classes == 1, disc()) > 0.97


def test_a_box_cut_is_refined_by_strokes_and_they_can_be_taken_back(seeing: Hand) -> None:
    classes = seeing.document.mask.classes
    begin(seeing, "box_cut")
    assert overlap(classes == 1, disc()) > 0.95
    first = classes.copy()
    seeing.press(120.0, 100.0, keys=ALT)
    seeing.move((120.0, 200.0))
    seeing.release(120.0, 200.0)
    settle(seeing)
    assert (classes[118:122, 110:190] == UNLABELLED).all()
    seeing.key(Qt.Key.Key_Backspace)
    settle(seeing)
    assert np.array_equal(classes, first)
    seeing.stroke((215.0, 100.0), (215.0, 200.0))
    settle(seeing)
    assert (classes[214:216, 110:190] == 1).all()
    end(seeing, "box_cut")
    assert seeing.document.history.count() == 1


def test_a_box_too_small_to_cut_paints_nothing(seeing: Hand) -> None:
    seeing.canvas.set_tool("box_cut")
    seeing.stroke((100.0, 100.0), (101.0, 101.0))
    assert not seeing.document.painting
    assert (seeing.document.mask.classes == UNLABELLED).all()


def test_smudge_paints_with_the_class_under_the_press(seeing: Hand) -> None:
    mask = seeing.document.mask
    mask.classes[:, :150] = 2
    mask.origin[:, :150] = Origin.ACCEPTED
    seeing.canvas.set_tool("smudge")
    seeing.stroke((60.0, 100.0), (60.0, 220.0))
    push = seeing.covered(24)
    seeing.stroke((160.0, 220.0), (160.0, 60.0))
    pull = seeing.covered(24)
    left = np.zeros(mask.classes.shape, dtype=bool)
    left[:, :150] = True
    assert np.array_equal(mask.classes == 2, (left | push) & ~pull)
    assert (mask.origin[pull] == Origin.NONE).all()
    assert (mask.origin[push] == Origin.HAND).all()


def test_the_lines_between_superpixels_show_while_painting(seeing: Hand) -> None:
    seeing.canvas.set_class(UNLABELLED)
    before = seeing.picture()
    seeing.canvas.set_tool("superpixels")
    seeing.press(100.0, 120.0)
    during = seeing.picture()
    assert np.count_nonzero((during != before).any(axis=2)) > 1000
    seeing.release(100.0, 120.0)
    assert np.array_equal(seeing.picture(), before)


def test_a_box_that_cuts_nothing_says_so(seeing: Hand) -> None:
    told: list[str] = []
    seeing.canvas.refused.connect(told.append)
    seeing.canvas.set_tool("box_cut")
    seeing.stroke((40.0, 70.0), (42.0, 230.0))
    assert not seeing.document.painting
    assert [words.split(" needs ")[0] for words in told] == ["A box to cut"]
    for steps, news in ((1, 1), (1, 2)):  # the second cut finds what the first has painted
        begin(seeing, "box_cut")
        seeing.key(Qt.Key.Key_Return)
        seeing.rest()
        assert not seeing.document.painting
        assert (seeing.document.history.count(), len(told)) == (steps, news)
    assert told[-1].startswith("Nothing was cut out")
