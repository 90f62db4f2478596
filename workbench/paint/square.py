"""The square brush: stamps and lines; a pixel belongs when its centre lies inside, as for all shapes."""

from collections.abc import Iterator

from workbench.core.arrays import Bool
from workbench.core.geometry import Point, Rect
from workbench.paint.shapes import polygon_shape, rectangle_shape


def square_line_shape(start: Point, end: Point, radius: float, within: Rect) -> Iterator[tuple[Rect, Bool]]:
    """The pixels that an upright square covers on its way from start to end; `radius` is half its side.

    Yields:
        A box inside `within` and bool of its shape.
    """
    down = radius if end.y >= start.y else -radius
    right = radius if end.x >= start.x else -radius
    if start.y == end.y or start.x == end.x:  # the way is straight: so is what is covered
        first, last = Point(start.y - down, start.x - right), Point(end.y + down, end.x + right)
        return rectangle_shape(first, last, within)
    corners = (
        (start, -down, -right),
        (start, -down, right),
        (end, -down, right),
        (end, down, right),
        (end, down, -right),
        (start, down, -right),
    )
    return polygon_shape([Point(at.y + y, at.x + x) for at, y, x in corners], within)
