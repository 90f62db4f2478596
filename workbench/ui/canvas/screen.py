"""Boxes in logical pixels, which widgets count in, and in device pixels, which the screen has."""

import math

from PySide6.QtCore import QRect, QRectF

from workbench.core.geometry import Rect


def logical_box(box: Rect, ratio: float) -> QRect:
    """The smallest logical box round a device box; `ratio` device pixels are a logical one."""
    return QRectF(box.left / ratio, box.top / ratio, box.width / ratio, box.height / ratio).toAlignedRect()


def device_box(box: QRect, ratio: float) -> Rect:
    """The smallest device box round a logical box."""
    right, bottom = box.x() + box.width(), box.y() + box.height()
    return Rect(
        math.floor(box.y() * ratio), math.floor(box.x() * ratio), math.ceil(bottom * ratio), math.ceil(right * ratio)
    )
