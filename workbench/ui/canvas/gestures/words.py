"""The words that canvas and gestures speak: touches go in, echoes come out, an edit ends it.

A gesture is sent touches and answers each with an echo. It ends by returning its edit (None when nothing has
changed); closing it leaves the mask as it was, byte for byte. After RELEASE it may wait for further touches; CLOSE
always ends it. What its last touch changes need not be told: the player shows the edit and all that was told before.

What takes long is not done between two touches. An echo can ask for `work`, which is done on another thread and comes
back as ANSWER, or for `more`, which comes back as TICK. Until then nothing else comes: what the person does meanwhile
is held, in order, and given afterwards (see `ui.canvas.player`).
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from enum import Enum
from types import TracebackType
from typing import Any

from workbench.core.arrays import U8
from workbench.core.edit import Edit, EditRecorder
from workbench.core.geometry import EMPTY, Point, Rect
from workbench.core.mask import LabelMask
from workbench.core.offer import EVERYTHING, Offer
from workbench.core.prediction import Prediction
from workbench.paint.cleanup import FIRST_WISH, CleanupWish
from workbench.paint.ink import ANYWHERE, ERASER, Ink, InkRule, SolidInk
from workbench.paint.superpixels import CellMap


class Phase(Enum):
    """What the person did; and three things that no hand does.

    WISH: what is tried out has changed. TICK: go on, it answers `more`. ANSWER: the work is done.
    """

    PRESS = "press"
    MOVE = "move"
    RELEASE = "release"
    HOVER = "hover"
    CLOSE = "close"
    BACK = "back"
    WISH = "wish"
    TICK = "tick"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Touch:
    """One thing that the person did, at an image point.

    Attributes:
        phase: what.
        point: where the pointer is.
        shift: the Shift key is held: even sides, straight lines.
        minus: Alt or Ctrl is held: take away, in gestures of several presses.
        picks: Alt is held: what would begin a gesture picks a class instead.
        again: the second press of a double click: it closes the gesture that it is given to.
        reach: image pixels that count as "on" a point, whatever the zoom.
        pressure: of a pen, 0..1; whatever feels none presses fully.
        eraser: made with the eraser end of a pen.
        overtaken: newer touches wait behind this one: what it would only show may be left out.
        answer: what the work gave, in an ANSWER.
    """

    phase: Phase
    point: Point
    shift: bool = False
    minus: bool = False
    picks: bool = False
    again: bool = False
    reach: float = 4.0
    pressure: float = 1.0
    eraser: bool = False
    overtaken: bool = False
    answer: Any = None


@dataclass(frozen=True, slots=True)
class Guide:
    """Lines that a gesture shows over the pixels, in image points.

    Attributes:
        paths: lines, from point to point.
        knots: points that can be taken hold of.
        faint: short lines that only help the eye, from point to point.
    """

    paths: tuple[tuple[Point, ...], ...] = ()
    knots: tuple[Point, ...] = ()
    faint: tuple[tuple[Point, Point], ...] = ()


NO_GUIDE = Guide()


@dataclass(frozen=True, slots=True)
class Echo:
    """What a gesture answers to a touch.

    Attributes:
        dirty: the box of the mask that has changed.
        guide: the lines to show from now on; while it works they stay as they are.
        picked: the class under the pointer, where the person picks one.
        more: there is more to do, and the window was held up long enough: a TICK is wanted.
        work: to be done on another thread: an ANSWER is wanted. It changes nothing that anybody else looks at, and
            reads nothing that changes meanwhile: of the mask that is so, because only this gesture writes it.
    """

    dirty: Rect = EMPTY
    guide: Guide = NO_GUIDE
    picked: int | None = None
    more: bool = False
    work: Callable[[], Any] | None = None

    @property
    def working(self) -> bool:
        """Whether the gesture goes on before it wants to know what the person does."""
        return self.more or self.work is not None


SILENCE = Echo()

Gesture = Generator[Echo, Touch, Edit | None]


SMALLEST_BRUSH = 1.0
"""Image pixels: no brush has a smaller diameter."""

LIGHTEST_SHARE = 0.1
"""The share of its diameter that a brush keeps under a pen that does not press, where pressure changes the size."""


@dataclass(frozen=True, slots=True)
class Palette:
    """What the next gesture works with.

    Attributes:
        class_index: the class that is painted, or 255 for unlabelled.
        diameter: of the brush, in image pixels.
        rule: which pixels may be changed.
        offer: what of the prediction can be accepted.
        tolerance: of the colour wand where it is pressed, 0..255.
        holes: most pixels of a hole that is filled with the region round it; 0 fills none.
        cleanup: what the clean-up brush does.
        square: whether the brush is square.
        encircle: whether a stroke that comes back to its start fills what it goes round.
        pressure: whether the pressure of a pen changes the size of the brush.
    """

    class_index: int = 0
    diameter: float = 24.0
    rule: InkRule = ANYWHERE
    offer: Offer = EVERYTHING
    tolerance: int = 16
    holes: int = 0
    cleanup: CleanupWish = FIRST_WISH
    square: bool = False
    encircle: bool = False
    pressure: bool = False

    def diameter_under(self, pressure: float) -> float:
        """The diameter under a pen that presses so much, 0..1: from `LIGHTEST_SHARE` of the full one, evenly."""
        share = LIGHTEST_SHARE + (1.0 - LIGHTEST_SHARE) * pressure if self.pressure else 1.0
        return max(SMALLEST_BRUSH, self.diameter * share)

    @property
    def ink(self) -> Ink:
        """The class as ink; class 255 erases."""
        return ERASER if self.class_index == ERASER.value else SolidInk(self.class_index)

    @property
    def ink_rule(self) -> InkRule:
        """The rule for that ink."""
        return self.rule.for_eraser() if self.class_index == ERASER.value else self.rule


@dataclass(frozen=True, slots=True)
class Scene:
    """What a gesture works on.

    Attributes:
        mask: painted in place.
        prediction: of the image, if there is one.
        palette: ink and size.
        since: where the last gesture ended, when this one is to go on from there in a straight line.
        rgb: uint8 (H, W, 3), the image; None where only the mask matters.
        visible: the box of the image that is in sight; None means all of it.
        scale: device pixels an image pixel.
        cells: of the image, as wide as the brush; None without an image.
        tell: says something in the status line.
    """

    mask: LabelMask
    prediction: Prediction | None
    palette: Palette
    since: Point | None = None
    rgb: U8 | None = None
    visible: Rect | None = None
    scale: float = 1.0
    cells: CellMap | None = None
    tell: Callable[[str], None] = lambda _words: None

    @property
    def seen(self) -> Rect:
        """The box of the image that is in sight."""
        return self.visible or self.mask.rect


class Recording:
    """``with Recording(scene, tool) as work``: what ends the block without an edit leaves the mask as it was.

    Attributes:
        tool: name for the history.
        recorder: keeps what was there.
    """

    def __init__(self, scene: Scene, tool: str) -> None:
        self.tool = tool
        self.recorder = EditRecorder(scene.mask)
        self._scene = scene
        self._finished = False

    def __enter__(self) -> "Recording":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None or not self._finished:
            self.recorder.abort()

    def finish(self) -> Edit | None:
        """The edit of all that was painted; whoever keeps it knows how long the person has worked on it."""
        edit = self.recorder.finish(self.tool)
        self._finished = True
        return edit

    def explain(self) -> None:
        """Say so when the rules have kept every pixel from being painted."""
        if self.recorder.spared and not self.recorder.written:
            self._scene.tell(f"Nothing was painted: the switches keep all of it ({self._scene.palette.rule.words}).")
