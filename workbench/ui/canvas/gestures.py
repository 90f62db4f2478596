"""Gestures: what a tool does from press to release, each one generator that reads top to bottom.

A gesture is sent touches and yields the box that each has changed. It ends by returning its edit (None when nothing
has changed); closing it leaves the mask as it was, byte for byte.
"""

import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from enum import Enum

from workbench.core.edit import Edit, EditRecorder
from workbench.core.geometry import EMPTY, Point, Rect
from workbench.core.mask import LabelMask
from workbench.core.prediction import Prediction
from workbench.paint.brush import paint_line
from workbench.paint.ink import ANYWHERE, ERASER, Ink, InkRule, PredictionInk, SolidInk


class Phase(Enum):
    """What the pointer did."""

    PRESS = "press"
    MOVE = "move"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Touch:
    """One thing that the pointer did, at an image point."""

    phase: Phase
    point: Point


Gesture = Generator[Rect, Touch, Edit | None]


@dataclass(frozen=True, slots=True)
class Palette:
    """What the next gesture works with.

    Attributes:
        class_index: the class that is painted, or 255 for unlabelled.
        diameter: of the brush, in image pixels.
        rule: which pixels may be changed.
        threshold: lowest probability that the adopt brush takes, 0..1.
    """

    class_index: int = 0
    diameter: float = 24.0
    rule: InkRule = ANYWHERE
    threshold: float = 0.0


@dataclass(frozen=True, slots=True)
class Scene:
    """What a gesture works on.

    Attributes:
        mask: painted in place.
        prediction: of the image, if there is one.
        palette: ink and size.
        since: where the last gesture ended, when this one is to go on from there in a straight line.
        clock: seconds; measures the work.
    """

    mask: LabelMask
    prediction: Prediction | None
    palette: Palette
    since: Point | None = None
    clock: Callable[[], float] = time.perf_counter


def brush(scene: Scene) -> Gesture:
    """Paint the class; class 255 erases."""
    value = scene.palette.class_index
    ink = ERASER if value == ERASER.value else SolidInk(value)
    return _stroke(scene, ink, scene.palette.rule if ink is not ERASER else _for_eraser(scene.palette.rule), "brush")


def eraser(scene: Scene) -> Gesture:
    """Make pixels unlabelled again."""
    return _stroke(scene, ERASER, _for_eraser(scene.palette.rule), "eraser")


def adopt(scene: Scene) -> Gesture | None:
    """Take the prediction under the brush; None without a prediction."""
    if scene.prediction is None:
        return None
    ink = PredictionInk(scene.prediction, scene.palette.threshold)
    return _stroke(scene, ink, scene.palette.rule, "adopt")


TOOLS: dict[str, Callable[[Scene], Gesture | None]] = {"brush": brush, "eraser": eraser, "adopt": adopt}
"""Every tool that paints, by name."""


def anchored(point: Point, diameter: float) -> Point:
    """Where a brush is put down: a brush of one pixel always sits on the middle of the pixel under the pointer."""
    return Point(point.y // 1 + 0.5, point.x // 1 + 0.5) if diameter < 2 else point


def _for_eraser(rule: InkRule) -> InkRule:
    """What is erased is labelled, so "only unlabelled" cannot be meant for it."""
    return InkRule(protect_hand=rule.protect_hand, protected=rule.protected)


def _stroke(scene: Scene, ink: Ink, rule: InkRule, tool: str) -> Gesture:
    """A round line along the pointer's way, from press to release."""
    recorder = EditRecorder(scene.mask)
    radius = scene.palette.diameter / 2
    began = scene.clock()
    try:
        touch = yield EMPTY
        here = anchored(scene.since or touch.point, scene.palette.diameter)
        while True:
            there = anchored(touch.point, scene.palette.diameter)
            dirty = paint_line(recorder, here, there, radius, ink, rule)
            if touch.phase is Phase.RELEASE:
                return recorder.finish(tool, scene.clock() - began)
            here = there
            touch = yield dirty
    except BaseException:
        recorder.abort()
        raise
