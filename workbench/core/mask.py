"""The mask of one image: which class each pixel has, and who set it."""

from enum import IntEnum

import numpy as np

from workbench.core.arrays import U8
from workbench.core.geometry import Rect

UNLABELLED = 255
"""Nobody has looked at this pixel. Not a class: it never counts in a loss or a metric."""

_STRIP = 256

MAX_CLASSES = 254
"""Indices 0..253 are classes; 254 is kept free and 255 means unlabelled."""


class Origin(IntEnum):
    """Who set a pixel."""

    NONE = 0
    HAND = 1
    ACCEPTED = 2
    IMPORTED = 3


class LabelMask:
    """Two planes over one image, written in place and never rebound: the canvas draws this very memory.

    Attributes:
        classes: uint8 (H, W), C order: class index 0..253, 255 unlabelled.
        origin: uint8 (H, W), C order: values of `Origin`, or the mark of what was refused (`core.offer`).
    """

    __slots__ = ("classes", "origin")

    def __init__(self, classes: U8, origin: U8) -> None:
        if classes.ndim != 2 or classes.shape != origin.shape:
            raise ValueError(f"planes must be two equal (H, W) arrays, not {classes.shape} and {origin.shape}")
        if classes.dtype != np.uint8 or origin.dtype != np.uint8:
            raise ValueError(f"planes must be uint8, not {classes.dtype} and {origin.dtype}")
        self.classes = np.ascontiguousarray(classes)
        self.origin = np.ascontiguousarray(origin)

    @classmethod
    def blank(cls, height: int, width: int) -> "LabelMask":
        """A mask in which nothing is labelled."""
        return cls(
            np.full((height, width), UNLABELLED, dtype=np.uint8),
            np.zeros((height, width), dtype=np.uint8),
        )

    @property
    def height(self) -> int:
        """Rows, in pixels."""
        return int(self.classes.shape[0])

    @property
    def width(self) -> int:
        """Columns, in pixels."""
        return int(self.classes.shape[1])

    @property
    def rect(self) -> Rect:
        """The box of the whole mask."""
        return Rect(0, 0, self.height, self.width)

    def areas(self) -> dict[int, int]:
        """Number of pixels of each class that occurs; unlabelled pixels are left out."""
        return class_areas(self.classes)

    def copy(self) -> "LabelMask":
        """An independent mask with the same pixels."""
        return LabelMask(self.classes.copy(), self.origin.copy())


def class_areas(classes: U8) -> dict[int, int]:
    """Number of pixels of each class in a class plane (uint8 (H, W)); unlabelled pixels are left out."""
    return {index: count for index, count in value_counts(classes).items() if index != UNLABELLED}


def value_counts(plane: U8) -> dict[int, int]:
    """Number of pixels of each value that occurs in a plane (uint8 (H, W)), lowest value first."""
    counts = np.zeros(256, dtype=np.int64)
    for top in range(0, plane.shape[0], _STRIP):  # in strips: NumPy widens what it counts to eight bytes a pixel
        strip = plane[top : top + _STRIP]
        lowest, highest = strip.min(initial=UNLABELLED), strip.max(initial=0)
        low = np.count_nonzero(strip == lowest)
        # One value or two, as in most pieces of most masks, are counted far quicker than many.
        if lowest == highest or low + np.count_nonzero(strip == highest) == strip.size:
            counts[highest] += strip.size - low
            counts[lowest] += low
        else:
            counts += np.bincount(strip.ravel(), minlength=256)
    return {int(value): int(counts[value]) for value in np.flatnonzero(counts)}


def renumbered(classes: U8, table: U8) -> U8:
    """A new class plane (uint8 (H, W)) with the table's number (uint8 (256,)) in place of each number."""
    found = np.empty_like(classes)
    for top in range(0, classes.shape[0], _STRIP):  # in strips: NumPy widens what it looks up to eight bytes a pixel
        found[top : top + _STRIP] = table[classes[top : top + _STRIP]]
    return found
