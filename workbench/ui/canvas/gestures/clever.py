"""Brushes that look at the image: the edge brush and the superpixel brush."""

import math
from collections.abc import Callable, Iterator
from functools import partial

from workbench.core.arrays import Bool
from workbench.core.geometry import EMPTY, Point, Rect
from workbench.paint.edge import edge_stamp
from workbench.paint.fill import pixel_of
from workbench.ui.canvas.gestures.pace import asked, kept, painted
from workbench.ui.canvas.gestures.words import NO_GUIDE, SILENCE, Echo, Gesture, Guide, Phase, Recording, Scene, Touch

Look = tuple[list[tuple[Rect, Bool]], Guide]
"""What a stroke from one touch to another covers, and the lines to show at its end."""

QUICK_STAMPS = 300_000
"""Pixels that the edge brush looks at without leaving the thread: some milliseconds."""


def edge_brush(scene: Scene) -> Gesture | None:
    """A brush that stops at edges; None without an image."""
    rgb, diameter_under = scene.rgb, scene.palette.diameter_under
    if rgb is None:
        return None

    def least(start: Touch, end: Touch) -> float:
        return min(diameter_under(start.pressure), diameter_under(end.pressure)) / 2

    def stamps(start: Touch, end: Touch) -> Look:
        found = []
        for share, point in along(start.point, end.point, max(1.0, least(start, end) / 2)):
            pressure = start.pressure + share * (end.pressure - start.pressure)
            found.append(edge_stamp(rgb, point, diameter_under(pressure) / 2, scene.scale))
        return [(rect, where) for rect, where in found if not rect.empty], NO_GUIDE

    def quick(start: Touch, end: Touch) -> bool:
        stamps = 1 + math.dist(start.point, end.point) / max(1.0, least(start, end) / 2)
        return stamps * (scene.palette.diameter + 1) ** 2 <= QUICK_STAMPS

    return _looking(scene, stamps, quick, "edge brush")


def superpixel_brush(scene: Scene) -> Gesture | None:
    """Paint whole cells of like colour; the brush's size is that of the cells. None without an image."""
    cells, within = scene.cells, scene.mask.rect
    if cells is None:
        return None

    def touched(start: Touch, end: Touch) -> Look:
        step = max(1.0, scene.palette.diameter / 4)
        way = (pixel_of(point, within) for _, point in along(start.point, end.point, step))
        return [cells.cell(*pixel) for pixel in way if pixel is not None], cells_round(scene, end.point)

    def quick(start: Touch, end: Touch) -> bool:
        pixels = (pixel_of(touch.point, within) for touch in (start, end))
        near = math.dist(start.point, end.point) < scene.palette.diameter
        return near and all(pixel is None or cells.known(*pixel) for pixel in pixels)

    return _looking(scene, touched, quick, "superpixels")


def cells_round(scene: Scene, point: Point) -> Guide:
    """The borders of the cells near a point, and the outline of the one that lies there."""
    pixel = pixel_of(point, scene.mask.rect)
    if scene.cells is None or pixel is None:
        return NO_GUIDE
    return Guide(scene.cells.outline(*pixel), faint=scene.cells.borders(*pixel))


def along(start: Point, end: Point, step: float) -> Iterator[tuple[float, Point]]:
    """Points from start (left out, unless it is the end) to end, at most `step` apart, and their shares of the way."""
    count = max(1, math.ceil(math.dist(start, end) / step))
    for number in range(1, count + 1):
        share = number / count
        yield share, Point(start.y + share * (end.y - start.y), start.x + share * (end.x - start.x))


def _looking(
    scene: Scene, look: Callable[[Touch, Touch], Look], quick: Callable[[Touch, Touch], bool], tool: str
) -> Gesture:
    """A stroke of shapes that are found in the image, on another thread where that is not quick."""
    palette, guide = scene.palette, NO_GUIDE
    with Recording(scene, tool) as work:
        touch = yield SILENCE
        here = touch
        while True:
            dirty = EMPTY
            if touch.phase is not Phase.RELEASE or touch.point != here.point:
                shapes, guide = yield from asked(partial(look, here, touch), quick=quick(here, touch))
                dirty = yield from painted(work, shapes, palette.ink, palette.ink_rule)
            if touch.phase is Phase.RELEASE:
                return (yield from kept(work))
            here = touch
            touch = yield Echo(dirty, guide)
