"""Brushes: a line along the pointer's way, from press to release."""

import math
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, replace

from workbench.core.arrays import Bool
from workbench.core.edit import EditRecorder
from workbench.core.geometry import Point, Rect
from workbench.core.mask import UNLABELLED
from workbench.paint.brush import line_shape
from workbench.paint.fill import pixel_of
from workbench.paint.ink import ERASER, Ink, InkRule, PredictionInk, lay_shape
from workbench.paint.shapes import polygon_shape
from workbench.paint.square import square_line_shape
from workbench.ui.canvas.gestures.pace import asked, kept, painted
from workbench.ui.canvas.gestures.words import NO_GUIDE, SILENCE, Echo, Gesture, Guide, Phase, Recording, Scene, Touch

SMALLEST_GATE = 12.0
"""Device pixels: a stroke that comes back as near as this to its start goes round something."""


@dataclass(frozen=True, slots=True)
class Dip:
    """What a stroke paints with.

    Attributes:
        ink: what is painted.
        rule: which pixels may be changed.
        mix: the work that is to be done before boxes can be painted, on another thread; None when there is none.
    """

    ink: Ink
    rule: InkRule
    mix: Callable[[Iterable[Rect]], Callable[[], None] | None] = lambda _boxes: None


def brush(scene: Scene) -> Gesture:
    """Paint the class; class 255 erases."""
    return stroke(scene, lambda *_: Dip(scene.palette.ink, scene.palette.ink_rule), "brush")


def eraser(scene: Scene) -> Gesture:
    """Make pixels unlabelled again."""
    return stroke(scene, lambda *_: Dip(ERASER, scene.palette.rule.for_eraser()), "eraser")


def adopt(scene: Scene) -> Gesture | None:
    """Take the prediction under the brush; None without a prediction."""
    if scene.prediction is None:
        return None
    ink = PredictionInk(scene.prediction, scene.palette.offer)
    return stroke(scene, lambda *_: Dip(ink, scene.palette.rule), "adopt")


def smudge(scene: Scene) -> Gesture:
    """Paint with the class under the press; where nothing is painted there, erase."""

    def under(_: EditRecorder, point: Point) -> Dip:
        pixel = pixel_of(point, scene.mask.rect)
        value = UNLABELLED if pixel is None else int(scene.mask.classes[pixel])
        palette = replace(scene.palette, class_index=value)
        return Dip(palette.ink, palette.ink_rule)

    return stroke(scene, under, "smudge")


def anchored(point: Point, diameter: float) -> Point:
    """Where a brush is put down: a brush of one pixel always sits on the middle of the pixel under the pointer."""
    return Point(point.y // 1 + 0.5, point.x // 1 + 0.5) if diameter < 2 else point


class Loop:
    """Whether a stroke has gone away from its start and come back: then it has gone round something.

    Args:
        gate: image pixels from the start that count as back.
    """

    def __init__(self, gate: float) -> None:
        self._gate = gate
        self._away = False
        self.way: list[Point] = []

    def add(self, point: Point) -> None:
        """Go on to a point."""
        self.way.append(point)
        self._away = self._away or math.dist(point, self.way[0]) > 2 * self._gate

    @property
    def closed(self) -> bool:
        """Whether the stroke is back at its start."""
        return self._away and math.dist(self.way[-1], self.way[0]) <= self._gate


def stroke(scene: Scene, choose: Callable[[EditRecorder, Point], Dip], tool: str) -> Gesture:
    """A stroke with what is chosen at the press."""
    palette, within = scene.palette, scene.mask.rect
    shape = square_line_shape if palette.square else line_shape
    loop = Loop(max(palette.diameter, SMALLEST_GATE / scene.scale))
    with Recording(scene, tool) as work:
        touch = yield SILENCE
        dip = choose(work.recorder, touch.point)
        wide = palette.diameter_under(touch.pressure)
        here = anchored(scene.since or touch.point, wide)
        loop.add(here)
        while True:
            width = palette.diameter_under(touch.pressure)
            there = anchored(touch.point, width)
            loop.add(there)
            line = list(shape(here, there, wide / 2, within, width / 2))
            yield from _mixed(dip, line)
            dirty = lay_shape(work.recorder, line, dip.ink, dip.rule)
            closed = palette.encircle and loop.closed
            if touch.phase is Phase.RELEASE:
                if closed:
                    inside = list(polygon_shape(loop.way, within))
                    yield from _mixed(dip, inside)
                    yield from painted(work, inside, dip.ink, dip.rule)
                return (yield from kept(work))
            here, wide = there, width
            touch = yield Echo(dirty, Guide((tuple(loop.way),)) if closed else NO_GUIDE)


def _mixed(dip: Dip, shape: list[tuple[Rect, Bool]]) -> Generator[Echo, Touch, None]:
    """Make the ink for a shape, where it has to be made."""
    work = dip.mix(box for box, _ in shape)
    if work is not None:
        yield from asked(work)
