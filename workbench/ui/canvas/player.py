"""Plays one gesture at a time on a document: gives it touches, shows its echoes, keeps its edit."""

from collections.abc import Callable

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
        last: where the pointer was at the last touch.
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
        self.last: Point | None = None
        self.pressed = False

    @property
    def playing(self) -> bool:
        """Whether a gesture is under way."""
        return self._gesture is not None

    def begin(self, document: Document, gesture: Gesture, provisional: bool = False) -> None:
        """Take a gesture up; a provisional one is not kept when it is finished from outside."""
        next(gesture)
        self.provisional = provisional
        self._gesture, self._document = gesture, document
        document.set_painting(True)

    def send(self, touch: Touch) -> None:
        """Give a touch to the gesture; show what it changed, or keep the edit that it ends with."""
        assert self._gesture is not None
        if touch.phase in POINTED:
            self.last = touch.point
        if touch.phase in (Phase.PRESS, Phase.RELEASE):
            self.pressed = touch.phase is Phase.PRESS
        try:
            echo = self._gesture.send(touch)
        except StopIteration as end:
            edit: Edit | None = end.value
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
            self.send(Touch(phase, self.last or NOWHERE))

    def tick(self) -> None:
        """Let the gesture go on by itself."""
        if self.playing:
            self.send(Touch(Phase.TICK, self.last or NOWHERE))

    def finish(self) -> None:
        """End the gesture where the pointer was last: let it go, and close what is still open."""
        if self.provisional:
            self.abort()
        if self.pressed and self.last is not None:
            self.send(Touch(Phase.RELEASE, self.last))
        self.tell(Phase.CLOSE)

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
