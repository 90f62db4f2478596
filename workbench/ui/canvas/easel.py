"""The easel: a viewer with a tool, a palette, and a player for its gestures. Knows neither mouse nor keys."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QRect, QTimer, Signal
from PySide6.QtWidgets import QWidget

from workbench.core.geometry import Point
from workbench.paint.cleanup import CleanupWish
from workbench.paint.ink import InkRule
from workbench.ui.canvas.gestures.table import NO_PICTURE, SIZED, TOOLS
from workbench.ui.canvas.gestures.trial import Wish, trial
from workbench.ui.canvas.gestures.words import NO_GUIDE, SMALLEST_BRUSH, Guide, Palette, Phase, Scene, Touch
from workbench.ui.canvas.guides import guide_box
from workbench.ui.canvas.player import Audience, Player
from workbench.ui.canvas.viewer import Viewer
from workbench.ui.document import Document

LARGEST_BRUSH = 1000.0
BRUSH_STEP = 1.15
PAN = "pan"
"""The tool that moves the image; all others are in `gestures.table.TOOLS`."""


SLOW_MILLISECONDS = 150
"""Work that takes longer is shown."""


class Easel(Viewer):
    """Paints into the document that it shows.

    Signals:
        brush_resized: the new diameter in image pixels.
        refused: why a tool could not begin, in words for the status line.
        rested: a gesture has ended, and what it painted is kept or taken back.
    """

    brush_resized = Signal(float)
    refused = Signal(str)
    rested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tool = "brush"
        self._palette = self._begun = Palette()
        self._player = Player(
            Audience(self._mask_changed, self._guide_changed, self._want_tick, self._want_time, self._on_ended)
        )
        self._mark = NO_GUIDE
        self._on_screen: float | None = None  # the diameter in device pixels, where it is kept
        self.zoomed.connect(self._rescale)
        self._ticker = QTimer(self, interval=0)
        self._ticker.timeout.connect(self._player.tick)
        self._slow = QTimer(self, interval=SLOW_MILLISECONDS, singleShot=True)
        self._slow.timeout.connect(self._tool_changed)

    # What paints

    @property
    def tool(self) -> str:
        """The tool in hand."""
        return self._tool

    def set_tool(self, name: str) -> None:
        """Take a tool of `gestures.table.TOOLS`, or "pan"; what is being painted is let go, and ends by itself."""
        if name != PAN and name not in TOOLS:
            raise ValueError(f"there is no tool called {name!r}")
        self._player.close()
        self._tool = name
        self._tool_changed()

    @property
    def options(self) -> frozenset[str]:
        """What can be set for the tool in hand (see `gestures.table.Tool`)."""
        return TOOLS[self._tool].options if self._tool in TOOLS else frozenset()

    @property
    def ink_palette(self) -> Palette:
        """Ink, size and rule of the next gesture."""
        return self._palette

    @property
    def stroke_palette(self) -> Palette:
        """That of the press under way, else of the next: a stroke keeps the size it began with."""
        return self._begun if self._player.pressed else self._palette

    def set_class(self, index: int) -> None:
        """Paint this class from the next gesture on; 255 is unlabelled."""
        self._palette = replace(self._palette, class_index=index)
        self.update(self._ring_box())

    def set_rule(self, rule: InkRule) -> None:
        """Which pixels gestures may change, from the next one on."""
        self._palette = replace(self._palette, rule=rule)

    def set_threshold(self, threshold: float) -> None:
        """The lowest probability that the adopt brush takes, 0..1."""
        self._palette = replace(self._palette, threshold=threshold)

    def set_tolerance(self, tolerance: int) -> None:
        """The wand's tolerance where it is pressed, 0..255."""
        self._palette = replace(self._palette, tolerance=tolerance)

    def set_holes(self, largest: int) -> None:
        """The largest hole, in pixels, that is filled with the region round it; 0 fills none."""
        self._palette = replace(self._palette, holes=largest)

    def set_cleanup(self, wish: CleanupWish) -> None:
        """What the clean-up brush does."""
        self._palette = replace(self._palette, cleanup=wish)

    def set_square(self, square: bool) -> None:
        """Whether the brush is square."""
        self._palette = replace(self._palette, square=square)
        self.update(self._ring_box())

    def set_encircle(self, encircle: bool) -> None:
        """Whether a stroke that comes back to its start fills what it goes round."""
        self._palette = replace(self._palette, encircle=encircle)

    def set_pressure(self, used: bool) -> None:
        """Whether the pressure of a pen changes the size of the brush."""
        self._palette = replace(self._palette, pressure=used)

    def keep_on_screen(self, kept: bool) -> None:
        """Whether the brush keeps its size on the screen, so that zooming in makes it finer, or in image pixels."""
        self._on_screen = self._palette.diameter * self.view.scale if kept else None

    def set_brush(self, diameter: float) -> None:
        """The diameter in image pixels, from the next gesture on."""
        self._resize(diameter)
        if self._on_screen is not None:
            self._on_screen = self._palette.diameter * self.view.scale

    def _rescale(self, scale: float) -> None:
        if self._on_screen is not None:
            self._resize(self._on_screen / scale)

    def _resize(self, diameter: float) -> None:
        clean = min(max(diameter, SMALLEST_BRUSH), LARGEST_BRUSH)
        if clean != self._palette.diameter:
            before = self._ring_box()
            self._palette = replace(self._palette, diameter=clean)
            self.update(before.united(self._ring_box()))
            self.brush_resized.emit(clean)

    def grow_brush(self, steps: float) -> None:
        """Make the brush larger (or smaller, below 0): 15 % a step, one pixel at least."""
        old = self._palette.diameter
        new = round(old * BRUSH_STEP**steps)
        self.set_brush(new if abs(new - old) >= 1 else old + (1 if steps > 0 else -1))

    # Gestures

    @property
    def painting(self) -> bool:
        """Whether a gesture is under way."""
        return self._player.playing

    def finish_gesture(self) -> None:
        """End the gesture under way where the pointer was last, as if it had been let go and closed."""
        self._player.finish()

    def abort_gesture(self) -> None:
        """Take the gesture under way back: the mask is as it was."""
        self._player.abort()

    def set_document(self, document: Document | None) -> None:
        """Finish what is being painted, then show another document."""
        self.finish_gesture()
        self._player.forget()
        super().set_document(document)

    def scene(self, since: Point | None = None) -> Scene | None:
        """What a gesture that begins now would work on; None without a document."""
        document = self.document
        if document is None:
            return None
        return Scene(
            document.mask,
            document.prediction,
            self._palette,
            since,
            rgb=document.rgb,
            visible=self.visible,
            scale=self.view.scale,
        )

    def try_out(self, wish: Callable[[], Wish]) -> None:
        """Show what a change of the mask would look like, until it is kept or aborted; see `gestures.trial`."""
        document, scene = self.document, self.scene()
        if document is not None and scene is not None and not document.painting:
            self._player.begin(document, trial(scene, wish), provisional=True)
            self._player.tell(Phase.WISH)

    def wish_again(self) -> bool:
        """Another change is to be tried out in place of the one that is shown; False when none is."""
        if self._player.provisional:
            self._player.tell(Phase.WISH)
        return self._player.provisional

    def keep(self) -> None:
        """Keep what is tried out, as soon as it is there."""
        if self._player.provisional:
            self._player.provisional = False
            self._player.tell(Phase.CLOSE)

    def drop(self) -> None:
        """Take back what is tried out, and nothing else."""
        if self._player.provisional:
            self._player.abort()

    def set_mark(self, mark: Guide) -> None:
        """Lines that stay over the image, whatever the tools do, until others are set."""
        old, self._mark = self._mark, mark
        self._guide_changed(old, mark)

    def _begin(self, document: Document, press: Touch) -> None:
        if document.painting:
            return
        scene = self.scene(self._player.stroke_end if press.shift else None)
        assert scene is not None
        tool = TOOLS["eraser" if press.eraser else self._tool]
        gesture = tool.begin(scene)
        if gesture is None:
            self.refused.emit(document.trouble if document.trouble and tool.refusal == NO_PICTURE else tool.refusal)
            return
        self._begun = self._palette
        self._player.begin(document, gesture, stroke=tool.options >= SIZED)
        self._player.send(press)

    def _want_tick(self, wanted: bool) -> None:
        if wanted != self._ticker.isActive():
            (self._ticker.start if wanted else self._ticker.stop)()

    @property
    def working(self) -> bool:
        """Whether a gesture is at work, so that what the person does has to wait for it."""
        return self._player.working

    @property
    def slow(self) -> bool:
        """Whether a gesture works for so long that the person should know."""
        return self._player.working and not self._slow.isActive()

    def _want_time(self, working: bool) -> None:
        if working:
            self._slow.start()
        else:
            shown = not self._slow.isActive()
            self._slow.stop()
            if shown:
                self._tool_changed()

    def _on_ended(self, behind: Sequence[Touch]) -> None:
        """Begin with the touches that were made while the last gesture was still at work."""
        self.rested.emit()
        for touch in behind:
            if self.document is None:
                return
            if self._player.playing:
                self._player.send(touch)
            elif touch.phase is Phase.PRESS and self._tool != PAN:
                self._begin(self.document, touch)
            elif touch.phase is Phase.BACK:
                self.document.undo()

    def _guide_changed(self, old: Guide, new: Guide) -> None:
        for guide in (old, new):
            self.update(self._logical(guide_box(self.view, guide, self.devicePixelRatioF())))

    def _tool_changed(self) -> None:
        """Another tool is in hand."""

    def _ring_box(self) -> QRect:
        """The logical box that shows the size of the brush."""
        return QRect()
