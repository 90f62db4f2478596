"""The square brush: stamps and lines; a pixel belongs when its centre lies inside, as for all shapes."""

from collections.abc import Iterator, Sequence

from workbench.core.arrays import Bool
from workbench.core.geometry import Point, Rect
from workbench.paint.shapes import polygon_shape, rectangle_shape


def square_line_shape(
    start: Point, end: Point, radius: float, within: Rect, end_radius: float | None = None
) -> Iterator[tuple[Rect, Bool]]:
    """The pixels that an upright square covers on its way from start to end, growing or shrinking evenly.

    Args:
        start: its middle at first, in image pixels.
        end: its middle at last.
        radius: half its side at the start.
        within: the box to stay in.
        end_radius: half its side at the end; None means the same.

    Yields:
        A box inside `within` and bool of its shape.
    """
    first, last = _corners(start, radius), _corners(end, radius if end_radius is None else end_radius)
    around = _hull([*first, *last])
    if len(around) == 4 and len({p.y for p in around}) == 2 == len({p.x for p in around}):  # the way is straight
        return rectangle_shape(around[0], around[2], within)
    return polygon_shape(around, within)


def _corners(middle: Point, half: float) -> list[Point]:
    return [Point(middle.y + y, middle.x + x) for y in (-half, half) for x in (-half, half)]


def _hull(points: Sequence[Point]) -> list[Point]:
    """The corners of the smallest convex shape round the points, in order.

    Source: A. M. Andrew, "Another efficient algorithm for convex hulls in two dimensions" (1979).
    """
    inner = sorted(set(points))
    return [*_chain(inner), *_chain(inner[::-1])]


def _chain(points: Sequence[Point]) -> list[Point]:
    """One side of the hull of points that are in order, without its last point."""
    side: list[Point] = []
    for point in points:
        while len(side) >= 2 and _turn(side[-2], side[-1], point) <= 0:
            side.pop()
        side.append(point)
    return side[:-1]


def _turn(a: Point, b: Point, c: Point) -> float:
    """Above 0 where the way from a over b to c turns to one side, below 0 to the other."""
    return (b.y - a.y) * (c.x - a.x) - (b.x - a.x) * (c.y - a.y)
