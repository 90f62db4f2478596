"""Plays one gesture at a time on a document: gives it touches, shows its echoes, keeps its edit."""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Any

from workbench.core.edit import Edit
from workbench.core.geometry import EMPTY, Point, Rect
from workbench.ui.canvas.gestures.words import NO_GUIDE, SILENCE, Echo, Gesture, Guide, Phase, Touch
from workbench.ui.document import Document
from workbench.ui.work.errands import Errands

POINTED = (Phase.PRESS, Phase.MOVE, Phase.RELEASE, Phase.HOVER)
NOWHERE = Point(0.0, 0.0)

THREADS = 3
"""For the work of gestures: that of one which was taken back may still run while the next ones work."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is told what the gesture does.

    Attributes:
        pixels: each box of the mask that has changed.
        guide: the old and the new guide when it changes.
        picked: a class that was picked.
        tick: whether the gesture goes on by itself as soon as there is time.
        working: whether the gesture is at work, so that what the person does has to wait.
        ended: the gesture is over; given the touches that came after those that it took.
    """

    pixels: Callable[[Rect], None]
    guide: Callable[[Guide, Guide], None]
    picked: Callable[[int], None]
    tick: Callable[[bool], None]
    working: Callable[[bool], None]
    ended: Callable[[Sequence[Touch]], None]


