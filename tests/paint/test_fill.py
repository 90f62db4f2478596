import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from workbench.core.geometry import Point, Rect
from workbench.paint.fill import connected, of_value, pixel_of, with_holes
from workbench.paint.wand import alike, colour_distance

planes = arrays(np.uint8, st.tuples(st.integers(1, 12), st.integers(1, 12)), elements=st.sampled_from([0, 1, 255]))


def reached(allowed: np.ndarray, row: int, column: int) -> np.ndarray:
    """Step by step from a pixel to its four neighbours."""
    found = np.zeros(allowed.shape, dtype=bool)
    waiting = [(row, column)]
    while waiting:
        r, c = waiting.pop()
        if 0 <= r < allowed.shape[0] and 0 <= c < allowed.shape[1] and allowed[r, c] and not found[r, c]:
            found[r, c] = True
            waiting += [(r + 1, c), (r - 1, c), (r, c + 1), (r, c - 1)]
    return found


def whole(rect: Rect, where: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    found = np.zeros(shape, dtype=bool)
    found[rect.slices] = where
    return found


@settings(max_examples=150, deadline=None)
@given(plane=planes, data=st.data())
def test_a_region_hangs_together_by_its_sides(plane: np.ndarray, data: st.DataObject) -> None:
    row, column = (data.draw(st.integers(0, side - 1)) for side in plane.shape)
    before = plane.copy()
    found = whole(*connected(plane, row, column), plane.shape)
    assert np.array_equal(found, reached(plane == plane[row, column], row, column))
    assert np.array_equal(plane, before)


@settings(max_examples=60, deadline=None)
@given(plane=planes, value=st.sampled_from([0, 1, 2, 255]))
def test_every_pixel_of_a_value_is_found(plane: np.ndarray, value: int) -> None:
    found = np.zeros(plane.shape, dtype=bool)
    for rect, where in of_value(plane, value, Rect(0, 0, *plane.shape)):
        found |= whole(rect, where, plane.shape)
    assert np.array_equal(found, plane == value)


@settings(max_examples=100, deadline=None)
@given(
    rgb=arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9), st.just(3)), elements=st.integers(0, 40)),
    tolerance=st.integers(0, 40),
    data=st.data(),
)
def test_the_wand_takes_like_colours_that_hang_together(rgb: np.ndarray, tolerance: int, data: st.DataObject) -> None:
    row, column = (data.draw(st.integers(0, side - 1)) for side in rgb.shape[:2])
    found = whole(*alike(colour_distance(rgb, row, column), row, column, tolerance), rgb.shape[:2])
    like = (np.abs(rgb.astype(int) - rgb[row, column].astype(int)) <= tolerance).all(axis=2)
    assert np.array_equal(found, reached(like, row, column))


def test_a_point_outside_has_no_pixel() -> None:
    box = Rect(2, 3, 10, 12)
    assert pixel_of(Point(2.0, 11.99), box) == (2, 11)
    for point in (Point(1.99, 5), Point(10.0, 5), Point(5, 2.9), Point(5, 12.0), Point(-0.5, -0.5)):
        assert pixel_of(point, box) is None


@settings(max_examples=150, deadline=None)
@given(plane=planes, largest=st.integers(0, 12), data=st.data())
def test_small_holes_are_filled_with_their_region(plane: np.ndarray, largest: int, data: st.DataObject) -> None:
    row, column = (data.draw(st.integers(0, side - 1)) for side in plane.shape)
    rect, where = connected(plane, row, column)
    region = whole(rect, where, plane.shape)
    expected = region.copy()
    left = {(int(r), int(c)) for r, c in np.argwhere(~region)}
    while left:
        hole, waiting = set(), [left.pop()]
        while waiting:
            r, c = waiting.pop()
            hole.add((r, c))
            near = {(r + dr, c + dc) for dr in (-1, 0, 1) for dc in (-1, 0, 1)} & left
            left -= near
            waiting += near
        open_ = any(r in (0, plane.shape[0] - 1) or c in (0, plane.shape[1] - 1) for r, c in hole)
        if len(hole) <= largest and not open_:
            expected[tuple(np.array(list(hole)).T)] = True
    assert np.array_equal(whole(rect, with_holes(where, largest), plane.shape), expected)
