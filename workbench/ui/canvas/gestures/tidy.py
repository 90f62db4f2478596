"""The clean-up brush: a clean-up of only what lies under a stroke."""

from collections.abc import Callable, Iterable
from functools import partial

from workbench.core.edit import EditRecorder
from workbench.core.geometry import Point, Rect
from workbench.paint.local_cleanup import CleanedInk
from workbench.ui.canvas.gestures.strokes import Dip, stroke
from workbench.ui.canvas.gestures.words import Gesture, Scene


def cleanup_brush(scene: Scene) -> Gesture:
    """Clean what is painted over; what becomes of a pixel is decided by the mask as it was before the stroke."""
    cleanup, rule = scene.palette.cleanup, scene.palette.rule.for_eraser()  # most clean-ups change what is labelled

    def cleaned(recorder: EditRecorder, _: Point) -> Dip:
        ink = CleanedInk(recorder.original, scene.mask.rect, cleanup)

        def mix(boxes: Iterable[Rect]) -> Callable[[], None] | None:
            lacking = ink.lacks(boxes)
            return partial(ink.prepare, lacking) if lacking else None

        return Dip(ink, rule, mix)

    return stroke(scene, cleaned, cleanup.name)
