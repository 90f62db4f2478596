"""Cutting things out: scissors along edges, and the box that tells its content from its surroundings."""

from collections.abc import Generator
from functools import partial
from itertools import pairwise

from workbench.core.arrays import Bool
from workbench.core.geometry import EMPTY, Point, Rect
from workbench.paint.fill import pixel_of
from workbench.paint.grabcut import BoxCut
from workbench.paint.scissors import LiveWire
from workbench.paint.shapes import polygon_shape
from workbench.ui.canvas.gestures.pace import asked, kept, painted, repainted
from workbench.ui.canvas.gestures.shapes import near, rectangle_line
from workbench.ui.canvas.gestures.words import SILENCE, Echo, Gesture, Guide, Phase, Recording, Scene, Touch

FIRST_STEPS, NEXT_STEPS = 4, 2
"""Steps of the cut after the box is drawn, and after a stroke."""

SMALLEST_BOX = 4
"""Pixels of a box's side that can be cut."""

Lines = tuple[tuple[Point, Point], ...]

STROKE_RADIUS = 5.0
"""Device pixels: half the width of a refining stroke."""


def scissors(scene: Scene) -> Gesture | None:
    """Click along an edge; the line between clicks follows it, and a faint one goes back. None without an image.

    Enter, a double click, or a click on the first point closes it; Backspace takes the last point back.
    """
    return None if scene.rgb is None else _scissors(scene)


def box_cut(scene: Scene) -> Gesture | None:
    """Drag a box round a thing; strokes add to the cut, strokes with Alt take away; Enter keeps it."""
    return None if scene.rgb is None else _box_cut(scene)


def _scissors(scene: Scene) -> Gesture:
    assert scene.rgb is not None
    palette, whole = scene.palette, scene.mask.rect
    knots: list[Point] = []
    wires: list[LiveWire] = []
    legs: list[tuple[Point, ...]] = []
    closing: Lines = ()
    with Recording(scene, "scissors") as work:
        touch = yield SILENCE
        while touch.phase is not Phase.CLOSE:
            if touch.phase is Phase.PRESS:
                if len(knots) >= 2 and near(knots[:1], touch) is not None:
                    break
                if pixel_of(touch.point, whole) is not None:
                    if wires:
                        legs.append(tuple(wires[-1].path(touch.point)))
                    knots.append(touch.point)
                    wires.append((yield from asked(partial(LiveWire, scene.rgb, touch.point, scene.scale))))
            elif touch.phase is Phase.BACK:
                knots, wires, legs = knots[:-1], wires[:-1], legs[: max(0, len(knots) - 2)]
            if not knots:
                return None
            if touch.phase in (Phase.PRESS, Phase.BACK):
                closing = tuple(pairwise(wires[-1].path(knots[0]))) if legs else ()
            hovered = touch.phase is Phase.HOVER and not touch.overtaken and pixel_of(touch.point, whole) is not None
            live = (tuple(wires[-1].path(touch.point)),) if hovered else ()
            touch = yield Echo(guide=Guide((*legs, *live), tuple(knots), closing))
        if legs:
            outline = [point for leg in (*legs, wires[-1].path(knots[0])) for point in leg[:-1]]
            yield from painted(work, polygon_shape(outline, whole), palette.ink, palette.ink_rule)
        return (yield from kept(work))


def _box_cut(scene: Scene) -> Gesture:
    assert scene.rgb is not None
    with Recording(scene, "box cut") as work:
        touch = yield SILENCE
        first = touch.point
        while touch.phase is not Phase.RELEASE:
            touch = yield Echo(guide=Guide((rectangle_line(first, touch.point),)))
        box = _box_between(first, touch.point).clip(scene.mask.height, scene.mask.width)
        if min(box.height, box.width) < SMALLEST_BOX:
            scene.tell(f"A box to cut needs {SMALLEST_BOX} pixels of the image or more on every side.")
            return None
        frame = rectangle_line(Point(box.top, box.left), Point(box.bottom, box.right))
        radius = STROKE_RADIUS / scene.scale
        strokes: list[tuple[list[Point], bool]] = []
        cut, steps = (yield from asked(partial(BoxCut, scene.rgb, box))), FIRST_STEPS
        shown = EMPTY
        while True:
            for _ in range(steps):
                shape = yield from asked(partial(_stepped, cut))
                dirty = yield from repainted(work, shown, *shape, scene.palette.ink, scene.palette.ink_rule)
                shown = shape[0]
                yield Echo(dirty, more=True)  # so that every step is seen
            touch, steps = (yield Echo(guide=Guide((frame,)))), 0
            if touch.phase is Phase.CLOSE:
                edit = yield from kept(work)
                if edit is None and not work.recorder.spared:
                    scene.tell("Nothing was cut out: the cut is empty, or has this class already.")
                return edit
            if touch.phase is Phase.BACK and not strokes:
                return None
            if touch.phase is Phase.BACK:
                cut, steps = (yield from asked(partial(BoxCut, scene.rgb, box))), FIRST_STEPS
                strokes.pop()
                for way, inside in strokes:
                    cut.mark(way, radius, inside)
            elif touch.phase is Phase.PRESS:
                inside = not touch.minus
                way = yield from _drawn(touch, frame)
                strokes.append((way, inside))
                cut.mark(way, radius, inside)
                steps = NEXT_STEPS


def _stepped(cut: BoxCut) -> tuple[Rect, Bool]:
    """What the cut is after another step."""
    cut.step()
    return cut.shape()


def _drawn(touch: Touch, frame: tuple[Point, ...]) -> Generator[Echo, Touch, list[Point]]:
    """The way of a stroke from its press to its release."""
    way = [touch.point]
    while touch.phase is not Phase.RELEASE:
        touch = yield Echo(guide=Guide((frame, tuple(way))))
        way.append(touch.point)
    return way


def _box_between(first: Point, second: Point) -> Rect:
    """All pixels that the box between two corners touches."""
    top, bottom = sorted((first.y, second.y))
    left, right = sorted((first.x, second.x))
    return Rect(int(top // 1), int(left // 1), int(-(-bottom // 1)), int(-(-right // 1)))
