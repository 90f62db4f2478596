"""Shapes that are drawn as a line and filled when they are let go: rectangle, ellipse, lasso, polygon."""

import math
from collections.abc import Callable, Generator, Iterator

from workbench.core.arrays import Bool
from workbench.core.geometry import Point, Rect
from workbench.paint.ink import Ink, InkRule
from workbench.paint.shapes import ellipse_shape, polygon_shape, rectangle_shape
from workbench.ui.canvas.gestures.pace import kept, painted
from workbench.ui.canvas.gestures.words import SILENCE, Echo, Gesture, Guide, Phase, Recording, Scene, Touch

ELLIPSE_STEPS = 72
"""Corners of the line that stands for an ellipse while it is dragged."""


STRETCH = 40.0
"""Device pixels of a lasso's line that are taken back at once."""


Choice = Callable[[Touch], tuple[Ink, InkRule, str]]
"""What a press begins: the ink, the rule, and the name for the history."""


def class_ink(scene: Scene, tool: str) -> Choice:
    """The class that paints, whatever the press."""
    return lambda _touch: (scene.palette.ink, scene.palette.ink_rule, tool)


def rectangle(scene: Scene) -> Gesture:
    """Drag from corner to corner; Shift keeps the sides even."""
    return dragged(scene, rectangle_shape, rectangle_line, class_ink(scene, "rectangle"))


def ellipse(scene: Scene) -> Gesture:
    """Drag from corner to corner of the box round it; Shift makes a circle."""
    return dragged(scene, ellipse_shape, ellipse_line, class_ink(scene, "ellipse"))


def lasso(scene: Scene) -> Gesture:
    """Drag round a region; letting go closes the line and fills it. Backspace takes the last stretch back."""
    return encircled(scene, class_ink(scene, "lasso"))


def encircled(scene: Scene, choose: Choice) -> Gesture:
    """A region that is dragged round, filled with what is chosen at the press."""
    with Recording(scene, "") as work:
        touch = yield SILENCE
        ink, rule, work.tool = choose(touch)
        points = [touch.point]
        while touch.phase is not Phase.RELEASE:
            touch = yield Echo(guide=Guide((closed(points),)))
            if touch.phase is Phase.BACK:
                points = shortened(points, STRETCH / scene.scale)
            elif touch.point != points[-1]:
                points.append(touch.point)
        yield from painted(work, polygon_shape(points, scene.mask.rect), ink, rule)
        return (yield from kept(work))


def polygon(scene: Scene) -> Gesture:
    """Click corner after corner; a corner can be dragged, or removed with Alt, until the shape is closed.

    Enter, a double click, or a click on the first corner closes it; Backspace takes the last corner back.
    """
    palette = scene.palette
    points: list[Point] = []
    with Recording(scene, "polygon") as work:
        touch = yield SILENCE
        while touch.phase is not Phase.CLOSE:
            if touch.phase is Phase.BACK:
                points = points[:-1]
            elif touch.phase is Phase.PRESS:
                held = near(points, touch)
                if held is not None and touch.minus:
                    del points[held]
                elif (yield from _placed(points, held, touch)) and held == 0 and len(points) >= 3:
                    break
            if not points:
                return None
            hovered = (touch.point,) if touch.phase is Phase.HOVER else ()
            touch = yield Echo(guide=Guide((closed((*points, *hovered)),), tuple(points)))
        if len(points) >= 3:
            yield from painted(work, polygon_shape(points, scene.mask.rect), palette.ink, palette.ink_rule)
        return (yield from kept(work))


def near(points: list[Point], touch: Touch) -> int | None:
    """Which of the points the touch is on: the nearest within its reach."""
    distances = [math.dist(point, touch.point) for point in points]
    if not distances or min(distances) > touch.reach:
        return None
    return distances.index(min(distances))


def closed(points: tuple[Point, ...] | list[Point]) -> tuple[Point, ...]:
    """The line through the points and back to the first."""
    return (*points, points[0])


def shortened(points: list[Point], length: float) -> list[Point]:
    """The line without its last stretch of about that length; its first point stays."""
    count = len(points)
    while count > 1 and length > 0:
        count -= 1
        length -= math.dist(points[count], points[count - 1])
    return points[:count]


def rectangle_line(first: Point, second: Point) -> tuple[Point, ...]:
    """The closed line round a rectangle."""
    return (first, Point(first.y, second.x), second, Point(second.y, first.x), first)


def ellipse_line(first: Point, second: Point) -> tuple[Point, ...]:
    """The closed line round the ellipse in a box."""
    y, x = (first.y + second.y) / 2, (first.x + second.x) / 2
    down, along = (second.y - first.y) / 2, (second.x - first.x) / 2
    angles = [2 * math.pi * step / ELLIPSE_STEPS for step in range(ELLIPSE_STEPS + 1)]
    return tuple(Point(y + down * math.sin(a), x + along * math.cos(a)) for a in angles)


def even(first: Point, second: Point) -> Point:
    """The corner nearest to `second` that makes the box a square."""
    side = max(abs(second.y - first.y), abs(second.x - first.x))
    return Point(
        first.y + math.copysign(side, second.y - first.y),
        first.x + math.copysign(side, second.x - first.x),
    )


def dragged(
    scene: Scene,
    shape: Callable[[Point, Point, Rect], Iterator[tuple[Rect, Bool]]],
    line: Callable[[Point, Point], tuple[Point, ...]],
    choose: Choice,
) -> Gesture:
    """A shape between two corners, filled with what is chosen at the press."""
    with Recording(scene, "") as work:
        touch = yield SILENCE
        ink, rule, work.tool = choose(touch)
        first = second = touch.point
        while touch.phase is not Phase.RELEASE:
            touch = yield Echo(guide=Guide((line(first, second),)))
            second = even(first, touch.point) if touch.shift else touch.point
        yield from painted(work, shape(first, second, scene.mask.rect), ink, rule)
        return (yield from kept(work))


def _placed(points: list[Point], held: int | None, touch: Touch) -> Generator[Echo, Touch, bool]:
    """Put a corner down, or take hold of one, and drag it until it is let go; whether it stayed where it was."""
    if held is None:
        points.append(touch.point)
        held = len(points) - 1
    start, still = touch.point, True
    while True:
        touch = yield Echo(guide=Guide((closed(points),), tuple(points)))
        still = still and math.dist(start, touch.point) < touch.reach / 2
        if not still:
            points[held] = touch.point
        if touch.phase is Phase.RELEASE:
            return still
