from fractions import Fraction

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from workbench.core.edit import EditRecorder
from workbench.core.geometry import Point, Rect
from workbench.core.mask import LabelMask, Origin
from workbench.paint.ink import SolidInk, lay_shape
from workbench.paint.shapes import ellipse_shape, polygon_shape, rectangle_shape

HEIGHT, WIDTH = 19, 23


def odd_crossings(row: int, column: int, points: list[Point]) -> bool:
    """Even and odd, in exact arithmetic: how many edges does a ray from the centre to the left cross?"""
    y, x = Fraction(2 * row + 1, 2), Fraction(2 * column + 1, 2)
    inside = False
    for a, b in zip(points, points[1:] + points[:1], strict=True):
        (ay, ax), (by, bx) = (tuple(map(Fraction, p)) for p in (a, b))
        if (ay <= y) != (by <= y) and ax + (y - ay) * (bx - ax) / (by - ay) <= x:
            inside = not inside
    return inside


def painted(shape: object, height: int = HEIGHT, width: int = WIDTH) -> np.ndarray:
    mask = LabelMask.blank(height, width)
    dirty = lay_shape(EditRecorder(mask), shape, SolidInk(4))  # type: ignore[arg-type]
    found = mask.classes == 4
    assert np.array_equal(mask.origin == Origin.HAND, found)
    outside = found.copy()
    outside[dirty.slices] = False
    assert not outside.any()
    return found


quarters = st.integers(-30, 120).map(lambda n: n / 4)
points = st.builds(Point, quarters, quarters)


@settings(max_examples=200, deadline=None)
@given(corners=st.lists(points, max_size=9))
def test_a_polygon_is_every_pixel_whose_centre_is_inside(corners: list[Point]) -> None:
    found = painted(polygon_shape(corners, Rect(0, 0, HEIGHT, WIDTH)))
    slow = [[len(corners) > 2 and odd_crossings(r, c, corners) for c in range(WIDTH)] for r in range(HEIGHT)]
    assert np.array_equal(found, np.array(slow))


@settings(max_examples=200, deadline=None)
@given(radii=st.lists(st.floats(5, 14), min_size=3, max_size=12), turn=st.floats(0, 6))
def test_a_polygon_agrees_with_pillow_but_for_its_border(radii: list[float], turn: float) -> None:
    """Pillow takes corners at the centres of pixels, and paints what the outline touches too."""
    angles = turn + np.arange(len(radii)) * 2 * np.pi / len(radii)
    placed = [(round(11 + r * np.cos(a)), round(9 + r * np.sin(a))) for r, a in zip(radii, angles, strict=True)]
    corners = [Point(y + 0.5, x + 0.5) for x, y in placed]
    found = painted(polygon_shape(corners, Rect(0, 0, HEIGHT, WIDTH)))
    drawn = Image.new("L", (WIDTH, HEIGHT))
    ImageDraw.Draw(drawn).polygon(placed, fill=1)
    edges = zip(corners, corners[1:] + corners[:1], strict=True)
    near = np.any([distances(a, b) < 1 for a, b in edges], axis=0)
    assert found.any()
    assert np.array_equal(found[~near], np.asarray(drawn, dtype=bool)[~near])


def distances(a: Point, b: Point) -> np.ndarray:
    """From each pixel's centre to the line between two points."""
    y, x = np.mgrid[0.5:HEIGHT, 0.5:WIDTH]
    dy, dx = b.y - a.y, b.x - a.x
    share = np.clip(((y - a.y) * dy + (x - a.x) * dx) / max(dy * dy + dx * dx, 1e-12), 0, 1)
    return np.hypot(y - a.y - share * dy, x - a.x - share * dx)


@settings(max_examples=100, deadline=None)
@given(first=points, second=points)
def test_a_rectangle_is_the_polygon_of_its_corners(first: Point, second: Point) -> None:
    found = painted(rectangle_shape(first, second, Rect(0, 0, HEIGHT, WIDTH)))
    corners = [first, Point(first.y, second.x), second, Point(second.y, first.x)]
    slow = [[odd_crossings(r, c, corners) for c in range(WIDTH)] for r in range(HEIGHT)]
    assert np.array_equal(found, np.array(slow))


@settings(max_examples=100, deadline=None)
@given(first=points, second=points)
def test_an_ellipse_is_every_pixel_whose_centre_is_inside(first: Point, second: Point) -> None:
    found = painted(ellipse_shape(first, second, Rect(0, 0, HEIGHT, WIDTH)))
    down, along = abs(first.y - second.y) / 2, abs(first.x - second.x) / 2
    for row in range(HEIGHT):
        for column in range(WIDTH):
            if down == 0 or along == 0:
                assert not found[row, column]
                continue
            y, x = (row + 0.5 - (first.y + second.y) / 2) / down, (column + 0.5 - (first.x + second.x) / 2) / along
            if abs(y * y + x * x - 1) > 1e-9:  # on the border itself, floating point may say either
                assert found[row, column] == (y * y + x * x < 1)


@settings(max_examples=50, deadline=None)
@given(row=st.floats(1, HEIGHT - 1), column=st.floats(1, WIDTH - 1))
def test_polygons_that_share_borders_share_no_pixel_and_leave_none_out(row: float, column: float) -> None:
    box, middle = Rect(0, 0, HEIGHT, WIDTH), Point(row, column)
    corners = [Point(0, 0), Point(0, WIDTH), Point(HEIGHT, WIDTH), Point(HEIGHT, 0)]
    sides = zip(corners, corners[1:] + corners[:1], strict=True)
    parts = [painted(polygon_shape([a, b, middle], box)) for a, b in sides]
    assert (np.sum(parts, axis=0) == 1).all()


@pytest.mark.parametrize("size", [256, 700])
def test_large_polygons_over_several_tiles(size: int) -> None:
    corners = [Point(-20.0, 30.5), Point(size * 0.4, size + 90.0), Point(size + 50.0, size * 0.3)]
    found = painted(polygon_shape(corners, Rect(0, 0, size, size)), size, size)
    y, x = np.mgrid[:size, :size] + 0.5
    signs = [
        (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x)
        for a, b in zip(corners, corners[1:] + corners[:1], strict=True)
    ]
    assert np.array_equal(found, np.all(np.array(signs) > 0, axis=0))


@pytest.mark.parametrize("seed", range(6))
def test_large_outlines_that_cross_themselves_agree_with_opencv(seed: int) -> None:
    """Away from the outline itself, where OpenCV paints both sides, over several bands of rows and columns."""
    rng = np.random.default_rng([seed, 9])
    height, width = 620, 700
    corners = [Point(*map(float, place)) for place in rng.uniform((-80.0, -80.0), (700.0, 780.0), (30, 2))]
    found = painted(polygon_shape(corners, Rect(0, 0, height, width)), height, width)
    # OpenCV's whole numbers are the middles of pixels; the shift keeps 8 bits of fractions.
    there = np.array([[round((x - 0.5) * 256), round((y - 0.5) * 256)] for y, x in corners], dtype=np.int32)
    filled, rim = np.zeros((height, width), np.uint8), np.zeros((height, width), np.uint8)
    cv2.fillPoly(filled, [there], 1, shift=8)
    cv2.polylines(rim, [there], True, 1, thickness=3, shift=8)
    clear = rim == 0
    assert np.count_nonzero(clear) > 0.8 * clear.size
    assert np.array_equal(found[clear], filled[clear] == 1)
