"""The canvas: a viewer that paints. Pointer and keys become touches; a gesture makes an edit of them."""

from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QWidget

from workbench.core.edit import Edit
from workbench.core.geometry import EMPTY, Point, Rect
from workbench.core.mask import UNLABELLED
from workbench.paint.ink import InkRule
from workbench.ui.canvas.decor import Ring, ring_box
from workbench.ui.canvas.gestures import TOOLS, Gesture, Palette, Phase, Scene, Touch, anchored
from workbench.ui.canvas.viewer import Viewer
from workbench.ui.document import Document

SMALLEST_BRUSH, LARGEST_BRUSH = 1.0, 1000.0
BRUSH_STEP = 1.15
PAN = "pan"
"""The tool that moves the image; all others are in `gestures.TOOLS`."""


class Canvas(Viewer):
    """Paints into the document that it shows.

    Signals:
        brush_resized: the new diameter in image pixels.
        class_picked: the class index under an Alt+click, or 255.
        refused: why a tool could not begin, in words for the status line.
    """

    brush_resized = Signal(float)
    class_picked = Signal(int)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tool = "brush"
        self._palette = Palette()
        self._gesture: Gesture | None = None
        self._touched = EMPTY
        self._last: Point | None = None
        self._space = False
        self._ring = Ring()
        self._show_cursor()

    # What paints

    @property
    def tool(self) -> str:
        """The tool in hand."""
        return self._tool

    def set_tool(self, name: str) -> None:
        """Take a tool of `gestures.TOOLS`, or "pan"; a stroke being painted is finished."""
        if name != PAN and name not in TOOLS:
            raise ValueError(f"there is no tool called {name!r}")
        self.finish_gesture()
        self._tool = name
        self._show_cursor()

    @property
    def ink_palette(self) -> Palette:
        """Ink, size and rule of the next gesture."""
        return self._palette

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

    def set_brush(self, diameter: float) -> None:
        """The diameter in image pixels, from the next gesture on."""
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
        return self._gesture is not None

    def finish_gesture(self) -> None:
        """End the gesture under way where the pointer was last, as if it had been let go."""
        if self._gesture is not None and self._last is not None:
            self._send(Touch(Phase.RELEASE, self._last))

    def abort_gesture(self) -> None:
        """Take the gesture under way back: the mask is as it was."""
        if self._gesture is not None:
            self._gesture.close()
            self._end()

    def set_document(self, document: Document | None) -> None:
        """Finish what is being painted, then show another document."""
        self.finish_gesture()
        self._last = None
        super().set_document(document)

    def _begin(self, document: Document, point: Point, straight: bool) -> None:
        since = self._last if straight else None
        gesture = TOOLS[self._tool](Scene(document.mask, document.prediction, self._palette, since))
        if gesture is None:
            self.refused.emit("There is no prediction of this image yet.")
            return
        next(gesture)
        self._gesture = gesture
        document.set_painting(True)
        self._send(Touch(Phase.PRESS, point))

    def _send(self, touch: Touch) -> None:
        """Give a touch to the gesture; show what it changed, or keep the edit that it ends with."""
        assert self._gesture is not None
        self._last = touch.point
        try:
            dirty = self._gesture.send(touch)
        except StopIteration as end:
            edit: Edit | None = end.value
            document = self._end()
            if edit is not None:
                document.push(edit, already_painted=True)
        except BaseException:
            self._end()
            raise
        else:
            self._touched = self._touched.union(dirty)
            self._mask_changed(dirty)

    def _end(self) -> Document:
        """No gesture any more; what it touched is shown as it is now."""
        assert self.document is not None
        self._gesture = None
        self.document.set_painting(False)
        touched, self._touched = self._touched, EMPTY
        self._mask_changed(touched)
        return self.document

    # Pointer and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Left paints, Alt+left picks, Shift+left draws a straight line; Space or the pan tool takes hold."""
        if event.button() != Qt.MouseButton.LeftButton or self.document is None or self._gesture is not None:
            super().mousePressEvent(event)
            return
        point = self.image_point(event.position())
        if self._space or self._tool == PAN:
            self._take_hold(event.position())
            self._show_cursor()
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._pick(self.document, point)
        else:
            straight = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._begin(self.document, point, straight)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Every move counts: the gesture joins it to the last."""
        if self._gesture is not None and self._grab is None:
            if event.buttons() & Qt.MouseButton.LeftButton:
                self._send(Touch(Phase.MOVE, self.image_point(event.position())))
            else:  # the release went elsewhere, to a dialog for example
                self.finish_gesture()
        before = self._ring_box()
        super().mouseMoveEvent(event)
        after = self._ring_box()
        if before.intersects(after):  # one box, which holds that of the stroke too: Qt is quickest with one
            self.update(before.united(after))
        else:
            self.update(before)
            self.update(after)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The end of a gesture, or of a pan."""
        if event.button() == Qt.MouseButton.LeftButton and self._gesture is not None:
            self._send(Touch(Phase.RELEASE, self.image_point(event.position())))
        else:
            super().mouseReleaseEvent(event)
        self._show_cursor()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Shift changes the brush; else as in the viewer."""
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            turned = event.angleDelta()
            self.grow_brush((turned.y() or turned.x()) / 120)  # some systems turn Shift into a sideways wheel
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape takes the gesture back; Space held pans."""
        if event.key() == Qt.Key.Key_Escape and self._gesture is not None:
            self.abort_gesture()
        elif event.key() == Qt.Key.Key_Space:
            self._space = True
            self._show_cursor()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Space let go: paint again."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = False
            self._show_cursor()
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A key that is let go elsewhere is not held here."""
        self._space = False
        self._show_cursor()
        super().focusOutEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """The ring comes with the pointer."""
        self._pointer = event.position()
        self.update(self._ring_box())

    def leaveEvent(self, event: QEvent) -> None:
        """The ring goes with the pointer."""
        self.update(self._ring_box())
        super().leaveEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """What is being painted is kept."""
        self.finish_gesture()
        super().hideEvent(event)

    def _pick(self, document: Document, point: Point) -> None:
        row, column = int(point.y // 1), int(point.x // 1)
        if 0 <= row < document.mask.height and 0 <= column < document.mask.width:
            self.class_picked.emit(int(document.mask.classes[row, column]))

    # The ring

    def _ring_place(self) -> tuple[QPointF, float] | None:
        """Centre and radius of the brush on the screen, in device pixels; None when it is not shown."""
        if self._pointer is None or self.document is None or self._tool == PAN or self._space or self._grab:
            return None
        point = anchored(self.image_point(self._pointer), self._palette.diameter)
        return QPointF(*self.view.to_device(point)), self._palette.diameter / 2 * self.view.scale

    def _ring_box(self) -> QRect:
        """The logical box of the ring; empty when it is not shown."""
        place = self._ring_place()
        if place is None:
            return QRect()
        box = ring_box(*place, self.devicePixelRatioF())
        return self._logical(Rect(box.top(), box.left(), box.top() + box.height(), box.left() + box.width()))

    def _draw_over(self, painter: QPainter, ratio: float) -> None:
        place = self._ring_place()
        if place is not None:
            self._ring.draw(painter, *place, self._ink_color(), ratio)

    def _ink_color(self) -> QColor:
        found = self.look.classes.get(self._palette.class_index)
        if self._tool != "brush" or found is None or self._palette.class_index == UNLABELLED:
            return QColor(255, 255, 255)
        return QColor(*found.color)

    def _show_cursor(self) -> None:
        if self._grab is not None:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._space or self._tool == PAN:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.setCursor(Qt.CursorShape.CrossCursor)
        self.update()
