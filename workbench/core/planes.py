"""Cut-outs of a mask that take little memory: a plane of one value is held as one byte."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from workbench.core.arrays import U8, Bool
from workbench.core.geometry import Rect
from workbench.core.mask import UNLABELLED, LabelMask, class_areas
from workbench.core.offer import FIRST_MARK

_VALUES = np.arange(256, dtype=np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class Planes:
    """A cut-out of both planes of a mask: uint8 (h, w) each."""

    classes: U8
    origin: U8

    @classmethod
    def over(cls, mask: LabelMask, rect: Rect) -> "Planes":
        """The mask's own memory inside the box: it changes with the mask."""
        return cls(mask.classes[rect.slices], mask.origin[rect.slices])

    def kept(self, rect: Rect) -> "Planes":
        """The part inside a box of this cut-out, independent of it, read-only where a plane has one value."""
        return Planes(_kept(self.classes[rect.slices]), _kept(self.origin[rect.slices]))

    def differ(self, other: "Planes") -> Bool:
        """bool (h, w), read-only: which pixels are not the same in both planes."""
        planes = [self.classes, other.classes, self.origin, other.origin]
        if all(is_uniform(plane) for plane in planes):  # one pixel tells of all
            planes = [plane[:1, :1] for plane in planes]
        different = (planes[0] != planes[1]) | (planes[2] != planes[3])
        return np.broadcast_to(different, self.classes.shape)

    def areas(self) -> Counter[int]:
        """Number of pixels of each class; unlabelled pixels are left out."""
        if is_uniform(self.classes):
            index = int(self.classes[0, 0])
            return Counter() if index == UNLABELLED else Counter({index: self.classes.size})
        return Counter(class_areas(self.classes))

    def marks(self) -> Counter[int]:
        """Number of pixels that were refused, by the mark of the run (see `core.offer`)."""
        if is_uniform(self.origin):
            mark = int(self.origin[0, 0])
            return Counter({mark: self.origin.size} if mark >= FIRST_MARK else {})
        counts = np.bincount(self.origin[self.origin >= FIRST_MARK], minlength=1)
        return Counter({int(mark): int(counts[mark]) for mark in np.flatnonzero(counts)})

    @property
    def bytes(self) -> int:
        """Memory that the pixels take; a plane that is held as one value takes one byte."""
        return sum(1 if is_uniform(plane) else plane.nbytes for plane in (self.classes, self.origin))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Planes):
            return NotImplemented
        return np.array_equal(self.classes, other.classes) and np.array_equal(self.origin, other.origin)

    __hash__ = None  # type: ignore[assignment]


@lru_cache(maxsize=1024)
def uniform(value: int, height: int, width: int) -> U8:
    """A plane of one value, uint8 (height, width), that takes one byte and is read-only."""
    return np.broadcast_to(_VALUES[value], (height, width))


def is_uniform(plane: U8) -> bool:
    """Whether the plane is held as one value."""
    return plane.strides == (0, 0)


def _kept(plane: U8) -> U8:
    first = plane[0, 0]
    if is_uniform(plane) or (plane[-1, -1] == first and bool((plane == first).all())):
        return uniform(int(first), *plane.shape)
    return plane.copy()
