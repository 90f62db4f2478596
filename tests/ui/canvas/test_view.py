import numpy as np
import pytest
from canvas_hand import Hand, noise
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from workbench.core.geometry import Point, Rect
from workbench.ui.canvas.pyramid import Pyramid
from workbench.ui.canvas.sampling import nearest, visible
from workbench.ui.canvas.view import View, fitted

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@given(
    scale=st.floats(0.01, 64),
    left=st.floats(-500, 20000),
    rect=st.tuples(st.integers(0, 900), st.integers(1, 200)),
)
def test_a_device_box_holds_every_device_pixel_that_shows_the_box(
    scale: float, left: float, rect: tuple[int, int]
) -> None:
    view = View(scale, left, left)
    first, last = int(left) + rect[0], int(left) + rect[0] + rect[1]
    box = view.device_rect(Rect(first, first, last, last), 700, 1000)
    columns = view.columns(0, 1000)
    showing = np.flatnonzero((columns >= first) & (columns < last))
    assert set(showing.tolist()) <= set(range(box.left, box.right))
    assert box.width <= showing.size + 2 + 2 * max(1, round(1 / scale))


@pytest.mark.parametrize("notches", [1, -1, 5, -3, 0.25])
def test_the_wheel_keeps_the_point_under_the_pointer(painter: Hand, notches: float) -> None:
    painter.canvas.show_point(Point(120.0, 150.0), 4.0)
    before = painter.canvas.image_point(QPointF(painter.at(120.0, 150.0)))
    position = QPointF(painter.at(120.0, 150.0))
    painter.wheel(120.0, 150.0, notches, CTRL)
    after = painter.canvas.image_point(position)
    assert painter.canvas.view.scale == pytest.approx(4.0 * 2 ** (notches / 4))
    assert after == pytest.approx(before, abs=1e-9)


def test_plus_and_minus_zoom_at_the_pointer(painter: Hand) -> None:
    painter.canvas.show_point(Point(120.0, 150.0), 4.0)
    position = painter.at(130.0, 140.0)
    QTest.mouseMove(painter.canvas, position)
    before = painter.canvas.image_point(QPointF(position))
    painter.key(Qt.Key.Key_Plus)
    assert painter.canvas.view.scale > 4.0
    assert painter.canvas.image_point(QPointF(position)) == pytest.approx(before, abs=1e-9)
    painter.key(Qt.Key.Key_Minus)
    assert painter.canvas.view.scale == pytest.approx(4.0)


def test_shift_and_the_wheel_change_the_brush(painter: Hand) -> None:
    sizes: list[float] = []
    painter.canvas.brush_resized.connect(sizes.append)
    painter.wheel(100.0, 100.0, 1, SHIFT)
    painter.wheel(100.0, 100.0, -1, SHIFT)
    painter.wheel(100.0, 100.0, -100, SHIFT)
    assert sizes == [23, 20, 1]
    assert painter.canvas.view.scale == 1.0


def test_the_wheel_alone_scrolls(painter: Hand) -> None:
    painter.canvas.show_point(Point(120.0, 150.0), 4.0)
    before = painter.canvas.view
    painter.wheel(120.0, 150.0, -1)
    assert painter.canvas.view.top > before.top
    assert painter.canvas.view.left == before.left


@pytest.mark.parametrize("way", ["middle", "space", "tool"])
def test_panning_takes_the_grabbed_point_along_and_paints_nothing(painter: Hand, way: str) -> None:
    painter.canvas.show_point(Point(120.0, 150.0), 4.0)
    start = painter.at(120.0, 150.0)
    held = painter.canvas.image_point(QPointF(start))
    button = Qt.MouseButton.MiddleButton if way == "middle" else Qt.MouseButton.LeftButton
    if way == "space":
        QTest.keyPress(painter.canvas, Qt.Key.Key_Space)
    elif way == "tool":
        painter.canvas.set_tool("pan")
    QTest.mousePress(painter.canvas, button, Qt.KeyboardModifier.NoModifier, start)
    for step in range(1, 9):
        QTest.mouseMove(painter.canvas, start + QPoint(5 * step, -3 * step))
    end = start + QPoint(40, -24)
    assert painter.canvas.image_point(QPointF(end)) == pytest.approx(held, abs=1e-9)
    QTest.mouseRelease(painter.canvas, button, Qt.KeyboardModifier.NoModifier, end)
    if way == "space":
        QTest.keyRelease(painter.canvas, Qt.Key.Key_Space)
    assert painter.document.history.count() == 0
    QTest.mouseMove(painter.canvas, start)
    assert painter.canvas.image_point(QPointF(end)) == pytest.approx(held, abs=1e-9)


