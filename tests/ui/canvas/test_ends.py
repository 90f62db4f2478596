"""However a gesture ends, the mask is what its history makes of it, and the screen shows that mask."""

from collections.abc import Callable

import numpy as np
import pytest
from canvas_hand import Hand
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from tool_uses import USES, picture, said, start

from workbench.core.edit import Edit, apply
from workbench.core.geometry import Point
from workbench.core.mask import LabelMask
from workbench.ui.actions import TOOL_NAMES
from workbench.ui.canvas.gestures import clever, pace, regions
from workbench.ui.document import Document

Keys, Ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier


class Journal:
    """Keeps the edits that stand."""

    def __init__(self) -> None:
        self.done: list[Edit] = []
        self.taken_back: list[Edit] = []

    def committed(self, _image_id: int, edit: Edit, _base: int) -> None:
        self.done.append(edit)
        self.taken_back.clear()

    def undone(self, _image_id: int, _base: int) -> None:
        self.taken_back.append(self.done.pop())

    def redone(self, _image_id: int, _base: int) -> None:
        self.done.append(self.taken_back.pop())

    def worked(self, _image_id: int, _seconds: float, _clicks: int) -> None:
        """Without an edit nothing is painted."""


class StoppedError(Exception):
    """The hand has made as many moves as it should."""


class Stopping(Hand):
    """A hand that stops after so many of its moves."""

    moves = 0

    def _done(self) -> None:
        super()._done()
        self.moves -= 1
        if self.moves == 0:
            raise StoppedError


def stand(hand: Hand) -> Journal:
    """Lay the picture of the tools on the canvas, with something of everything in its mask."""
    journal = Journal()
    hand.document = Document(1, picture(), start(), journal)
    hand.document.set_prediction(said())
    hand.canvas.set_document(hand.document)
    hand.canvas.show_point(Point(80.0, 100.0), 1.5)
    hand.canvas.set_class(1)
    return journal


def strays(hand: Hand, journal: Journal) -> list[str]:
    """What is not so: the mask is the history played on what was there first, the screen what a new drawing shows."""
    replayed, mask = start(), hand.document.mask
    for edit in journal.done:
        apply(replayed, edit)
    shown = hand.picture()
    hand.canvas._stage.spoil()
    pairs = {
        "classes": (mask.classes, replayed.classes),
        "origin": (mask.origin, replayed.origin),
        "screen": (shown, hand.picture()),
    }
    return [name for name, (found, wanted) in pairs.items() if not np.array_equal(found, wanted)]


def click_twice(hand: Hand) -> None:
    QTest.mouseDClick(hand.canvas, Qt.MouseButton.LeftButton, pos=hand.at(*hand.way[-1]))


WAYS_OUT: dict[str, Callable[[Hand], None]] = {
    "Backspace": lambda hand: hand.key(Keys.Key_Backspace),
    "Ctrl+Z": lambda hand: QTest.keyClick(hand.canvas, Keys.Key_Z, Ctrl),
    "Enter": lambda hand: hand.key(Keys.Key_Return),
    "double click": click_twice,
    "Escape": lambda hand: hand.key(Keys.Key_Escape),
}


@pytest.mark.parametrize("way_out", WAYS_OUT)
@pytest.mark.parametrize("tool", TOOL_NAMES)
def test_what_ends_a_gesture_leaves_only_what_its_history_makes(painter: Hand, tool: str, way_out: str) -> None:
    use = USES[tool]
    for moves in (2, 5, 99):
        journal = stand(painter)
        painter.canvas.set_brush(use.size)
        painter.canvas.set_tool(tool)
        hand = Stopping(painter.canvas, painter.document)
        hand.moves = moves
        try:
            use.begin(hand)
        except StoppedError:
            pass
        else:
            moves = 99
        hand.moves = 0
        for _ in range(2):
            WAYS_OUT[way_out](hand)
            hand.rest()
            if not hand.document.painting:
                assert not strays(hand, journal), f"{way_out} after {moves} moves"
        hand.release(*hand.way[-1])
        hand.key(Keys.Key_Return)
        hand.rest()
        assert not hand.document.painting
        assert not strays(hand, journal), f"{way_out} after {moves} moves, and all closed"
        if moves == 99:
            break


