"""The pixels of one region: a box, and which of its pixels are inside."""

from dataclasses import dataclass

import numpy as np

from workbench.core.arrays import U8, Bool


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """Some pixels of an image.

    Attributes:
        top: row of the box's upper edge, 0 or more.
        left: column of its left edge, 0 or more.
        inside: bool (h, w); the box lies within the image.
    """

    top: int
    left: int
    inside: Bool

    def paint(self, canvas: U8, number: int) -> None:
        """Set the region's pixels of `canvas` (uint8 (H, W), changed in place) to a number."""
        height, width = self.inside.shape
        canvas[self.top : self.top + height, self.left : self.left + width][self.inside] = number


NOTHING = Patch(0, 0, np.zeros((0, 0), dtype=np.bool_))
"""A region without pixels."""


def placed(inside: Bool, top: int, left: int, height: int, width: int) -> Patch:
    """The part of a small picture (bool (h, w)), laid with its corner at (top, left), that lies in an image."""
    above, before = max(0, -top), max(0, -left)
    part = inside[above : max(above, height - top), before : max(before, width - left)]
    return Patch(top + above, left + before, part) if part.size else NOTHING
