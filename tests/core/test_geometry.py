"""Boxes behave like the sets of pixels that they stand for."""

from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.core.geometry import EMPTY, Rect, tile_rect

numbers = st.integers(-12, 24)
rects = st.builds(Rect, numbers, numbers, numbers, numbers)
sizes = st.integers(0, 20)
laws = settings(deadline=None, derandomize=True, database=None)

Pixels = set[tuple[int, int]]


def pixels(rect: Rect) -> Pixels:
    """The box as a plain set of (row, column)."""
    return {(y, x) for y in range(rect.top, rect.bottom) for x in range(rect.left, rect.right)}


@laws
@given(rects)
def test_size(rect: Rect) -> None:
    inside = pixels(rect)
    assert rect.area == rect.height * rect.width
    if inside:
        assert rect.area == len(inside)
    assert rect.empty == (not inside) == (rect.area == 0)


@laws
@given(rects, rects)
def test_union_is_the_smallest_box_around_both(a: Rect, b: Rect) -> None:
    union, both = a.union(b), pixels(a) | pixels(b)
    assert pixels(union) >= both
    if both:
        rows, columns = {y for y, _ in both}, {x for _, x in both}
        assert union == Rect(min(rows), min(columns), max(rows) + 1, max(columns) + 1)
    else:
        assert union.empty


@laws
@given(rects, rects, rects)
def test_union_knows_no_order(a: Rect, b: Rect, c: Rect) -> None:
    assert pixels(a.union(b)) == pixels(b.union(a))
    assert pixels(a.union(b).union(c)) == pixels(a.union(b.union(c)))
    assert a.union(EMPTY) == a or a.empty


@laws
@given(rects, sizes, sizes)
def test_clip_keeps_what_lies_in_the_image(rect: Rect, height: int, width: int) -> None:
    clipped = rect.clip(height, width)
    assert pixels(clipped) == pixels(rect) & pixels(Rect(0, 0, height, width))
    assert 0 <= clipped.top <= clipped.bottom <= height
    assert 0 <= clipped.left <= clipped.right <= width
    assert clipped.clip(height, width) == clipped


@laws
@given(rects, st.integers(1, 9))
def test_tiles_are_those_that_hold_its_pixels(rect: Rect, size: int) -> None:
    inside = rect.clip(24, 24)
    assert list(inside.tiles(size)) == sorted({(y // size, x // size) for y, x in pixels(inside)})


@laws
@given(st.integers(1, 30), st.integers(1, 30), st.integers(1, 9))
def test_tile_boxes_cover_an_image_once(height: int, width: int, size: int) -> None:
    image = Rect(0, 0, height, width)
    boxes = [tile_rect(row, column, size, height, width) for row, column in image.tiles(size)]
    assert sum(box.area for box in boxes) == image.area
    assert set().union(*map(pixels, boxes)) == pixels(image)


@laws
@given(st.builds(Rect, numbers, numbers, numbers, numbers).filter(lambda rect: not rect.empty), st.integers(0, 6))
def test_a_grown_box_holds_all_that_is_so_near(rect: Rect, far: int) -> None:
    near = {(y + a, x + b) for y, x in pixels(rect) for a in range(-far, far + 1) for b in range(-far, far + 1)}
    assert pixels(rect.grown(far)) == near
