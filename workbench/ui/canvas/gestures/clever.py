"""Brushes that look at the image: the edge brush and the superpixel brush."""

import math
from collections.abc import Callable, Iterator

from workbench.core.arrays import Bool
from workbench.core.geometry import EMPTY, Point, Rect
from workbench.paint.edge import edge_stamp
from workbench.paint.fill import pixel_of
from workbench.paint.ink import lay_shape
from workbench.paint.superpixels import CellMap
from workbench.ui.canvas.gestures.words import NO_GUIDE, SILENCE, Echo, Gesture, Guide, Phase, Recording, Scene, Touch

Shapes = Iterator[tuple[Rect, Bool]]


def edge_brush(scene: Scene) -> Gesture | None:
    """A brush that stops at edges; None without an image."""
    rgb, diameter_under = scene.rgb, scene.palette.diameter_under
    if rgb is None:
        return None

    def stamps(start: Touch, end: Touch) -> Shapes:
        least = min(diameter_under(start.pressure), diameter_under(end.pressure)) / 2
        for share, point in along(start.point, end.point, max(1.0, least / 2)):
            pressure = start.pressure + share * (end.pressure - start.pressure)
            rect, where = edge_stamp(rgb, point, diameter_under(pressure) / 2)
            if not rect.empty:
                yield rect, where

    return _looking(scene, stamps, lambda _: NO_GUIDE, "edge brush")


def superpixel_brush(scene: Scene) -> Gesture | None:
    """Paint whole cells of like colour; the brush's size is that of the cells. None without an image."""
    if scene.rgb is None:
        return None
    cells, within = CellMap(scene.rgb, scene.palette.diameter), scene.mask.rect

    def touched(start: Touch, end: Touch) -> Shapes:
        for _, point in along(start.point, end.point, max(1.0, scene.palette.diameter / 4)):
            pixel = pixel_of(point, within)
            if pixel is not None:
                yield cells.cell(*pixel)

    shown = NO_GUIDE

    def borders(point: Point) -> Guide:
        nonlocal shown
        pixel = pixel_of(point, within)
        lines = cells.borders(*pixel) if pixel is not None else ()
        if lines is not shown.faint:  # the same guide is not drawn again
            shown = Guide(faint=lines)
        return shown

    return _looking(scene, touched, borders, "superpixels")


def along(start: Point, end: Point, step: float) -> Iterator[tuple[float, Point]]:
    """Points from start (left out, unless it is the end) to end, at most `step` apart, and their shares of the way."""
    count = max(1, math.ceil(math.dist(start, end) / step))
    for number in range(1, count + 1):
        share = number / count
        yield share, Point(start.y + share * (end.y - start.y), start.x + share * (end.x - start.x))


def _looking(
    scene: Scene, shapes: Callable[[Touch, Touch], Shapes], guide: Callable[[Point], Guide], tool: str
) -> Gesture:
    """A stroke of shapes that are found in the image."""
    palette = scene.palette
    with Recording(scene, tool) as work:
        touch = yield SILENCE
        here = touch
        while True:
            dirty = EMPTY
            if touch.phase is not Phase.RELEASE or touch.point != here.point:
                dirty = lay_shape(work.recorder, shapes(here, touch), palette.ink, palette.ink_rule)
            if touch.phase is Phase.RELEASE:
                return work.finish()
            here = touch
            touch = yield Echo(dirty, guide(here.point))
