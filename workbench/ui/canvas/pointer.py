"""The pointer: what the hand holds, a mouse or a pen, in the same words for both."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QInputDevice, QMouseEvent, QPointingDevice, QTabletEvent

from workbench.ui.canvas.view import MIDDLE as MIDDLE_OF_PIXEL

LEFT, MIDDLE, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton


class Device(Enum):
    """What the hand holds; fingers that the system turns into a mouse count as one."""

    MOUSE = "mouse"
    PEN = "pen"


@dataclass(frozen=True, slots=True)
class Pointer:
    """What a device says.

    Attributes:
        device: which one.
        position: logical, where a mouse would be: its place is the middle of the device pixel that begins there.
        button: the one that has changed; left is the tip of a pen.
        buttons: all that are down.
        keys: that are held.
        pressure: of a pen, 0..1; what feels none, a mouse or a plain pen, presses fully.
        eraser: whether it is the eraser end of a pen.
        time: milliseconds, on the clock of the system's events.
    """

    device: Device
    position: QPointF
    button: Qt.MouseButton
    buttons: Qt.MouseButton
    keys: Qt.KeyboardModifier
    pressure: float = 1.0
    eraser: bool = False
    time: int = 0


def of_mouse(event: QMouseEvent) -> Pointer:
    """What a mouse says."""
    return Pointer(Device.MOUSE, event.position(), event.button(), event.buttons(), event.modifiers())


def of_pen(event: QTabletEvent, ratio: float) -> Pointer:
    """What a pen says; `ratio` device pixels are a logical one.

    Its position has fractions and is the very place that is meant, so half a pixel comes off. The buttons on its side,
    of which drivers call the lower one right or middle, do what the middle button of a mouse does.
    """
    half = MIDDLE_OF_PIXEL / ratio
    return Pointer(
        Device.PEN,
        event.position() - QPointF(half, half),
        MIDDLE if event.button() == RIGHT else event.button(),
        (event.buttons() & LEFT) | MIDDLE if event.buttons() & RIGHT else event.buttons(),
        event.modifiers(),
        event.pressure() if event.pointingDevice().hasCapability(QInputDevice.Capability.Pressure) else 1.0,
        event.pointerType() == QPointingDevice.PointerType.Eraser,
        event.timestamp(),
    )
