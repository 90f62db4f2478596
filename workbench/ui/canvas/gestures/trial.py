"""A change that is tried out: shown in the mask, kept or taken back; the pointer has no part in it."""

from collections.abc import Callable

from workbench.core.arrays import U8
from workbench.core.geometry import Rect
from workbench.paint.ink import PlaneInk, lay
from workbench.ui.canvas.gestures.words import SILENCE, Echo, Gesture, Phase, Recording, Scene


def trial(scene: Scene, tool: str, wish: Callable[[], tuple[Rect, U8] | None]) -> Gesture:
    """Show what is wished at every TICK, until CLOSE keeps it.

    Args:
        scene: its rule is obeyed, except that "only unlabelled" means nothing here.
        tool: name for the history.
        wish: gives a box inside the mask and the classes (uint8, box-shaped) that it should have; asked while the
            mask is as it was before. None shows it as it was.
    """
    with Recording(scene, tool) as work:
        touch = yield SILENCE
        while touch.phase is not Phase.CLOSE:
            dirty = work.recorder.abort() if touch.phase is Phase.TICK else SILENCE.dirty
            wanted = wish() if touch.phase is Phase.TICK else None
            if wanted is not None:
                box, classes = wanted
                different = scene.mask.classes[box.slices] != classes
                lay(work.recorder, box, different, PlaneInk(box, classes), scene.palette.rule.for_eraser())
                dirty = dirty.union(box)
            touch = yield Echo(dirty)
        return work.finish()
