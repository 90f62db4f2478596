"""What a pointer does on the easel, be it a mouse or a pen: it paints, picks, takes hold of the image; its ring."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPointF, QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from workbench.core.geometry import Point, Rect
from workbench.core.mask import UNLABELLED
from workbench.ui.canvas.decor import Ring, ring_box
from workbench.ui.canvas.easel import PAN, Easel
from workbench.ui.canvas.foresight import Foresight
from workbench.ui.canvas.gestures.strokes import anchored
from workbench.ui.canvas.gestures.table import TOOLS
from workbench.ui.canvas.gestures.words import Phase, Touch
from workbench.ui.canvas.guides import GuideLines
from workbench.ui.canvas.pointer import LEFT, MIDDLE, Device, Pointer
from workbench.ui.canvas.view import View
from workbench.ui.document import Document

REACH = 7.0
"""Logical pixels from a point that count as on it."""

COLOURLESS = ("eraser", "adopt", "smudge", "clean_up_brush")
"""Tools whose ring has no class's colour."""


class Pointing(Easel):
    """One pointer at a time presses; what others do meanwhile, and other buttons of its own, is nothing.

    Signals:
        pressed: a press begins, before anything comes of it.
    """

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._space = False
        self._down: tuple[Device, Qt.MouseButton] | None = None  # what is pressed, until it is released
        self._grab: tuple[QPointF, View] | None = None  # where the image was taken, and how it lay
        self._touched: Touch | None = None  # the newest touch of the press that paints
        self._erases = False  # the eraser end of a pen is near
        self._ring = Ring()
        self._lines = GuideLines(), GuideLines(), GuideLines()
        self._foresight = Foresight(self._guide_changed)
        self.brush_resized.connect(self._foresee)
        self.rested.connect(self._foresee)
        self.redrawn.connect(self._foresee)
        self._tool_changed()

    # Press, move, lift

    def _press(self, pointer: Pointer, again: bool = False) -> None:
        """The tip or left button paints, with Alt it picks; the middle one, Space or the pan tool takes hold.

        The second press of a double click, at one place, closes the gesture that waits for more points.
        """
        pressed = (pointer.device, pointer.button)
        if self._down is not None:
            lost = self._down == pressed or (self._down[0] is Device.MOUSE and pointer.device is Device.PEN)
            if not lost:
                return
            self._let_go()
        if self.document is None or pointer.button not in (LEFT, MIDDLE):
            return
        self._down = pressed
        self.pressed.emit()
        self._point(pointer)
        if pointer.button == MIDDLE or self._space or (self._tool == PAN and not pointer.eraser):
            self._grab = pointer.position, self.view
            self._tool_changed()
        else:
            self._put_down(self.document, pointer, again)

    def _put_down(self, document: Document, pointer: Pointer, again: bool) -> None:
        self.drop()
        touch = self._touched = self._touch(Phase.PRESS, pointer)
        if touch.eraser:
            self.finish_gesture()
            self._begin(document, touch)
        elif self._player.playing:
            self._player.send(replace(touch, again=again and not self._player.provisional))
        else:
            self._begin(document, touch)
        self._foresee()

    def _move(self, pointer: Pointer) -> None:
        """Every move counts: the gesture joins it to the last."""
        if self._down is not None and self._down[0] is not pointer.device:
            return
        if self._down is not None and not pointer.buttons & self._down[1]:
            self._let_go()  # the release went elsewhere, to a dialog for example
        before = self._ring_box()
        if self._grab is not None:
            self._pan(*self._grab, pointer.position)
        elif self._player.pressed:
            self._touched = self._touch(Phase.MOVE, pointer)
            self._player.send(self._touched)
        elif self._player.playing and self._down is None:
            self._player.send(self._touch(Phase.HOVER, pointer))
        self._point(pointer)
        after = self._ring_box()
        if before.intersects(after):  # one box, which holds that of the stroke too: Qt is quickest with one
            self.update(before.united(after))
        else:
            self.update(before)
            self.update(after)

    def _pan(self, start: QPointF, view: View, position: QPointF) -> None:
        """The image that was taken at `start`, when it lay like that, goes where the pointer is."""
        if view.scale != self.view.scale:  # zoomed while it is held
            self._grab = position, self.view
        else:
            self._pointer = position
            self._move_to(self._panned(view, position - start))

    def _lift(self, pointer: Pointer) -> None:
        """The end of a press. A pen that is lifted presses no more, which says nothing of how wide its line was."""
        if self._down != (pointer.device, pointer.button):
            return
        if self._player.pressed and self._grab is None:
            pressure = self._touched.pressure if self._touched is not None else pointer.pressure
            self._player.send(self._touch(Phase.RELEASE, replace(pointer, pressure=pressure)))
        self._let_go()

    def _let_go(self) -> None:
        """Nothing is pressed any more; what a lost pointer did in mid-press is kept, up to where it was last."""
        before = self._ring_box()
        if self._player.pressed and self._touched is not None and self._grab is None:
            self._player.send(replace(self._touched, phase=Phase.RELEASE))
        panned, self._grab = self._grab is not None, None
        self._down = self._touched = None
        self.update(before.united(self._ring_box()))
        if panned or self._space:
            self._tool_changed()

    def _point(self, pointer: Pointer) -> None:
        """The pointer is here, and this end of it."""
        self._pointer = pointer.position
        if pointer.eraser != self._erases:
            self._erases = pointer.eraser
            self._tool_changed()
        self._hover()
        self._foresee()

    def _touch(self, phase: Phase, pointer: Pointer) -> Touch:
        keys = pointer.keys
        return Touch(
            phase,
            self.image_point(pointer.position),
            shift=bool(keys & Qt.KeyboardModifier.ShiftModifier),
            minus=bool(keys & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier)),
            picks=bool(keys & Qt.KeyboardModifier.AltModifier),
            reach=REACH * self.devicePixelRatioF() / self.view.scale,
            pressure=pointer.pressure,
            eraser=pointer.eraser,
        )

    def _foresee(self) -> None:
        """Show what a press here would meet, where the tool in hand can tell."""
        foresee = TOOLS[self._tool].foresee if self._tool in TOOLS else None
        busy = self._player.playing or self._grab is not None or self._space or self._erases
        scene = None if foresee is None or busy or self._pointer is None else self.scene()
        if foresee is None or scene is None or self._pointer is None:
            self._foresight.hide()
        else:
            self._foresight.look(partial(foresee, scene, self.image_point(self._pointer)))

    # The view under a pointer that is pressed

    def _move_to(self, view: View) -> None:
        """A press goes on where the pointer is over the image now, even if the image has moved and not the hand."""
        super()._move_to(view)
        self._foresee()
        if self._player.pressed and self._touched is not None and self._pointer is not None and self._grab is None:
            there = self.image_point(self._pointer)
            self._touched = replace(self._touched, phase=Phase.MOVE, point=there)
            self._player.send(self._touched)

    def fit(self) -> None:
        """As in the viewer; not in mid-press, where it would tear the image from under the pointer."""
        if not self._player.pressed:
            super().fit()

    def show_point(self, point: Point, scale: float | None = None) -> None:
        """As in the viewer; not in mid-press, where it would tear the image from under the pointer."""
        if not self._player.pressed:
            super().show_point(point, scale)

    # The ring

    @property
    def sized(self) -> bool:
        """Whether the tool in hand has a size."""
        return "size" in self.options

    def _ring_place(self) -> tuple[QPointF, float] | None:
        """Centre and radius of the brush on the screen, in device pixels; None when it is not shown."""
        if self._pointer is None or self.document is None or self._space or self._grab is not None:
            return None
        options = self._end_options
        if "ring" not in options:
            return None
        pressed = self._touched if self._player.pressed else None
        palette = self.stroke_palette
        felt = pressed is not None and "pressure" in options
        diameter = palette.diameter_under(pressed.pressure) if pressed and felt else palette.diameter
        point = anchored(self.image_point(self._pointer), diameter)
        return QPointF(*self.view.to_device(point)), diameter / 2 * self.view.scale

    @property
    def _ring_square(self) -> bool:
        """Whether the ring is square, as the brush would be."""
        return self.stroke_palette.square and "square" in self._end_options

    @property
    def _end_options(self) -> frozenset[str]:
        """The options of what would paint: the tool in hand, or the eraser that is the other end of the pen."""
        return TOOLS["eraser"].options if self._erases else self.options

    def _ring_box(self) -> QRect:
        """The logical box of the ring; empty when it is not shown."""
        place = self._ring_place()
        if place is None:
            return QRect()
        box = ring_box(*place, self.devicePixelRatioF())
        return self._logical(Rect(box.top(), box.left(), box.top() + box.height(), box.left() + box.width()))

    def _draw_over(self, painter: QPainter, ratio: float) -> None:
        for lines, guide in zip(self._lines, (self._mark, self._foresight.guide, self._player.guide), strict=True):
            lines.draw(painter, self.view, guide, ratio)
        place = self._ring_place()
        if place is not None:
            self._ring.draw(painter, *place, self._ink_color(), ratio, self._ring_square)

    def _ink_color(self) -> QColor:
        found = self.look.classes.get(self._palette.class_index)
        colourless = self._erases or self._tool in COLOURLESS or self._palette.class_index == UNLABELLED
        return QColor(255, 255, 255) if colourless or found is None else QColor(*found.color)

    def _tool_changed(self) -> None:
        """Show by the cursor what the left button would do."""
        if self._grab is not None:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self.slow:
            self.setCursor(Qt.CursorShape.BusyCursor)
        elif (self._space or (self._tool == PAN and not self._erases)) and not self._player.pressed:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.setCursor(Qt.CursorShape.CrossCursor)
        self._foresee()
        self.update()
