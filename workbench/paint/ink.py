"""What a tool paints with, and where it may: every tool gives a box and a shape, `lay` writes them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from workbench.core.arrays import U8, Bool
from workbench.core.edit import EditRecorder
from workbench.core.geometry import EMPTY, Rect
from workbench.core.mask import UNLABELLED, LabelMask, Origin
from workbench.core.offer import EVERYTHING, Offer
from workbench.core.prediction import Prediction


@dataclass(frozen=True, slots=True)
class InkRule:
    """Which pixels a tool may change.

    Attributes:
        only_unlabelled: only pixels that nobody has labelled yet.
        protect_hand: no pixel whose origin is *hand*.
        protected: no pixel of these classes.
    """

    only_unlabelled: bool = False
    protect_hand: bool = False
    protected: frozenset[int] = frozenset()

    def narrow(self, mask: LabelMask, rect: Rect, where: Bool) -> Bool:
        """The pixels of `where` (bool, of the box's shape) that may be changed; `where` itself is left alone."""
        classes = mask.classes[rect.slices]
        if self.only_unlabelled:
            where = where & (classes == UNLABELLED)
        if self.protect_hand:
            where = where & (mask.origin[rect.slices] != Origin.HAND)
        for index in self.protected:
            where = where & (classes != index)
        return where

    def for_eraser(self) -> "InkRule":
        """This rule for ink that erases: what is erased is labelled, so "only unlabelled" cannot be meant for it."""
        return replace(self, only_unlabelled=False)

    @property
    def words(self) -> str:
        """What it keeps from being painted, for the person."""
        kept = (
            (self.only_unlabelled, "what is labelled"),
            (self.protect_hand, "what is set by hand"),
            (bool(self.protected), "protected classes"),
        )
        return ", ".join(words for holds, words in kept if holds)


ANYWHERE = InkRule()


class Ink(Protocol):
    """What is painted: `pour` writes it into both planes of the mask where `where` (bool, box-shaped) is true."""

    def pour(self, mask: LabelMask, rect: Rect, where: Bool) -> None:
        """Write in place; `where` has the shape of `rect`."""


@dataclass(frozen=True, slots=True)
class SolidInk:
    """One value everywhere.

    Attributes:
        value: class index, or 255 to erase.
        origin: who sets it.
    """

    value: int
    origin: Origin = Origin.HAND

    def pour(self, mask: LabelMask, rect: Rect, where: Bool) -> None:
        """See `Ink`."""
        everywhere = np.negative(where.view(np.uint8))  # all bits of a byte, where true
        for plane, value in ((mask.classes[rect.slices], self.value), (mask.origin[rect.slices], self.origin)):
            # Bits are swapped in whole rows: a masked copy takes four times as long.
            swapped = plane ^ np.uint8(value)
            swapped &= everywhere
            np.bitwise_xor(plane, swapped, out=plane)


@dataclass(frozen=True, slots=True, eq=False)
class PlaneInk:
    """Another class at each pixel.

    Attributes:
        box: where the plane lies in the mask.
        classes: uint8, of the box's shape; 255 erases.
        origin: who sets what is not erased.
    """

    box: Rect
    classes: U8
    origin: Origin = Origin.HAND

    def pour(self, mask: LabelMask, rect: Rect, where: Bool) -> None:
        """See `Ink`; `rect` must lie inside the box."""
        source = self.classes[rect.moved(-self.box.top, -self.box.left).slices]
        set_by = np.where(source == UNLABELLED, np.uint8(Origin.NONE), np.uint8(self.origin))
        np.copyto(mask.classes[rect.slices], source, where=where)
        np.copyto(mask.origin[rect.slices], set_by, where=where)


ERASER = SolidInk(UNLABELLED, Origin.NONE)


@dataclass(frozen=True, slots=True)
class PredictionInk:
    """What the model says, where it is on offer; never over a pixel that a hand has set, or refused.

    Attributes:
        prediction: of the same size as the mask.
        offer: what of it is taken.
    """

    prediction: Prediction
    offer: Offer = EVERYTHING

    def pour(self, mask: LabelMask, rect: Rect, where: Bool) -> None:
        """See `Ink`."""
        origin = mask.origin[rect.slices]
        source, confidence = self.prediction.classes[rect.slices], self.prediction.confidence[rect.slices]
        where = where & (origin != Origin.HAND)
        where &= origin != self.prediction.mark
        if self.offer != EVERYTHING:
            where &= self.offer.wanted(source, confidence)
        np.copyto(mask.classes[rect.slices], source, where=where)
        np.copyto(origin, np.uint8(Origin.ACCEPTED), where=where)


@dataclass(frozen=True, slots=True)
class AcceptInk:
    """What the model says, where nothing is painted and it is on offer.

    Attributes:
        prediction: of the same size as the mask.
        offer: what of it is taken.
    """

    prediction: Prediction
    offer: Offer = EVERYTHING

    def pour(self, mask: LabelMask, rect: Rect, where: Bool) -> None:
        """See `Ink`."""
        where = where & self.prediction.offered(mask, rect.slices, self.offer)
        np.copyto(mask.classes[rect.slices], self.prediction.classes[rect.slices], where=where)
        np.copyto(mask.origin[rect.slices], np.uint8(Origin.ACCEPTED), where=where)


@dataclass(frozen=True, slots=True)
class RefusalInk:
    """Refuses what the model says where it is on offer: the pixels stay unlabelled, and are not offered again.

    Attributes:
        prediction: of the same size as the mask.
        offer: what of it is refused.
    """

    prediction: Prediction
    offer: Offer = EVERYTHING

    def pour(self, mask: LabelMask, rect: Rect, where: Bool) -> None:
        """See `Ink`."""
        where = where & self.prediction.offered(mask, rect.slices, self.offer)
        np.copyto(mask.origin[rect.slices], np.uint8(self.prediction.mark), where=where)


def lay(recorder: EditRecorder, rect: Rect, where: Bool, ink: Ink, rule: InkRule = ANYWHERE) -> None:
    """Paint the pixels of `where` (bool, of the shape of `rect`, which lies inside the mask), recorded for undo."""
    recorder.touch(rect)
    free = rule.narrow(recorder.mask, rect, where)
    recorder.written = recorder.written or bool(free.any())
    recorder.spared = recorder.spared or (free is not where and not recorder.written and bool(where.any()))
    ink.pour(recorder.mask, rect, free)


def lay_shape(recorder: EditRecorder, shape: Iterable[tuple[Rect, Bool]], ink: Ink, rule: InkRule = ANYWHERE) -> Rect:
    """Paint a shape given as boxes inside the mask and the pixels of each (bool, box-shaped); the box round all."""
    dirty = EMPTY
    for rect, where in shape:
        lay(recorder, rect, where, ink, rule)
        dirty = dirty.union(rect)
    return dirty
