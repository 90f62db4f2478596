"""What a model felt while it predicted an image: how unsure it was of each region, and the image in a few numbers."""

import struct
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from workbench.core.arrays import F32, I64, U8, AnyArray, Bool
from workbench.core.mask import UNLABELLED, LabelMask, Origin

SIDE = 8
"""An image is parted into SIDE x SIDE regions, whatever its shape."""

MEASURES = ("doubt", "entropy", "margin", "second_look", "contradiction")
"""What is known of each region, 0..1, higher where a person should look.

doubt: the mean of 1 - probability of the chosen class.
entropy: the mean entropy of the probabilities, as a share of the highest that there is.
margin: the mean of 1 - (highest - second highest probability).
second_look: how much the answer changes when the image is seen mirrored and at half the size
    (see `learn.measure.looks`).
contradiction: the share of hand-set pixels that are predicted as another class.
"""

_HEAD = struct.Struct("<4sBBH")
_MARK = b"LOOK"


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """One image, as a model saw it.

    Attributes:
        regions: uint8 (len(MEASURES), SIDE, SIDE), round(255 * measure); row and column of the region.
        twice: whether it was looked at a second time; else `second_look` says nothing.
        class_doubt: mean over the image of entropy * probability of the class, by class index.
        features: float16 (d,), the mean over the image of the maps from which the classes are scored.
    """

    regions: U8
    twice: bool = False
    class_doubt: dict[int, float] = field(default_factory=dict)
    features: npt.NDArray[np.float16] = field(default_factory=lambda: np.zeros(0, dtype=np.float16))

    def with_contradiction(self, shares: F32) -> "Look":
        """This look with that measure: float (SIDE, SIDE), 0..1."""
        regions = self.regions.copy()
        regions[MEASURES.index("contradiction")] = np.round(255 * shares)
        return replace(self, regions=regions)

    def with_table(self, table: U8) -> "Look":
        """This look with every class taken from a table (uint8 (256,)): the doubts of merged classes add up."""
        summed: dict[int, float] = {}
        for index, doubt in self.class_doubt.items():
            target = int(table[index])
            summed[target] = summed.get(target, 0.0) + doubt
        return replace(self, class_doubt=summed)

    def pack(self) -> bytes:
        """A kilobyte or less, the same on every machine."""
        indices = sorted(self.class_doubt)
        parts = (
            _HEAD.pack(_MARK, self.twice, len(indices), len(self.features)),
            np.ascontiguousarray(self.regions).tobytes(),
            np.array(indices, dtype=np.uint8).tobytes(),
            np.array([self.class_doubt[i] for i in indices], dtype="<f2").tobytes(),
            self.features.astype("<f2").tobytes(),
        )
        return b"".join(parts)

    @classmethod
    def unpack(cls, data: bytes) -> "Look | None":
        """What `pack` gave; None for anything else: a look is made anew with the next prediction."""
        if len(data) < _HEAD.size:
            return None
        mark, twice, classes, length = _HEAD.unpack_from(data)
        sizes = [len(MEASURES) * SIDE * SIDE, classes, 2 * classes, 2 * length]
        if mark != _MARK or len(data) != _HEAD.size + sum(sizes):
            return None
        ends = np.cumsum([_HEAD.size, *sizes]).tolist()
        regions, indices, doubts, features = (
            np.frombuffer(data[start:end], dtype=kind)
            for start, end, kind in zip(ends, ends[1:], ("u1", "u1", "<f2", "<f2"), strict=False)
        )
        if not (np.isfinite(doubts).all() and np.isfinite(features).all()):
            return None
        by_class = {int(i): float(d) for i, d in zip(indices, doubts, strict=True)}
        return cls(regions.reshape(-1, SIDE, SIDE), bool(twice), by_class, features.astype(np.float16))


def contradiction(mask: LabelMask, predicted: U8) -> F32:
    """float32 (SIDE, SIDE): of each region's hand-set pixels, the share that is predicted as another class.

    Args:
        mask: of the image.
        predicted: uint8 (H, W), class indices as in the mask.
    """
    hand = (mask.origin == Origin.HAND) & (mask.classes != UNLABELLED)
    wrong = hand & (mask.classes != predicted)
    painted, missed = _per_region(hand), _per_region(wrong)
    shares: F32 = (missed / np.maximum(painted, 1.0)).astype(np.float32)
    return shares


def bytes_of(measure: str) -> slice:
    """Where a packed look holds a measure of all regions: SIDE * SIDE bytes."""
    first = _HEAD.size + MEASURES.index(measure) * SIDE * SIDE
    return slice(first, first + SIDE * SIDE)


def region_of(centres: AnyArray, length: int) -> I64:
    """The number, 0..SIDE-1, of the region of places along a side of so many pixels."""
    found: I64 = np.clip(centres * SIDE // max(length, 1), 0, SIDE - 1).astype(np.int64)
    return found


def _per_region(pixels: Bool) -> npt.NDArray[np.float64]:
    """float64 (SIDE, SIDE): how many of bool (H, W) are true in each region."""
    height, width = pixels.shape
    rows, columns = region_of(np.arange(height) + 0.5, height), region_of(np.arange(width) + 0.5, width)
    # Row by row of regions: to number every pixel takes sixteen bytes each, more than a gigabyte for 100 megapixels.
    edges = np.searchsorted(rows, np.arange(SIDE + 1)).tolist()
    counted = [np.count_nonzero(pixels[top:bottom], axis=0) for top, bottom in pairwise(edges)]
    return np.array([np.bincount(columns, weights=one, minlength=SIDE) for one in counted])
