"""The easel: a viewer with a tool, a palette, and a player for its gestures. Knows neither mouse nor keys."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from workbench.core.arrays import U8
from workbench.core.geometry import Point
from workbench.paint.superpixels import CellMap
from workbench.ui.canvas.gestures.table import NO_PICTURE, TOOLS
from workbench.ui.canvas.gestures.trial import Wish, trial
from workbench.ui.canvas.gestures.words import NO_GUIDE, Guide, Palette, Phase, Scene, Touch
from workbench.ui.canvas.guides import changed_boxes
from workbench.ui.canvas.player import Audience, Player
from workbench.ui.canvas.tray import Tray
from workbench.ui.document import Document

PAN = "pan"
"""The tool that moves the image; all others are in `gestures.table.TOOLS`."""

SLOW_MILLISECONDS = 150
"""Work that takes longer is shown."""


class Easel(Tray):
    """Paints into the document that it shows.

    Attributes:
        may_accept: whether the model's word may be taken in the open image; who says no tells why.

    Signals:
        class_picked: the class index that was picked, or 255.
        refused: why a tool could not begin, or painted nothing, in words for the status line.
        rested: a gesture has ended, and what it painted is kept or taken back.
        dismissed: the person has taken back what was tried out.
    """

    class_picked = Signal(int)
    refused = Signal(str)
    rested = Signal()
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tool = "brush"
        self._begun = self._palette
        self.may_accept: Callable[[], bool] = lambda: True
        self._player = Player(
            Audience(
                self._mask_changed,
                self._guide_changed,
                self.class_picked.emit,
                self._want_tick,
                self._want_time,
                self._on_ended,
            )
        )
        self._mark = NO_GUIDE
        self._cells: CellMap | None = None
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
    def stroke_palette(self) -> Palette:
        """That of the press under way, else of the next: a stroke keeps the size it began with."""
        return self._begun if self._player.pressed else self._palette

    @property
    def advice(self) -> str:
        """How the tool in hand is used, where that is not seen at once."""
        if self._tool not in TOOLS:
            return ""
        tool = TOOLS[self._tool]
        return tool.advice if self._player.playing else tool.start or tool.advice

    # Gestures

    @property
    def painting(self) -> bool:
        """Whether a gesture is under way."""
        return self._player.playing

    def finish_gesture(self) -> None:
        """End the gesture under way where the pointer was last, as if it had been let go and closed."""
        self._player.finish()

    def step_back(self) -> bool:
        """Take back the last point of the gesture under way, if it has points; False when there is no gesture."""
        if self._player.playing and not self._player.provisional:
            self._player.tell(Phase.BACK)
            return True
        return False

    def abort_gesture(self) -> None:
        """Take the gesture under way back: the mask is as it was."""
        tried = self._player.provisional
        self._player.abort()
        if tried:
            self.dismissed.emit()

    def set_document(self, document: Document | None) -> None:
        """Finish what is being painted, then show another document."""
        self.finish_gesture()
        self._player.forget()
        self._cells = None
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
            cells=self._cells_of(document.rgb),
            tell=self.refused.emit,
        )

    def _cells_of(self, rgb: U8 | None) -> CellMap | None:
        """The cells of the image: those that were found are kept until image or brush is another."""
        if rgb is None:
            return None
        if self._cells is None or not self._cells.made_of(rgb, self._palette.diameter):
            self._cells = CellMap(rgb, self._palette.diameter)
        return self._cells

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

    @property
    def trying(self) -> bool:
        """Whether a change is being tried out."""
        return self._player.provisional

    def keep(self) -> None:
        """Keep what is tried out, as soon as it is there."""
        if self._player.provisional:
            self._player.provisional = False
            self._player.tell(Phase.CLOSE)

    def drop(self) -> None:
        """Take back what is tried out, and nothing else."""
        self._player.give_way()

    def set_mark(self, mark: Guide) -> None:
        """Lines that stay over the image, whatever the tools do, until others are set."""
        old, self._mark = self._mark, mark
        self._guide_changed(old, mark)

    def _begin(self, document: Document, press: Touch) -> None:
        if document.painting:
            return
        scene = self.scene(self._player.stroke_end if press.shift else None)
        assert scene is not None
        tool = TOOLS["eraser" if press.eraser else "picker" if press.picks else self._tool]
        if tool.accepts and not press.minus and not self.may_accept():
            return
        gesture = tool.begin(scene)
        if gesture is None:
            self.refused.emit(document.trouble if document.trouble and tool.refusal == NO_PICTURE else tool.refusal)
            return
        self._begun = self._palette
        self._player.begin(document, gesture, stroke="size" in tool.options)
        self._player.send(replace(press, again=False))

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
        for box in changed_boxes(self.view, old, new, self.devicePixelRatioF()):
            self.update(self._logical(box))

    def _tool_changed(self) -> None:
        """Another tool is in hand."""
