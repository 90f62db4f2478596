"""The canvas: an easel with mouse and keyboard. What the person does becomes touches; the brush's ring is drawn."""

from PySide6.QtCore import QEvent, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from workbench.core.geometry import Point, Rect
from workbench.core.mask import UNLABELLED
from workbench.ui.canvas.decor import Ring, ring_box
from workbench.ui.canvas.easel import PAN, Easel
from workbench.ui.canvas.gestures.strokes import anchored
from workbench.ui.canvas.gestures.words import Phase, Touch
from workbench.ui.canvas.guides import draw_guide
from workbench.ui.document import Document

REACH = 7.0
"""Logical pixels from a point that count as on it."""

CLOSE_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
BACK_KEYS = (Qt.Key.Key_Backspace,)
UNDO = QKeySequence.StandardKey.Undo


class Canvas(Easel):
    """Paints with the pointer.

    Signals:
        class_picked: the class index under an Alt+click, or 255.
    """

    class_picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._space = False
        self._ring = Ring()
        self._tool_changed()

    # Pointer and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Left paints, Alt+left picks, Shift+left draws a straight line; Space or the pan tool takes hold."""
        if event.button() != Qt.MouseButton.LeftButton or self.document is None or self._player.pressed:
            super().mousePressEvent(event)
            return
        touch = self._touch(Phase.PRESS, event.position(), event.modifiers())
        if self._space or self._tool == PAN:
            self._take_hold(event.position())
            self._tool_changed()
        elif self._player.playing:
            self._player.send(touch)
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._pick(self.document, touch.point)
        else:
            self._begin(self.document, touch)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click closes what waits for more points; else it is a press like any other."""
        if event.button() == Qt.MouseButton.LeftButton and self._player.playing and not self._player.pressed:
            self._player.tell(Phase.CLOSE)
        else:
            self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Every move counts: the gesture joins it to the last."""
        if self._player.playing and self._grab is None:
            if not self._player.pressed:
                self._player.send(self._touch(Phase.HOVER, event.position(), event.modifiers()))
            elif event.buttons() & Qt.MouseButton.LeftButton:
                self._player.send(self._touch(Phase.MOVE, event.position(), event.modifiers()))
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
        if event.button() == Qt.MouseButton.LeftButton and self._player.pressed:
            self._player.send(self._touch(Phase.RELEASE, event.position(), event.modifiers()))
        else:
            super().mouseReleaseEvent(event)
        self._tool_changed()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Shift changes the brush; else as in the viewer."""
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            turned = event.angleDelta()
            self.grow_brush((turned.y() or turned.x()) / 120)  # some systems turn Shift into a sideways wheel
            event.accept()
        else:
            super().wheelEvent(event)

    def event(self, event: QEvent) -> bool:
        """While a gesture is under way its keys are its own, before those of the menus."""
        if event.type() == QEvent.Type.ShortcutOverride and self._player.playing and isinstance(event, QKeyEvent):
            key = event.key()
            if key in CLOSE_KEYS or key in BACK_KEYS or key == Qt.Key.Key_Escape or event.matches(UNDO):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape takes the gesture back, Enter closes it, Backspace takes a point back; Space held pans."""
        if self._player.playing and event.key() == Qt.Key.Key_Escape:
            self.abort_gesture()
        elif self._player.playing and event.key() in CLOSE_KEYS:
            self._player.tell(Phase.CLOSE)
        elif self._player.playing and (event.key() in BACK_KEYS or event.matches(UNDO)):
            self._player.tell(Phase.BACK)
        elif event.key() == Qt.Key.Key_Space:
            self._space = True
            self._tool_changed()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Space let go: paint again."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = False
            self._tool_changed()
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A key that is let go elsewhere is not held here."""
        self._space = False
        self._tool_changed()
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

    def _touch(self, phase: Phase, position: QPointF, keys: Qt.KeyboardModifier) -> Touch:
        return Touch(
            phase,
            self.image_point(position),
            shift=bool(keys & Qt.KeyboardModifier.ShiftModifier),
            minus=bool(keys & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier)),
            reach=REACH * self.devicePixelRatioF() / self.view.scale,
        )

    def _pick(self, document: Document, point: Point) -> None:
        row, column = int(point.y // 1), int(point.x // 1)
        if 0 <= row < document.mask.height and 0 <= column < document.mask.width:
            self.class_picked.emit(int(document.mask.classes[row, column]))

    # The ring

    def _ring_place(self) -> tuple[QPointF, float] | None:
        """Centre and radius of the brush on the screen, in device pixels; None when it is not shown."""
        if self._pointer is None or self.document is None or self._space or self._grab or not self.sized:
            return None
        point = anchored(self.image_point(self._pointer), self._palette.diameter)
        return QPointF(*self.view.to_device(point)), self._palette.diameter / 2 * self.view.scale

    @property
    def sized(self) -> bool:
        """Whether the tool in hand has a size."""
        return "size" in self.options

    def _ring_box(self) -> QRect:
        """The logical box of the ring; empty when it is not shown."""
        place = self._ring_place()
        if place is None:
            return QRect()
        box = ring_box(*place, self.devicePixelRatioF())
        return self._logical(Rect(box.top(), box.left(), box.top() + box.height(), box.left() + box.width()))

    def _draw_over(self, painter: QPainter, ratio: float) -> None:
        for guide in (self._mark, self._player.guide):
            draw_guide(painter, self.view, guide, ratio)
        place = self._ring_place()
        if place is not None:
            self._ring.draw(painter, *place, self._ink_color(), ratio, self._palette.square)

    def _ink_color(self) -> QColor:
        found = self.look.classes.get(self._palette.class_index)
        if self._tool in ("eraser", "adopt", "smudge") or found is None or self._palette.class_index == UNLABELLED:
            return QColor(255, 255, 255)
        return QColor(*found.color)

    def _tool_changed(self) -> None:
        """Show by the cursor what the left button would do."""
        if self._grab is not None:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self.slow:
            self.setCursor(Qt.CursorShape.BusyCursor)
        elif self._space or self._tool == PAN:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.setCursor(Qt.CursorShape.CrossCursor)
        self.update()
