"""Tools that find their region by themselves from one press: fill, replace, colour wand."""

import math
from collections.abc import Callable, Iterable
from functools import partial

from workbench.core.arrays import Bool
from workbench.core.edit import Edit
from workbench.core.geometry import EMPTY, Point, Rect
from workbench.paint.fill import connected, of_value, pixel_of, with_holes
from workbench.paint.offered import goes_on
from workbench.paint.wand import alike, colour_distance
from workbench.ui.canvas.gestures.pace import asked, kept, painted, repainted
from workbench.ui.canvas.gestures.words import SILENCE, Echo, Gesture, Phase, Recording, Scene

WAND_SIDE = 1600
"""Image pixels: the wand looks at what is in sight, and at no more than a square of this side round the press."""

QUICK_FIND, QUICK_WAND = 1_000_000, 250_000
"""Image pixels that fill and replace, and the wand, look at without leaving the thread: some milliseconds."""

PIXELS_A_LEVEL = 3.0
"""Device pixels of dragging that raise the wand's tolerance by one."""


LARGE = 1 / 3
"""Share of the image from which on a press tells what it has changed: it may have been more than was meant."""


def fill(scene: Scene) -> Gesture:
    """Paint the connected region of one class, or of no class, under the pointer, and the small holes in it."""

    def region(row: int, column: int) -> list[tuple[Rect, Bool]]:
        box, where = connected(scene.mask.classes, row, column)
        return [(box, with_holes(where, scene.palette.holes))]

    return _found(scene, region, "fill")


def replace_class(scene: Scene) -> Gesture:
    """Paint every pixel of the image that has the class under the pointer."""
    classes = scene.mask.classes
    return _found(scene, lambda row, column: of_value(classes, int(classes[row, column]), scene.mask.rect), "replace")


def wand(scene: Scene) -> Gesture | None:
    """Paint what has the colour under the pointer; dragging away raises the tolerance. None without an image."""
    return None if scene.rgb is None else _wand(scene)


def window_round(point: Point, side: int, within: Rect) -> Rect:
    """The part of a box that lies in the square of that side round a point."""
    top, left = math.floor(point.y) - side // 2, math.floor(point.x) - side // 2
    return Rect(
        max(top, within.top),
        max(left, within.left),
        min(top + side, within.bottom),
        min(left + side, within.right),
    )


def _found(scene: Scene, find: Callable[[int, int], Iterable[tuple[Rect, Bool]]], tool: str) -> Gesture:
    """Paint what is found under the press; it is kept when the button is let go."""
    palette = scene.palette
    with Recording(scene, tool) as work:
        touch = yield SILENCE
        pixel, dirty = pixel_of(touch.point, scene.mask.rect), EMPTY
        if pixel is not None:
            shape = yield from asked(lambda: list(find(*pixel)), quick=scene.mask.rect.area <= QUICK_FIND)
            dirty = yield from painted(work, shape, palette.ink, palette.ink_rule)
        while touch.phase is not Phase.RELEASE:
            touch = yield Echo(dirty)
        edit = yield from kept(work)
        _tell_large(scene, edit)
        return edit


def _tell_large(scene: Scene, edit: Edit | None) -> None:
    """Say so when one press has changed more of the image than a person is likely to have meant."""
    share = 0.0 if edit is None else edit.outcome().pixels / scene.mask.rect.area
    if share > LARGE:
        scene.tell(f"That was {share:.0%} of the image. {{undo}} takes it back.")


def _wand(scene: Scene) -> Gesture:
    assert scene.rgb is not None
    with Recording(scene, "wand") as work:
        touch = yield SILENCE
        start = touch.point
        window = window_round(start, WAND_SIDE, scene.seen)
        pixel = pixel_of(start, window)
        if pixel is None:
            return None
        row, column = pixel[0] - window.top, pixel[1] - window.left
        quick = window.area <= QUICK_WAND
        distance = yield from asked(partial(colour_distance, scene.rgb[window.slices], row, column), quick)
        shown, painted_box = -1, EMPTY
        while True:
            dirty = EMPTY
            pulled = math.dist(start, touch.point) * scene.scale / PIXELS_A_LEVEL
            tolerance = min(255, scene.palette.tolerance + int(pulled))
            if tolerance != shown and (touch.phase is Phase.RELEASE or not touch.overtaken):
                shown = tolerance
                box, where = yield from asked(partial(alike, distance, row, column, tolerance), quick)
                box = box.moved(window.top, window.left)
                dirty = yield from repainted(work, painted_box, box, where, scene.palette.ink, scene.palette.ink_rule)
                painted_box = box
            if touch.phase is Phase.RELEASE:
                edit = yield from kept(work)
                if edit is not None and goes_on(painted_box, window, scene.mask.rect):
                    sight = window == scene.seen
                    what = "what is in sight" if sight else f"{WAND_SIDE:,} x {WAND_SIDE:,} pixels round the press"
                    scene.tell(f"The wand looked at {what}. Press again where the colour goes on.")
                else:
                    _tell_large(scene, edit)
                return edit
            touch = yield Echo(dirty)