def test_fit_shows_the_whole_image_and_follows_the_window(painter: Hand) -> None:
    told: list[float] = []
    painter.canvas.zoomed.connect(told.append)
    painter.canvas.fit()
    assert painter.canvas.view == fitted(Rect(0, 0, 240, 300), 300, 400)
    painter.canvas.resize(800, 600)
    assert painter.canvas.view == fitted(Rect(0, 0, 240, 300), 600, 800)
    painter.canvas.grab()
    assert told == [pytest.approx(0.97 * 300 / 240), pytest.approx(0.97 * 600 / 240)]


def test_the_pointer_tells_its_image_point_inside_the_image_only(painter: Hand) -> None:
    points: list[Point | None] = []
    painter.canvas.hovered.connect(points.append)
    QTest.mouseMove(painter.canvas, painter.at(30.2, 40.7))
    QTest.mouseMove(painter.canvas, painter.at(-5.0, 40.0))
    assert points[0] is not None
    assert (int(points[0].y), int(points[0].x)) == (30, 40)
    assert points[1] is None


@pytest.mark.parametrize("size", [(600, 1500), (1023, 517), (3, 2000), (40, 30)])
@pytest.mark.parametrize("deep", [False, True])
def test_pyramid_levels_are_means_of_blocks(size: tuple[int, int], deep: bool) -> None:
    pixels = noise(*size)[..., 0].astype(np.uint16) * 257 if deep else noise(*size)
    pyramid = Pyramid(*size, pixels)
    assert pyramid.levels == 1
    for _ in pyramid.build():
        pass
    expected = pixels if deep else pixels[..., ::-1]  # smaller levels are BGR
    for number in range(1, pyramid.levels):
        height, width = expected.shape[0] // 2, expected.shape[1] // 2
        blocks = expected[: 2 * height, : 2 * width].reshape(height, 2, width, 2, -1).astype(float).mean(axis=(1, 3))
        level = pyramid.best(2.0**-number)
        assert (level.down, level.across) == (2**number, 2**number)
        expected = level.pixels if deep else level.pixels[..., :3]
        assert np.abs(expected.reshape(blocks.shape) - blocks).max() <= 0.5
    assert pyramid.wanted(1 / 64) == pyramid.levels - 1


def test_a_small_copy_stands_in_until_the_whole_picture_is_there() -> None:
    rgb = noise(800, 1600)
    small = rgb[::8, ::8].copy()
    waiting = Pyramid(800, 1600, None, small)
    assert (waiting.best(4.0).down, waiting.best(0.01).across) == (8, 8)
    there = Pyramid(800, 1600, rgb, small)
    assert there.best(1.0).down == 1, "one to one shows the picture itself"
    assert there.best(1 / 8).down == 8, "and far out the copy, while the levels are made"
    assert Pyramid(800, 1600, None).best(1.0) is None


@given(
    scale=st.floats(0.02, 20.0),
    left=st.floats(0, 200),
    top=st.floats(0, 100),
    size=st.tuples(st.integers(1, 60), st.integers(1, 60)),
)
def test_even_steps_are_sampled_alike(scale: float, left: float, top: float, size: tuple[int, int]) -> None:
    plane = np.random.default_rng(2).integers(0, 256, (240, 300), dtype=np.uint8)
    view = View(scale, int(top) - 0.5 / scale, int(left) - 0.5 / scale)  # so that steps begin at a pixel's corner
    part, rows, columns = visible(view, Rect(0, 0, *size), 240, 300)
    if not part.empty:
        out = np.zeros((rows.size, columns.size), np.uint8)
        assert np.array_equal(nearest(plane, rows, columns, out, scale), plane[rows[:, None], columns])


@given(
    scale=st.floats(0.02, 20.0),
    left=st.floats(0, 200),
    top=st.floats(0, 100),
    size=st.tuples(st.integers(1, 60), st.integers(1, 60)),
)
def test_sampled_pixels_are_those_under_the_device_pixels(
    scale: float, left: float, top: float, size: tuple[int, int]
) -> None:
    plane = np.random.default_rng(2).integers(0, 256, (240, 300), dtype=np.uint8)
    part, rows, columns = visible(View(scale, top, left), Rect(0, 0, *size), 240, 300)
    if not part.empty:
        expected = plane[rows[:, None], columns]
        assert np.array_equal(nearest(plane, rows, columns), expected)
        for kind in (np.uint16, np.uint32):
            assert np.array_equal(nearest(plane.astype(kind), rows, columns), expected)
            wide = np.zeros((70, 80), dtype=kind)
            box = wide[: part.height, 3 : 3 + part.width]
            nearest(plane.astype(kind), rows, columns, box)
            assert np.array_equal(box, expected)
            assert not wide[:, :3].any()
