"""Steps that gestures take without holding the window up: work elsewhere, painting in pieces.

Each is a part of a gesture, used with ``yield from``; where there is little to do, it is done at once.
"""

from collections.abc import Callable, Generator, Iterable
from functools import partial
from typing import TypeVar

from workbench.core.arrays import Bool
from workbench.core.edit import Edit
from workbench.core.geometry import EMPTY, Rect
from workbench.paint.bands import bands
from workbench.paint.ink import Ink, InkRule, lay
from workbench.ui.canvas.gestures.words import Echo, Phase, Recording, Touch

T = TypeVar("T")

PIECE = 1_000_000
"""Pixels that are painted at once: some milliseconds."""

QUICK_FINISH = 1_000_000
"""Pixels that an edit is made from at once: some milliseconds."""

Shape = Iterable[tuple[Rect, Bool]]


def asked(work: Callable[[], T], quick: bool = False) -> Generator[Echo, Touch, T]:
    """The result of work that is done on another thread (see `Echo.work`); quick work is done here."""
    if quick:
        return work()
    touch = yield Echo(work=work)
    assert touch.phase is Phase.ANSWER
    answer: T = touch.answer
    return answer


def painted(work: Recording, shape: Shape, ink: Ink, rule: InkRule) -> Generator[Echo, Touch, Rect]:
    """Paint a shape, a large one piece by piece; the box that has not been shown yet."""
    pieces = ((band, where[band.moved(-box.top, -box.left).slices]) for box, where in shape for band in bands(box))
    dirty, pixels = EMPTY, 0
    for box, where in pieces:
        lay(work.recorder, box, where, ink, rule)
        dirty, pixels = dirty.union(box), pixels + box.area
        if pixels > PIECE:
            yield Echo(dirty, more=True)
            dirty, pixels = EMPTY, 0
    return dirty


def repainted(
    work: Recording, old: Rect, box: Rect, where: Bool, ink: Ink, rule: InkRule
) -> Generator[Echo, Touch, Rect]:
    """Paint this instead of what the gesture has painted inside the old box; the box that has not been shown yet."""
    dirty, pixels = EMPTY, 0
    for band in bands(old.union(box)):
        work.recorder.restore(band)
        part = band.common(box)
        if not part.empty:
            lay(work.recorder, part, where[part.moved(-box.top, -box.left).slices], ink, rule)
        dirty, pixels = dirty.union(band), pixels + 2 * band.area  # written twice
        if pixels > PIECE:
            yield Echo(dirty, more=True)
            dirty, pixels = EMPTY, 0
    return dirty


def kept(work: Recording) -> Generator[Echo, Touch, Edit | None]:
    """The edit that ends the gesture; while it is made, all that was painted has been told."""
    if work.recorder.pixels <= QUICK_FINISH:
        edit = _counted(work)
    else:
        touch = yield Echo(work.recorder.box, work=partial(_counted, work))
        assert touch.phase is Phase.ANSWER
        edit = touch.answer
    if edit is None:
        work.explain()
    return edit


def _counted(work: Recording) -> Edit | None:
    """The edit, with all counted that document and history will ask it."""
    edit = work.finish()
    return None if edit is None else edit.counted()
