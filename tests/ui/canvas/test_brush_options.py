"""The square brush, its size on the screen, strokes that close on themselves."""

import numpy as np
import pytest
from canvas_hand import Hand
from PySide6.QtCore import Qt

from workbench.core.geometry import Point
from workbench.core.mask import UNLABELLED
from workbench.paint.shapes import polygon_shape

RING = ((60.0, 60.0), (60.0, 200.0), (180.0, 200.0), (180.0, 60.0), (64.0, 62.0))


def test_the_square_brush_paints_squares(painter: Hand) -> None:
    painter.canvas.set_square(True)
    painter.stroke((100.0, 80.0), (100.0, 160.0))
    first, last = painter.way[0], painter.way[-1]
    y, x = np.mgrid[:240, :300] + 0.5
    expected = (y >= first.y - 10) & (y < first.y + 10) & (x >= first.x - 10) & (x < last.x + 10)
    assert np.array_equal(painter.document.mask.classes == 0, expected)


def test_a_square_of_one_pixel_is_the_pixel_under_the_pointer(painter: Hand) -> None:
    painter.canvas.set_square(True)
    painter.canvas.show_point(Point(120.0, 150.0), 8.0)
    painter.canvas.set_brush(1)
    painter.stroke((120.9, 150.1))
    assert np.argwhere(painter.document.mask.classes == 0).tolist() == [[120, 150]]


def test_a_brush_keeps_its_size_on_the_screen_or_in_the_image(painter: Hand) -> None:
    canvas = painter.canvas
    canvas.zoom_to(4.0)
    assert canvas.ink_palette.diameter == 20
    canvas.zoom_to(1.0)
    canvas.keep_on_screen(True)
    canvas.zoom_to(4.0)
    assert canvas.ink_palette.diameter == 5
    canvas.zoom_to(32.0)
    assert canvas.ink_palette.diameter == 1, "no brush is smaller than a pixel"
    canvas.zoom_to(0.5)
    assert canvas.ink_palette.diameter == 40
    canvas.set_brush(60)
    canvas.zoom_to(1.0)
    assert canvas.ink_palette.diameter == 30
    canvas.keep_on_screen(False)
    canvas.zoom_to(2.0)
    assert canvas.ink_palette.diameter == 30


@pytest.mark.parametrize("tool", ["brush", "eraser"])
def test_a_closed_stroke_fills_its_inside_as_one_step(painter: Hand, tool: str) -> None:
    mask = painter.document.mask
    mask.classes[:] = 2
    painter.canvas.set_encircle(True)
    painter.canvas.set_tool(tool)
    painter.canvas.set_class(1)
    painter.stroke(*RING)
    expected = painter.covered(20)
    for rect, where in polygon_shape(painter.way, mask.rect):
        expected[rect.slices] |= where
    assert expected[120, 120]
    assert np.array_equal(mask.classes == (1 if tool == "brush" else UNLABELLED), expected)
    assert painter.document.history.count() == 1
    painter.document.undo()
    assert (mask.classes == 2).all()


@pytest.mark.parametrize("way", [RING[:-1], ((60.0, 60.0), (62.0, 70.0), (60.0, 62.0))], ids=["open", "dot"])
def test_an_open_stroke_and_a_dot_fill_nothing(painter: Hand, way: tuple[tuple[float, float], ...]) -> None:
    painter.canvas.set_encircle(True)
    painter.stroke(*way)
    assert np.array_equal(painter.document.mask.classes == 0, painter.covered(20))


def test_without_the_switch_a_ring_stays_a_ring(painter: Hand) -> None:
    painter.stroke(*RING)
    assert np.array_equal(painter.document.mask.classes == 0, painter.covered(20))


def test_escape_in_a_closed_stroke_leaves_every_byte(painter: Hand) -> None:
    painter.canvas.set_encircle(True)
    painter.press(*RING[0])
    painter.move(*RING[1:])
    painter.key(Qt.Key.Key_Escape)
    assert (painter.document.mask.classes == UNLABELLED).all()
    assert not painter.document.mask.origin.any()