def test_a_wand_that_is_let_go_at_its_press_shows_no_more_than_it_keeps(painter: Hand) -> None:
    level = np.minimum(255, 2 * np.arange(300)).astype(np.uint8)
    rgb = np.repeat(np.tile(level, (240, 1))[..., None], 3, axis=2)
    painter.document = Document(9, rgb, LabelMask.blank(240, 300))
    painter.canvas.set_document(painter.document)
    painter.canvas.set_tool("wand")
    painter.press(100.0, 60.0)
    painter.move((100.0, 190.0))
    painter.picture()
    position = painter.at(100.0, 60.0)
    QTest.mouseRelease(painter.canvas, Qt.MouseButton.LeftButton, pos=position)
    painter.rest()
    shown = painter.picture()
    painter.canvas._stage.spoil()
    assert np.array_equal(shown, painter.picture())


@pytest.mark.parametrize("zoomed", [False, True])
def test_a_shape_that_is_taken_back_while_its_edit_is_made_leaves_no_ghost(
    painter: Hand, monkeypatch: pytest.MonkeyPatch, zoomed: bool
) -> None:
    monkeypatch.setattr(pace, "QUICK_FINISH", 0)
    painter.patient = False
    painter.canvas.set_tool("ellipse")
    painter.stroke((20.0, 30.0), (200.0, 260.0))
    assert painter.canvas.working, "the pixels are there, their edit is not"
    if zoomed:
        painter.canvas.zoom_by(1)
    painter.picture()
    painter.key(Keys.Key_Escape)
    shown = painter.picture()
    painter.canvas._stage.spoil()
    assert np.array_equal(shown, painter.picture())
    assert painter.document.history.count() == 0


DEEDS = ("press", *["move"] * 3, *["release"] * 2, "back", "undo", "enter", "escape", "tool", "zoom", "pan")


@pytest.mark.parametrize("seed", range(6))
def test_whatever_hands_do_the_mask_is_its_history_and_the_screen_its_mask(
    painter: Hand, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    rng = np.random.default_rng([seed, 77])
    if seed % 2:  # everything takes several steps
        monkeypatch.setattr(pace, "PIECE", 5_000)
        for module, limit in ((pace, "QUICK_FINISH"), (regions, "QUICK_FIND"), (regions, "QUICK_WAND")):
            monkeypatch.setattr(module, limit, 0)
        monkeypatch.setattr(clever, "QUICK_STAMPS", 0)
    journal = stand(painter)
    painter.patient = False
    painter.canvas.set_brush(float(rng.choice((3.0, 12.0, 30.0))))
    painter.canvas.set_encircle(bool(rng.random() < 0.5))
    for number in range(45):
        deed = str(rng.choice(DEEDS))
        place = tuple(rng.uniform((-20, -20), (180, 220)).tolist())
        if deed == "press":
            keys = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier)
            painter.press(*place, keys=keys[int(rng.random() < 0.2)])
        elif deed == "move":
            painter.move(place)
        elif deed == "release":
            painter.release(*place)
        elif deed == "tool":
            painter.canvas.set_tool(str(rng.choice(TOOL_NAMES)))
        elif deed == "zoom":
            painter.wheel(*place, float(rng.choice((-1, 1))), Ctrl)
        elif deed == "pan":
            painter.canvas.pan_by(float(rng.integers(-30, 30)), float(rng.integers(-30, 30)))
        elif deed == "undo":
            QTest.keyClick(painter.canvas, Keys.Key_Z, Ctrl)
        else:
            named = {"back": Keys.Key_Backspace, "enter": Keys.Key_Return, "escape": Keys.Key_Escape}
            painter.key(named[deed])
        if rng.random() < 0.5:
            QTest.qWait(int(rng.integers(0, 3)))
        if not painter.document.painting:
            assert not strays(painter, journal), f"step {number}, {deed}"
    painter.canvas.finish_gesture()
    assert not strays(painter, journal), "all finished"
