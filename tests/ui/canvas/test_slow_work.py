"""Gestures that work on another thread or in pieces, through real events that do not wait for them."""

import threading
from collections.abc import Iterator

import numpy as np
import pytest
from canvas_hand import Hand
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from workbench.core.mask import LabelMask
from workbench.ui.canvas import player
from workbench.ui.canvas.gestures import pace, regions
from workbench.ui.document import Document

TOOLS_AT_WORK = ("fill", "replace", "wand", "superpixels", "edge_brush", "scissors", "box_cut", "rectangle", "brush")
ASK = player.Errands.ask
WAY = ((60.0, 80.0), (100.0, 120.0), (130.0, 220.0), (190.0, 230.0))


@pytest.fixture
def hasty(painter: Hand, monkeypatch: pytest.MonkeyPatch) -> Hand:
    """A hand that waits for nothing, at an image on which every piece of work is too large to be done at once."""
    monkeypatch.setattr(pace, "PIECE", 2_000)
    monkeypatch.setattr(pace, "QUICK_FINISH", 0)
    monkeypatch.setattr(regions, "QUICK_FIND", 0)
    monkeypatch.setattr(regions, "QUICK_WAND", 0)
    y, x = np.mgrid[:240, :300]
    rgb = np.stack([(y // 40) * 40, (x // 50) * 40, y // 40 * 20 + x // 50 * 10], axis=-1).astype(np.uint8)
    painter.document = Document(5, rgb, LabelMask.blank(240, 300))
    painter.canvas.set_document(painter.document)
    painter.stroke((30.0, 40.0), (200.0, 260.0))
    painter.canvas.set_class(1)
    painter.patient = False
    return painter


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Work waits until this is set."""
    gate = threading.Event()

    def slow(self: player.Errands, work, told) -> None:  # type: ignore[no-untyped-def]
        ASK(self, lambda: (gate.wait(20), work())[1], told)

    monkeypatch.setattr(player.Errands, "ask", slow)
    yield gate
    gate.set()


def use(hand: Hand, tool: str) -> None:
    """A whole gesture, up to where Enter would keep it."""
    hand.canvas.set_tool(tool)
    if tool == "scissors":
        for place in WAY:
            hand.stroke(place)
    else:
        hand.stroke(*(WAY[:1] if tool in ("fill", "replace") else WAY))


def expected(hand: Hand, tool: str) -> LabelMask:
    """What a hand that waits after every event gets."""
    patient = Hand(hand.canvas, hand.document)
    use(patient, tool)
    if hand.document.painting:
        patient.key(Qt.Key.Key_Return)
    result = hand.document.mask.copy()
    hand.document.undo()
    return result


@pytest.mark.parametrize("tool", TOOLS_AT_WORK)
def test_a_hand_that_does_not_wait_gets_the_same_pixels(hasty: Hand, tool: str) -> None:
    before = hasty.document.mask.copy()
    wanted = expected(hasty, tool)
    assert np.array_equal(hasty.document.mask.classes, before.classes)
    assert not np.array_equal(wanted.classes, before.classes)
    use(hasty, tool)
    hasty.key(Qt.Key.Key_Return)
    hasty.rest()
    assert np.array_equal(hasty.document.mask.classes, wanted.classes)
    assert np.array_equal(hasty.document.mask.origin, wanted.origin)
    assert hasty.document.history.count() == 2
    assert not hasty.document.painting


@pytest.mark.parametrize("tool", TOOLS_AT_WORK)
@pytest.mark.parametrize("rounds", [0, 1, 4, 15])
def test_escape_at_any_point_leaves_every_byte(hasty: Hand, tool: str, rounds: int) -> None:
    mask = hasty.document.mask
    before, shown = mask.copy(), hasty.picture()
    hasty.canvas.set_tool(tool)
    hasty.press(*WAY[0])
    hasty.move(*WAY[1:])
    if rounds % 2:
        hasty.release(*WAY[-1])
    for _ in range(rounds):
        QTest.qWait(1)
    if hasty.document.painting:
        hasty.key(Qt.Key.Key_Escape)
    else:
        hasty.document.undo()
    hasty.release(*WAY[-1])
    QTest.qWait(30)
    assert mask.classes.tobytes() == before.classes.tobytes()
    assert mask.origin.tobytes() == before.origin.tobytes()
    assert not hasty.document.painting
    assert not hasty.canvas.working
    assert np.array_equal(hasty.picture(), shown)


def test_a_stroke_that_begins_while_a_fill_works_is_not_lost(hasty: Hand, held: threading.Event) -> None:
    hasty.canvas.set_tool("fill")
    hasty.stroke((200.0, 60.0))
    hasty.canvas.set_tool("brush")
    hasty.canvas.set_class(2)
    hasty.press(60.0, 60.0)
    hasty.move((60.0, 200.0))
    assert hasty.canvas.tool == "brush"
    assert hasty.document.history.count() == 1
    held.set()
    hasty.rest()
    hasty.move((150.0, 200.0))
    hasty.release(150.0, 200.0)
    hasty.rest()
    classes = hasty.document.mask.classes
    assert hasty.document.history.count() == 3
    assert np.array_equal(classes == 2, hasty.covered(20))
    assert (classes == 1).any()


def test_ctrl_z_while_a_fill_works_takes_it_back(hasty: Hand, held: threading.Event) -> None:
    before = hasty.document.mask.copy()
    hasty.canvas.set_tool("fill")
    hasty.stroke((200.0, 60.0))
    QTest.keyClick(hasty.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    held.set()
    hasty.rest()
    assert np.array_equal(hasty.document.mask.classes, before.classes)
    assert hasty.document.history.canRedo()


@pytest.mark.parametrize("tool", TOOLS_AT_WORK)
def test_leaving_the_image_waits_for_the_pixels(hasty: Hand, tool: str) -> None:
    document = hasty.document
    wanted = expected(hasty, tool)
    use(hasty, tool)
    hasty.canvas.set_document(None)
    assert not document.painting
    assert np.array_equal(document.mask.classes, wanted.classes)
    assert document.history.count() == 2


def test_leaving_the_image_waits_however_long_the_work_takes(hasty: Hand, held: threading.Event) -> None:
    document = hasty.document
    hasty.canvas.set_tool("fill")
    hasty.stroke((200.0, 60.0))
    threading.Timer(0.2, held.set).start()
    hasty.canvas.set_document(None)
    assert held.is_set()
    assert not document.painting
    assert document.history.count() == 2


def test_a_finished_stroke_is_kept_whatever_work_nobody_wants_any_more(
    hasty: Hand, held: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Work that was taken back may run on for long, and cannot be stopped."""
    document = hasty.document
    for _ in range(player.THREADS + 1):
        hasty.canvas.set_tool("fill")
        hasty.press(200.0, 60.0)
        hasty.key(Qt.Key.Key_Escape)
        hasty.release(200.0, 60.0)
    assert not document.painting
    monkeypatch.setattr(player.Errands, "ask", ASK)
    hasty.canvas.set_tool("brush")
    hasty.stroke((60.0, 60.0), (60.0, 200.0))
    hasty.canvas.set_document(None)
    assert not held.is_set()
    assert document.history.count() == 2
    assert np.array_equal(document.mask.classes == 1, hasty.covered(20))


def test_alt_click_while_a_fill_works_picks(hasty: Hand, held: threading.Event) -> None:
    hasty.document.undo()
    picked: list[int] = []
    hasty.canvas.class_picked.connect(picked.append)
    hasty.canvas.set_tool("fill")
    hasty.stroke((200.0, 60.0))
    hasty.press(60.0, 60.0, keys=Qt.KeyboardModifier.AltModifier)
    hasty.release(60.0, 60.0)
    held.set()
    hasty.rest()
    assert picked == [1], "what the fill has painted by then"
    assert hasty.document.history.count() == 1
    assert not hasty.document.painting


def test_a_double_click_while_a_fill_works_is_two_clicks(hasty: Hand, held: threading.Event) -> None:
    hasty.canvas.set_tool("fill")
    hasty.stroke((200.0, 60.0))
    hasty.canvas.set_tool("brush")
    hasty.canvas.set_class(2)
    QTest.mouseDClick(hasty.canvas, Qt.MouseButton.LeftButton, pos=hasty.at(60.0, 60.0))
    held.set()
    hasty.rest()
    hasty.release(60.0, 60.0)
    hasty.rest()
    assert (hasty.document.mask.classes == 2).any()
    assert not hasty.document.painting


def test_a_double_click_while_the_scissors_work_closes_them(hasty: Hand, held: threading.Event) -> None:
    hasty.canvas.set_tool("scissors")
    for place in WAY[:3]:
        hasty.stroke(place)
    QTest.mouseDClick(hasty.canvas, Qt.MouseButton.LeftButton, pos=hasty.at(*WAY[2]))
    held.set()
    hasty.rest()
    assert not hasty.document.painting
    assert hasty.document.history.count() == 2


def test_work_that_takes_long_shows_in_the_cursor(hasty: Hand, held: threading.Event) -> None:
    hasty.canvas.set_tool("fill")
    hasty.press(200.0, 60.0)
    assert hasty.canvas.cursor().shape() == Qt.CursorShape.CrossCursor
    QTest.qWait(250)
    assert hasty.canvas.cursor().shape() == Qt.CursorShape.BusyCursor
    held.set()
    hasty.rest()
    assert hasty.canvas.cursor().shape() == Qt.CursorShape.CrossCursor
    hasty.release(200.0, 60.0)
    hasty.rest()


def test_an_error_in_the_work_leaves_every_byte_and_is_raised(hasty: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    before = hasty.document.mask.copy()

    def broken(*_args: object) -> None:
        raise RuntimeError("no such region")

    monkeypatch.setattr(regions, "connected", broken)
    hasty.canvas.set_tool("fill")
    hasty.press(200.0, 60.0)
    with pytest.raises(RuntimeError, match="no such region"):
        hasty.canvas.finish_gesture()
    assert not hasty.document.painting
    assert hasty.document.mask.classes.tobytes() == before.classes.tobytes()


def test_a_wand_that_is_dragged_quickly_does_not_show_every_tolerance(
    hasty: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = []
    alike = regions.alike
    monkeypatch.setattr(regions, "alike", lambda *a: looked.append(a[-1]) or alike(*a))
    hasty.canvas.set_tool("wand")
    hasty.press(60.0, 60.0)
    hasty.move(*((60.0, 60.0 + column) for column in range(2, 200, 2)))
    hasty.release(60.0, 258.0)
    hasty.rest()
    pulled = int((hasty.way[-1].x - hasty.way[0].x) / regions.PIXELS_A_LEVEL)
    assert looked[-1] == hasty.canvas.ink_palette.tolerance + pulled
    assert len(looked) <= 3
