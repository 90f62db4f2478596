"""The clean-up brush: a clean-up of only what lies under a stroke."""

from functools import partial

from workbench.paint.brush import line_shape
from workbench.paint.ink import lay_shape
from workbench.paint.local_cleanup import CleanedInk
from workbench.paint.square import square_line_shape
from workbench.ui.canvas.gestures.pace import asked, kept
from workbench.ui.canvas.gestures.strokes import anchored
from workbench.ui.canvas.gestures.words import SILENCE, Echo, Gesture, Phase, Recording, Scene


def cleanup_brush(scene: Scene) -> Gesture:
    """Clean what is painted over; what becomes of a pixel is decided by the mask as it was before the stroke."""
    palette, within = scene.palette, scene.mask.rect
    shape = square_line_shape if palette.square else line_shape
    rule = palette.rule.for_eraser()  # most clean-ups change what is labelled
    with Recording(scene, palette.cleanup.name) as work:
        ink = CleanedInk(work.recorder.original, within, palette.cleanup)
        touch = yield SILENCE
        wide = palette.diameter_under(touch.pressure)
        here = anchored(scene.since or touch.point, wide)
        while True:
            width = palette.diameter_under(touch.pressure)
            there = anchored(touch.point, width)
            line = list(shape(here, there, wide / 2, within, width / 2))
            lacking = ink.lacks(box for box, _ in line)
            yield from asked(partial(ink.prepare, lacking), quick=not lacking)
            dirty = lay_shape(work.recorder, line, ink, rule)
            if touch.phase is Phase.RELEASE:
                return (yield from kept(work))
            here, wide = there, width
            touch = yield Echo(dirty)
