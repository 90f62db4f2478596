"""Plays one gesture at a time on a document: gives it touches, shows its echoes, keeps its edit."""

from collections.abc import Callable
from dataclasses import replace

from workbench.core.edit import Edit
from workbench.core.geometry import EMPTY, Point, Rect
from workbench.ui.canvas.gestures.words import NO_GUIDE, SILENCE, Echo, Gesture, Guide, Phase, Touch
from workbench.ui.document import Document

POINTED = (Phase.PRESS, Phase.MOVE, Phase.RELEASE, Phase.HOVER)
NOWHERE = Point(0.0, 0.0)


class Player:
    """Knows no widget.

    Args:
        show_pixels: called with each box of the mask that has changed.
        show_guide: called with the old and the new guide when it changes.
        want_tick: called with whether the gesture has more to do by itself.

    Attributes:
        stroke_end: where the last stroke ended that was kept; None before the first.
        pressed: whether the button is down in this gesture.
        provisional: whether the gesture is one that is not kept when it is finished from outside.
    """

    def __init__(
        self,
        show_pixels: Callable[[Rect], None],
        show_guide: Callable[[Guide, Guide], None],
        want_tick: Callable[[bool], None],
    ) -> None:
        self._show_pixels = show_pixels
        self._show_guide = show_guide
        self._want_tick = want_tick
        self._gesture: Gesture | None = None
        self._document: Document | None = None
        self._touched = EMPTY
        self.provisional = False
        self.guide = NO_GUIDE
        self._last: Touch | None = None
        self._stroke = False
        self.stroke_end: Point | None = None
        self.pressed = False

    @property
    def playing(self) -> bool:
        """Whether a gesture is under way."""
        return self._gesture is not None

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
        document.set_painting(True)

    def send(self, touch: Touch) -> None:
        """Give a touch to the gesture; show what it changed, or keep the edit that it ends with."""
        assert self._gesture is not None
        if touch.phase in POINTED:
            self._last = touch
        if touch.phase in (Phase.PRESS, Phase.RELEASE):
            self.pressed = touch.phase is Phase.PRESS
        try:
            echo = self._gesture.send(touch)
        except StopIteration as end:
            edit: Edit | None = end.value
            if self._stroke:
                self.stroke_end = touch.point
            document = self._end()
            if edit is not None:
                document.push(edit, already_painted=True)
        except BaseException:
            self._end()
            raise
        else:
            self._touched = self._touched.union(echo.dirty)
            self._show(echo)

    def tell(self, phase: Phase) -> None:
        """Say something to the gesture that has no place of its own; nothing while the button is down."""
        if self.playing and not self.pressed:
            self.send(Touch(phase, self._place))

    def tick(self) -> None:
        """Let the gesture go on by itself."""
        if self.playing:
            self.send(Touch(Phase.TICK, self._place))

    @property
    def _place(self) -> Point:
        return self._last.point if self._last is not None else NOWHERE

    def let_go(self) -> None:
        """Release the button where the pointer was last, pressed as it was."""
        if self.pressed and self._last is not None:
            self.send(replace(self._last, phase=Phase.RELEASE))

    def finish(self) -> None:
        """End the gesture where the pointer was last: let it go, and close what is still open."""
        if self.provisional:
            self.abort()
        self.let_go()
        self.tell(Phase.CLOSE)

    def forget(self) -> None:
        """No stroke goes on from an earlier one: another image is shown."""
        self.stroke_end = None

    def abort(self) -> None:
        """Take the gesture back: the mask is as it was."""
        if self._gesture is not None:
            self._gesture.close()
            self._end()

    def _end(self) -> Document:
        """No gesture any more; what it touched is shown as it is now."""
        assert self._document is not None
        document, self._document = self._document, None
        self._gesture, self.pressed, self.provisional = None, False, False
        document.set_painting(False)
        touched, self._touched = self._touched, EMPTY
        self._show(Echo(touched, SILENCE.guide))
        return document

    def _show(self, echo: Echo) -> None:
        if not echo.dirty.empty:
            self._show_pixels(echo.dirty)
        if echo.guide is not self.guide:
            old, self.guide = self.guide, echo.guide
            self._show_guide(old, echo.guide)
        self._want_tick(echo.more)
