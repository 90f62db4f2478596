"""Tools that look at the image: edge brush, scissors, box cut, superpixels. On pictures whose truth is known."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from workbench.core.geometry import Point, Rect
from workbench.paint.edge import edge_stamp
from workbench.paint.grabcut import BoxCut
from workbench.paint.scissors import LiveWire
from workbench.paint.shapes import polygon_shape
from workbench.paint.superpixels import CellMap


def picture(truth: np.ndarray, seed: int = 0) -> np.ndarray:
    """Two colours by the truth, softened and noisy."""
    rgb = np.where(truth[..., None], (200, 90, 60), (90, 130, 180)).astype(np.float64)
    rgb = cv2.GaussianBlur(rgb, (0, 0), 1.0) + np.random.default_rng(seed).normal(0, 6, rgb.shape)
    return np.clip(rgb, 0, 255).astype(np.uint8)


def disc(height: int, width: int, at: Point, radius: float) -> np.ndarray:
    y, x = np.mgrid[:height, :width] + 0.5
    return np.asarray((y - at.y) ** 2 + (x - at.x) ** 2 <= radius * radius)


def overlap(one: np.ndarray, other: np.ndarray) -> float:
    return np.count_nonzero(one & other) / np.count_nonzero(one | other)


def whole(rect: Rect, where: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    found = np.zeros(shape, dtype=bool)
    found[rect.slices] = where
    return found


@settings(max_examples=60, deadline=None)
@given(
    rgb=arrays(np.uint8, st.tuples(st.integers(1, 25), st.integers(1, 25), st.just(3))),
    y=st.floats(-3, 28),
    x=st.floats(-3, 28),
    radius=st.floats(0.5, 20),
)
def test_the_edge_brush_stays_in_its_disc(rgb: np.ndarray, y: float, x: float, radius: float) -> None:
    rect, where = edge_stamp(rgb, Point(y, x), radius)
    shape = rgb.shape[:2]
    assert rect.clip(*shape) == rect
    if not (0 <= y < shape[0] and 0 <= x < shape[1]):
        assert rect.empty
        return
    allowed = disc(*shape, Point(y, x), radius)
    allowed[int(y), int(x)] = True
    found = whole(rect, where, shape)
    assert not (found & ~allowed).any()
    assert found[int(y), int(x)]


@pytest.mark.parametrize("radius", [6.0, 40.0, 300.0])
def test_the_edge_brush_fills_its_disc_where_nothing_is_to_be_seen(radius: float) -> None:
    rgb = np.full((700, 700, 3), 120, np.uint8)
    at = Point(350.3, 349.8)
    assert np.array_equal(whole(*edge_stamp(rgb, at, radius), (700, 700)), disc(700, 700, at, radius))


@pytest.mark.parametrize("radius", [15.0, 50.0, 200.0])
def test_the_edge_brush_stops_at_an_edge(radius: float) -> None:
    truth = np.zeros((500, 500), dtype=bool)
    truth[:, 250:] = True
    at = Point(250.0, 250.0 - 0.4 * radius)
    found = whole(*edge_stamp(picture(truth), at, radius), truth.shape)
    own = disc(500, 500, at, radius) & ~truth
    blur = 2 * radius / 37
    assert np.count_nonzero(found & own) > 0.85 * np.count_nonzero(own)
    assert not found[:, 250 + int(3 * blur) + 3 :].any()


def test_scissors_follow_an_edge_and_end_where_they_are_told() -> None:
    middle, radius = Point(150.0, 160.0), 90.0
    truth = disc(300, 320, middle, radius)
    rgb = picture(truth)
    corners = [Point(60.0, 160.0), Point(150.0, 250.0), Point(240.0, 160.0), Point(150.0, 70.0)]
    outline: list[Point] = []
    for start, end in zip(corners, corners[1:] + corners[:1], strict=True):
        path = LiveWire(rgb, start, 1.0).path(end)
        assert (path[0], path[-1]) == (start, end)
        off = [abs(np.hypot(p.y - middle.y, p.x - middle.x) - radius) for p in path]
        assert max(off) < 4
        outline += path[:-1]
    found = np.zeros(truth.shape, dtype=bool)
    for rect, where in polygon_shape(outline, Rect(0, 0, *truth.shape)):
        found[rect.slices] |= where
    assert overlap(found, truth) > 0.97


@pytest.mark.parametrize("scale", [0.1, 1.0, 8.0])
def test_scissors_reach_every_corner(scale: float) -> None:
    rgb = picture(disc(900, 30, Point(400.0, 10.0), 8.0))
    for start, end in ((Point(0.0, 0.0), Point(899.9, 29.9)), (Point(899.9, 0.0), Point(0.0, 29.9))):
        path = LiveWire(rgb, start, scale).path(end)
        assert (path[0], path[-1]) == (start, end)
        assert all(0 <= p.y <= 900 and 0 <= p.x <= 30 for p in path)


def test_a_box_is_cut_along_what_is_in_it_and_strokes_correct_it() -> None:
    thing, other = disc(400, 500, Point(190.0, 220.0), 80.0), disc(400, 500, Point(190.0, 350.0), 40.0)
    rgb, shape = picture(thing | other), (400, 500)
    cut = BoxCut(rgb, Rect(95, 120, 285, 405))
    for _ in range(4):
        cut.step()
    assert overlap(whole(*cut.shape(), shape), thing | other) > 0.95
    cut.mark([Point(160.0, 350.0), Point(220.0, 350.0)], 30.0, inside=False)
    cut.mark([Point(190.0, 200.0), Point(190.0, 240.0)], 6.0, inside=True)
    for _ in range(2):
        cut.step()
    found = whole(*cut.shape(), shape)
    assert not found[165:215, 345:355].any()
    assert found[187:193, 205:235].all()
    assert overlap(found & thing, thing) > 0.95


@pytest.mark.parametrize("box", [Rect(0, 0, 40, 50), Rect(3, 3, 7, 7), Rect(0, 10, 40, 14)])
def test_every_box_can_be_cut(box: Rect) -> None:
    rgb = np.full((40, 50, 3), 77, np.uint8)
    cut = BoxCut(rgb, box)
    cut.mark([Point(-5.0, -5.0), Point(60.0, 60.0)], 2.0, inside=False)
    for _ in range(2):
        cut.step()
    rect, where = cut.shape()
    assert where.shape == (rect.height, rect.width)
    assert rect.clip(40, 50) == rect


@pytest.mark.parametrize("size", [8, 16, 50])
def test_superpixels_follow_edges_and_have_their_size(size: int) -> None:
    truth = disc(310, 420, Point(150.0, 200.0), 95.0)
    cells = CellMap(picture(truth), size)
    wrong, seen, count = 0, np.zeros(truth.shape, dtype=int), 0
    for row in range(310):
        for column in range(420):
            if not seen[row, column]:
                rect, where = cells.cell(row, column)
                assert where[row - rect.top, column - rect.left]
                inside = truth[rect.slices][where]
                wrong += min(np.count_nonzero(inside), np.count_nonzero(~inside))
                seen[rect.slices] += where
                count += 1
    assert (seen == 1).all(), "every pixel is in one cell, whole"
    assert wrong < 0.01 * truth.size
    assert 0.4 < count / (truth.size / size**2) < 2.5


def test_the_lines_between_superpixels_lie_where_their_numbers_change() -> None:
    cells = CellMap(picture(disc(100, 90, Point(50.0, 45.0), 30.0)), 12)
    box, numbers = cells.tile(5, 5)
    drawn = set()
    for a, b in cells.borders(5, 5):
        for step in range(int(max(b.y - a.y, b.x - a.x))):
            drawn.add((a.y, a.x + step, "-") if a.y == b.y else (a.y + step, a.x, "|"))
    expected = set()
    for r in range(box.height):
        for c in range(box.width):
            if r and numbers[r, c] != numbers[r - 1, c]:
                expected.add((float(box.top + r), float(box.left + c), "-"))
            if c and numbers[r, c] != numbers[r, c - 1]:
                expected.add((float(box.top + r), float(box.left + c), "|"))
    assert drawn == expected


def test_what_is_too_fine_to_be_seen_does_not_stop_the_edge_brush() -> None:
    """Stripes of 12 pixels stop it where they are shown; at a 24th of their size the eye sees even grey."""
    stripes = np.where(np.arange(400) // 12 % 2, 90, 170).astype(np.uint8)
    rgb = np.repeat(np.tile(stripes, (400, 1))[..., None], 3, axis=2)
    at, radius = Point(200.0, 198.0), 60.0  # a whole number of stripes
    around = np.count_nonzero(disc(400, 400, at, radius))
    near = whole(*edge_stamp(rgb, at, radius, 1.0), (400, 400))
    far = whole(*edge_stamp(rgb, at, radius, 1 / 24), (400, 400))
    assert np.count_nonzero(near) < 0.2 * around
    assert np.count_nonzero(far) > 0.95 * around