class Player:
    """Knows no widget.

    While a gesture works (an errand on another thread, or painting in pieces), touches are held and given in order
    afterwards; taking it back does not wait. Held touches that come after the end of their gesture are handed back, so
    that no press is lost.

    Attributes:
        stroke_end: where the last stroke ended that was kept; None before the first.
        pressed: whether the button is down.
        provisional: whether the gesture is one that is not kept when it is finished from outside.
    """

    def __init__(self, audience: Audience) -> None:
        self._audience = audience
        self._errands = Errands(THREADS)
        self._gesture: Gesture | None = None
        self._document: Document | None = None
        self._held: deque[Touch] = deque()
        self._working = False
        self._touched = EMPTY
        self.provisional = False
        self.guide = NO_GUIDE
        self._last: Touch | None = None
        self._stroke = False
        self._reached = NOWHERE  # the last point that the gesture was given
        self.stroke_end: Point | None = None
        self.pressed = False

    @property
    def playing(self) -> bool:
        """Whether a gesture is under way."""
        return self._gesture is not None

    @property
    def working(self) -> bool:
        """Whether the gesture is at work, so that touches have to wait."""
        return self._working

    def begin(self, document: Document, gesture: Gesture, provisional: bool = False, stroke: bool = False) -> None:
        """Take a gesture up.

        Args:
            document: that it paints.
            gesture: not yet begun.
            provisional: it is not kept when it is finished from outside.
            stroke: another stroke may go on from its end.
        """
        next(gesture)
        self.provisional, self._stroke, self._last = provisional, stroke, None
        self._gesture, self._document = gesture, document
        document.set_painting(True, self.give_way)

    def send(self, touch: Touch) -> None:
        """Give a touch to the gesture, now or when it has done its work."""
        assert self._gesture is not None
        if touch.phase in POINTED:
            self._last = touch
        if touch.phase in (Phase.PRESS, Phase.RELEASE):
            self.pressed = touch.phase is Phase.PRESS
        if self._held and touch.phase in (Phase.HOVER, Phase.WISH) and self._held[-1].phase is touch.phase:
            self._held.pop()
        self._held.append(touch)
        self._go_on()

    def tell(self, phase: Phase) -> None:
        """Say something to the gesture that has no place of its own; while the button is down BACK alone."""
        if self.playing and (phase is Phase.BACK or not self.pressed):
            self.send(replace(self._last or Touch(phase, NOWHERE), phase=phase, again=False))

    def tick(self) -> None:
        """Let the gesture go on by itself."""
        if self.playing and self._working and not self._errands.busy:
            self._give(Touch(Phase.TICK, self._place))
            self._go_on()

    @property
    def _place(self) -> Point:
        return self._last.point if self._last is not None else NOWHERE

    def let_go(self) -> None:
        """Release the button where the pointer was last, pressed as it was."""
        if self.pressed and self._last is not None:
            self.send(replace(self._last, phase=Phase.RELEASE))

    def close(self) -> None:
        """End the gesture where the pointer was last: let it go, and close what is still open.

        What it still has to work on it does in its own time; only when another gesture waits behind it, or when it is
        provisional, it is over when this returns.
        """
        self.give_way()
        self.let_go()
        self.tell(Phase.CLOSE)
        if any(touch.phase is Phase.PRESS for touch in self._held):
            self._wait()

    def finish(self) -> None:
        """Close the gesture and wait for its end, however long it takes: what was drawn is not lost."""
        self.close()
        self._wait()

    def forget(self) -> None:
        """No stroke goes on from an earlier one: another image is shown."""
        self.stroke_end = None

    def abort(self) -> None:
        """Take the gesture back: the mask is as it was."""
        if self._gesture is not None:
            self._gesture.close()
            self._end()
            self._over(())

    def give_way(self) -> None:
        """Take back what is only tried out: something else is about to change the mask."""
        if self.provisional:
            self.abort()

    def _wait(self) -> None:
        while self._working:
            if not self._errands.wait():
                self.tick()

    def _go_on(self) -> None:
        """Give the touches that are held, until the gesture works again or has ended."""
        while self._held and self.playing and not self._working:
            touch = self._held.popleft()
            self._give(replace(touch, overtaken=True) if self._held else touch)

    def _give(self, touch: Touch) -> None:
        if touch.phase in POINTED:
            self._reached = touch.point
        if touch.again:
            touch = replace(touch, phase=Phase.CLOSE)
        self._take(lambda gesture: gesture.send(touch))

    def _on_answer(self, outcome: Future[Any]) -> None:
        error = outcome.exception()
        if error is not None:
            self._take(lambda gesture: gesture.throw(error))
        else:
            self._give(Touch(Phase.ANSWER, self._place, answer=outcome.result()))
        self._go_on()

    def _take(self, say: Callable[[Gesture], Echo]) -> None:
        """Say something to the gesture; show what it changed, or keep the edit that it ends with."""
        assert self._gesture is not None
        try:
            echo = say(self._gesture)
        except StopIteration as end:
            edit: Edit | None = end.value
            if self._stroke:
                self.stroke_end = self._reached
            document = self._end()
            if edit is not None:
                document.push(edit, already_painted=True)
            self._over(tuple(self._held))
        except BaseException:
            self._end()
            self._over(())
            raise
        else:
            self._touched = self._touched.union(echo.dirty)
            self._show(echo)
            if echo.work is not None:
                self._errands.ask(echo.work, self._on_answer)

    def _end(self) -> Document:
        """No gesture any more; what it touched is shown as it is now: it may have taken back what it showed."""
        assert self._document is not None
        document, self._document = self._document, None
        self._gesture, self.provisional = None, False
        self._errands.drop()
        document.set_painting(False)
        touched, self._touched = self._touched, EMPTY
        self._show(Echo(touched, SILENCE.guide))
        return document

    def _over(self, behind: tuple[Touch, ...]) -> None:
        """The gesture has ended: these touches are not its own."""
        self._held.clear()
        self.pressed = False
        self._audience.ended(behind)

    def _show(self, echo: Echo) -> None:
        if not echo.dirty.empty:
            self._audience.pixels(echo.dirty)
        if echo.guide is not self.guide and not echo.working:  # lines stay while it works
            old, self.guide = self.guide, echo.guide
            self._audience.guide(old, echo.guide)
        if echo.picked is not None:
            self._audience.picked(echo.picked)
        self._audience.tick(echo.more)
        if echo.working != self._working:
            self._working = echo.working
            self._audience.working(echo.working)
