"""A change that is tried out: shown in the mask, kept or taken back; the pointer has no part in it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from workbench.core.arrays import U8, Bool
from workbench.core.edit import EditRecorder
from workbench.core.geometry import EMPTY, Rect
from workbench.paint.ink import ANYWHERE, InkRule, PlaneInk
from workbench.ui.canvas.gestures.pace import asked, kept, repainted
from workbench.ui.canvas.gestures.words import SILENCE, Echo, Gesture, Phase, Recording, Scene

QUICK_TRIAL = 65_536
"""Pixels that are tried without leaving the thread."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A change that is to be tried.

    Attributes:
        name: for the history.
        box: inside the mask.
        change: gives the classes (uint8) that pixels should have from those that they have; done on another thread.
        tell: told how many pixels are different, once they are shown.
        rule: which pixels may be changed; "only unlabelled" means nothing here.
        reach: pixels round the box that decide what becomes of it: `change` is given these too.
    """

    name: str
    box: Rect
    change: Callable[[U8], U8]
    tell: Callable[[int], None]
    rule: InkRule = ANYWHERE
    reach: int = 0


def trial(scene: Scene, wish: Callable[[], Wish]) -> Gesture:
    """Show what is wished, asked at every WISH anew, until CLOSE keeps it."""
    with Recording(scene, "trial") as work:
        touch = yield SILENCE
        shown = EMPTY
        while touch.phase is not Phase.CLOSE:
            dirty = EMPTY
            if touch.phase is Phase.WISH:
                wanted = wish()
                work.tool, box, rule = wanted.name, wanted.box, wanted.rule.for_eraser()
                quick = box.area <= QUICK_TRIAL
                classes, different = yield from asked(partial(_tried, work.recorder, wanted), quick)
                dirty = yield from repainted(work, shown, box, different, PlaneInk(box, classes), rule)
                shown = box
                # Those that the rule protects are as they were.
                wanted.tell(int(np.count_nonzero(different & (scene.mask.classes[box.slices] == classes))))
            touch = yield Echo(dirty)
        return (yield from kept(work))


def _tried(recorder: EditRecorder, wish: Wish) -> tuple[U8, Bool]:
    """The classes that the box should have, and which of them are others than before the gesture."""
    seen = wish.box.grown(wish.reach).common(recorder.mask.rect)
    inner = wish.box.moved(-seen.top, -seen.left).slices
    old = recorder.original(seen)
    new: U8 = np.ascontiguousarray(wish.change(old)[inner])
    return new, new != old[inner]
