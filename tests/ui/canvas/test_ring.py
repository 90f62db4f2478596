"""What follows the pointer is what a press would paint: the ring of a brush, the cell of the superpixels."""

import numpy as np
import pytest
from canvas_hand import Hand
from pen_hand import Kind, PenHand
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtWidgets import QApplication

from workbench.core.mask import UNLABELLED, LabelMask
from workbench.core.prediction import Prediction
from workbench.ui.canvas.view import View
from workbench.ui.document import Document

HEIGHT, WIDTH = 240, 300
PLACE = (120.5, 150.5)


@pytest.fixture
def even(painter: Hand) -> Hand:
    """An even image, on which every brush paints all that it covers, twice enlarged."""
    grey = np.full((HEIGHT, WIDTH, 3), 120, np.uint8)
    painter.document = Document(4, grey, LabelMask.blank(HEIGHT, WIDTH))
    said = np.ones((HEIGHT, WIDTH), np.uint8)
    painter.document.set_prediction(Prediction(said, said * 255, said * 0))
    painter.canvas.change_look(prediction=False)
    painter.canvas.set_document(painter.document)
    painter.canvas.set_class(1)
    painter.canvas.zoom_to(2.0)
    return painter


def ring(hand: Hand) -> np.ndarray:
    """bool (H, W), image pixels: where something follows the pointer."""
    pointer = hand.canvas._pointer
    without = hand.picture()
    hand.canvas._pointer = pointer
    image = hand.canvas.grab().toImage()
    drawn = np.array([[image.pixel(x, y) & 0xFFFFFF for x in range(400)] for y in range(300)])
    numbers = (without.astype(np.int64) * (65536, 256, 1)).sum(axis=2)
    found = np.zeros((HEIGHT, WIDTH), dtype=bool)
    for y, x in np.argwhere(drawn != numbers):
        point = hand.canvas.image_point(QPointF(float(x), float(y)))
        found[int(point.y), int(point.x)] = True
    return found


def corner(pixels: np.ndarray, radius: int = 20) -> bool:
    """Whether a corner of the box round the place is reached."""
    row, column = int(PLACE[0]) - radius, int(PLACE[1]) - radius
    return bool(pixels[row : row + 3, column : column + 3].any())


@pytest.mark.parametrize("square", [False, True])
@pytest.mark.parametrize("tool", ["brush", "eraser", "edge_brush", "smudge", "adopt", "clean_up_brush"])
def test_the_ring_is_square_where_the_brush_is(even: Hand, tool: str, square: bool) -> None:
    even.canvas.set_brush(40)
    even.canvas.set_square(square)
    if tool in ("eraser", "smudge"):  # on what is painted all over, but for where the smudge is put down
        even.document.mask.classes[:] = 2
        even.document.mask.classes[118:123, 148:153] = UNLABELLED
    even.canvas.set_tool(tool)
    even.move(PLACE)
    shown = ring(even)
    before = even.document.mask.classes.copy()
    even.stroke(PLACE)
    painted = even.document.mask.classes != before
    if tool != "clean_up_brush":
        assert painted.any()
        assert corner(shown) == corner(painted)
    else:
        assert corner(shown) == square


@pytest.mark.parametrize("tool", ["brush", "edge_brush", "eraser"])
@pytest.mark.parametrize("pressure", [0.0, 0.4, 1.0])
def test_the_ring_is_as_wide_as_a_pen_that_presses_so_much(even: Hand, tool: str, pressure: float) -> None:
    pen = PenHand(even.canvas)
    even.document.mask.classes[:] = 2
    even.canvas.set_pressure(True)
    even.canvas.set_brush(40)
    even.canvas.set_tool(tool)
    pen.hover(PLACE)
    place = even.canvas._ring_place()
    assert place is not None
    assert place[1] == 40, "20 image pixels: what full pressure would give"
    pen.press(PLACE, pressure)
    place = even.canvas._ring_place()
    assert place is not None
    even.rest()
    painted = np.flatnonzero((even.document.mask.classes != 2).any(axis=1))
    assert 2 * place[1] / 2 == pytest.approx(len(painted), abs=1.0)
    pen.release(PLACE)


def test_the_rings_of_superpixels_are_their_cells(even: Hand, qtbot: object) -> None:
    """Before the press the borders of all cells near by are shown, and round the cell that it would paint."""
    noise = np.random.default_rng(5).integers(0, 40, (HEIGHT, WIDTH, 3))
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    even.document = Document(6, (noise + (y // 30 + x // 40)[..., None] % 2 * 150).astype(np.uint8), even.document.mask)
    even.canvas.set_document(even.document)
    even.canvas.set_tool("superpixels")
    even.canvas.set_brush(20)
    plain = even.picture()
    even.move((100.0, 120.0))
    qtbot.waitUntil(lambda: bool(even.canvas._foresight.guide.faint))  # type: ignore[attr-defined]
    borders = even.picture()
    assert np.count_nonzero((borders != plain).any(axis=2)) > 1000
    outline = even.canvas._foresight.guide.paths
    assert even.canvas._ring_box().isEmpty()
    even.stroke((100.0, 120.0))
    painted = np.pad(even.document.mask.classes == 1, 1)
    edges = np.count_nonzero(painted[1:] != painted[:-1]) + np.count_nonzero(painted[:, 1:] != painted[:, :-1])
    assert sum(abs(b.y - a.y) + abs(b.x - a.x) for a, b in outline) == edges > 40
    even.document.undo()
    QApplication.sendEvent(even.canvas, QEvent(QEvent.Type.Leave))
    assert np.array_equal(even.picture(), plain)
    even.move((100.0, 121.0))
    qtbot.waitUntil(lambda: bool(even.canvas._foresight.guide.faint))  # type: ignore[attr-defined]
    even.canvas.set_tool("brush")
    assert np.array_equal(even.picture(), plain)


def test_borders_are_worked_out_once_a_view(even: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    even.canvas.set_tool("superpixels")
    even.canvas.set_brush(12)
    even.press(100.0, 120.0)
    even.move((100.0, 121.0))
    even.canvas.grab()
    lines = len(even.canvas._player.guide.faint)
    calls = []
    to_device = View.to_device
    monkeypatch.setattr(View, "to_device", lambda self, point: calls.append(1) or to_device(self, point))
    for column in (121.5, 122.0, 121.0):
        even.move((100.0, column))
        even.canvas.grab()
    assert lines > 400
    assert len(calls) < lines
    even.canvas.pan_by(10, 0)
    even.canvas.grab()
    assert len(calls) > lines, "they move with the image"
    even.release(100.0, 121.0)


def test_the_eraser_end_has_the_erasers_ring(even: Hand) -> None:
    pen = PenHand(even.canvas)
    even.canvas.set_square(True)
    even.canvas.set_brush(40)
    even.canvas.set_tool("edge_brush")
    pen.hover(PLACE, end=Kind.Eraser)
    assert corner(ring(even)), "square, as the eraser is"
    pen.hover(PLACE)
    assert not corner(ring(even))
    assert even.canvas.cursor().shape() == Qt.CursorShape.CrossCursor
