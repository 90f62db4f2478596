"""Brushes: a round line along the pointer's way, from press to release."""

from workbench.core.geometry import Point
from workbench.paint.brush import paint_line
from workbench.paint.ink import ERASER, Ink, InkRule, PredictionInk
from workbench.ui.canvas.gestures.words import SILENCE, Echo, Gesture, Phase, Recording, Scene


def brush(scene: Scene) -> Gesture:
    """Paint the class; class 255 erases."""
    return _stroke(scene, scene.palette.ink, scene.palette.ink_rule, "brush")


def eraser(scene: Scene) -> Gesture:
    """Make pixels unlabelled again."""
    return _stroke(scene, ERASER, scene.palette.rule.for_eraser(), "eraser")


def adopt(scene: Scene) -> Gesture | None:
    """Take the prediction under the brush; None without a prediction."""
    if scene.prediction is None:
        return None
    ink = PredictionInk(scene.prediction, scene.palette.threshold)
    return _stroke(scene, ink, scene.palette.rule, "adopt")


def anchored(point: Point, diameter: float) -> Point:
    """Where a brush is put down: a brush of one pixel always sits on the middle of the pixel under the pointer."""
    return Point(point.y // 1 + 0.5, point.x // 1 + 0.5) if diameter < 2 else point


def _stroke(scene: Scene, ink: Ink, rule: InkRule, tool: str) -> Gesture:
    radius = scene.palette.diameter / 2
    with Recording(scene, tool) as work:
        touch = yield SILENCE
        here = anchored(scene.since or touch.point, scene.palette.diameter)
        while True:
            there = anchored(touch.point, scene.palette.diameter)
            dirty = paint_line(work.recorder, here, there, radius, ink, rule)
            if touch.phase is Phase.RELEASE:
                return work.finish()
            here = there
            touch = yield Echo(dirty)
