"""The canvas: an easel for mouse, pen, touchpad and keyboard. Qt's events become what a pointer does."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QNativeGestureEvent,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from workbench.ui.canvas.gestures.words import Phase
from workbench.ui.canvas.pen import Pen
from workbench.ui.canvas.pointer import LEFT, Device, of_mouse, of_pen
from workbench.ui.canvas.pointing import Pointing
from workbench.ui.canvas.scrolling import NOTCH, Deed, Turning
from workbench.ui.keyboard import typing

SCROLL_STEP = 80.0
"""Logical pixels that one notch of the wheel scrolls."""

SMART_SCALE = 2.0
"""How much a double tap of two fingers enlarges an image that is shown whole, at least to 100 %."""

CLOSE_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
BACK_KEYS = (Qt.Key.Key_Backspace,)
UNDO = QKeySequence.StandardKey.Undo


class Canvas(Pointing):
    """Listens to the hands of a person."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabletTracking(True)
        self._turning = Turning()
        self._pen = Pen(self)
        self._pen.left.connect(self._pen_left)

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A button goes down."""
        if not self._shadow(event):
            self._press(of_mouse(event))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click closes what waits for more points; else it is a press like any other."""
        if not self._shadow(event):
            self._press(of_mouse(event), again=True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The mouse moves, whether a button is down or not."""
        if not self._shadow(event):
            self._move(of_mouse(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A button comes up."""
        if not self._shadow(event):
            self._lift(of_mouse(event))

    def _shadow(self, event: QMouseEvent) -> bool:
        down = self._down is not None and self._down[0] is Device.PEN
        return self._pen.shadows(event, down)

    # Pen

    def tabletEvent(self, event: QTabletEvent) -> None:
        """The pen of a tablet: accepted whatever it does, so that Qt makes no mouse of it.

        Except over what lies on the canvas: that knows no pen, and is used with the mouse that Qt then makes.
        """
        if self._down is None and self.childAt(event.position().toPoint()) is not None:
            self._pointer_left()
            event.ignore()
            return
        self._pen.came()
        pointer = of_pen(event, self.devicePixelRatioF())
        if event.type() == QEvent.Type.TabletPress:
            self.setFocus(Qt.FocusReason.MouseFocusReason)  # a mouse brings the keyboard along; a pen does not
            again = pointer.button == LEFT and self._pen.taps_again(pointer)
            self._press(pointer, again)
        elif event.type() == QEvent.Type.TabletRelease:
            self._lift(pointer)
        else:
            self._move(pointer)
        event.accept()

    def _pen_left(self) -> None:
        """What the pen was painting is kept; its ring goes."""
        if self._down is not None and self._down[0] is Device.PEN:
            self._let_go()
        self._pointer_left()

    def _pointer_left(self) -> None:
        self._pointer, self._erases = None, False
        self._hover()
        self._tool_changed()

    # Wheel and touchpad

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl zooms at the pointer, Shift changes the brush; alone it scrolls, by pixels where they are told."""
        deed, turned, smooth = self._turning.deed(event), event.angleDelta(), event.pixelDelta()
        if deed is Deed.SIZE:
            self.grow_brush(self._turning.notches(turned.y() or turned.x()))  # Shift may turn a wheel sideways
        elif deed is Deed.ZOOM:
            self.zoom_by(turned.y() / NOTCH, event.position())
        elif deed is Deed.SCROLL and not smooth.isNull():
            self.pan_by(smooth.x(), smooth.y())
        elif deed is Deed.SCROLL:
            self.pan_by(turned.x() / NOTCH * SCROLL_STEP, turned.y() / NOTCH * SCROLL_STEP)
        event.accept()

    def _fingers(self, event: QNativeGestureEvent) -> bool:
        """Two fingers on a touchpad: a pinch zooms where they are, a double tap enlarges or shows the whole image."""
        kind, kinds = event.gestureType(), Qt.NativeGestureType
        if kind == kinds.ZoomNativeGesture:
            self.zoom_to(self.view.scale * max(0.1, 1.0 + event.value()), event.position())
        elif kind == kinds.SmartZoomNativeGesture and self._stage.fits:
            self.zoom_to(max(1.0, SMART_SCALE * self.view.scale), event.position())
        elif kind == kinds.SmartZoomNativeGesture:
            self.fit()
        elif kind not in (kinds.BeginNativeGesture, kinds.EndNativeGesture):
            return False
        event.accept()
        return True

    # Keys

    def event(self, event: QEvent) -> bool:
        """While a gesture is under way its keys are its own, before those of the menus."""
        if isinstance(event, QNativeGestureEvent) and self._fingers(event):
            return True
        if event.type() == QEvent.Type.ShortcutOverride and self._player.playing and isinstance(event, QKeyEvent):
            key = event.key()
            if key in CLOSE_KEYS or key == Qt.Key.Key_Escape or self._goes_back(event):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape takes the gesture back, Enter closes it, Backspace takes a point back; Space held pans, + - zoom."""
        key = event.key()
        if self._player.playing and key == Qt.Key.Key_Escape:
            self.abort_gesture()
        elif self._player.playing and key in CLOSE_KEYS:
            self._player.tell(Phase.CLOSE)
        elif self._goes_back(event):
            self.step_back()
        elif key == Qt.Key.Key_Space:
            self._space = True
            self._tool_changed()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(1)
        elif key == Qt.Key.Key_Minus:
            self.zoom_by(-1)
        else:
            super().keyPressEvent(event)

    def _goes_back(self, event: QKeyEvent) -> bool:
        """Whether a key takes back the last part of a gesture; what is only tried out has no parts."""
        back = event.key() in BACK_KEYS or event.matches(UNDO)
        return back and self._player.playing and not self._player.provisional

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Space let go: paint again."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = False
            self._tool_changed()
        else:
            super().keyReleaseEvent(event)

    # Coming and going

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A key or button that is let go elsewhere is not held here; what was being painted is kept."""
        self._space = False
        self._let_go()
        super().focusOutEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """The ring comes with the pointer, and the keyboard too: Space and Escape are meant for what one points at."""
        self._pointer = event.position()
        if self.isActiveWindow() and not typing():
            self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.update(self._ring_box())

    def leaveEvent(self, event: QEvent) -> None:
        """The ring goes with the pointer."""
        self.update(self._ring_box())
        self._pointer = None
        self._hover()
        self._foresee()
        super().leaveEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """What is being painted is kept, and the image let go."""
        self._let_go()
        self.finish_gesture()
        super().hideEvent(event)
