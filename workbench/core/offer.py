"""What a model offers of an image: its word where it is sure enough, of classes that are wanted, and not refused.

A refused pixel stays unlabelled and remembers in the origin plane whose word was refused: the mark of a run. So a
refusal is an edit like any other, undone, journalled and kept with the mask; and a newer run may offer again.
"""

from dataclasses import dataclass

import numpy as np

from workbench.core.arrays import U8, Bool
from workbench.core.mask import Origin

FIRST_MARK = max(Origin) + 1
"""Values of the origin plane from here on are marks: of an unlabelled pixel, by which run the refused word was."""

MARKS = 256 - FIRST_MARK
"""How many there are."""


def mark_of(run: int) -> int:
    """The mark of a run's refused pixels; runs share one only when 252 others lie between them."""
    return FIRST_MARK + run % MARKS


SURE = 0.7
"""Lowest probability of what is on offer unless a person moves the slider; less is unsure in the reasons of the queue.

Of what it offers 92 % are right, of everything 73 %: a small model on CamVid (benchmarks/accepting.py)."""

ACCEPTING = frozenset({"accept", "adopt", "check"})
"""Tools of edits that take a model's word."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Which pixels of a prediction are shown and can be accepted.

    Attributes:
        threshold: lowest probability, 0..1.
        withheld: classes that are not wanted.
    """

    threshold: float = 0.0
    withheld: frozenset[int] = frozenset()

    @property
    def least(self) -> int:
        """The lowest confidence of 0..255."""
        return round(255 * self.threshold)

    def wanted(self, classes: U8, confidence: U8) -> Bool:
        """bool: where these classes (uint8) with this confidence (uint8, of the same shape) are on offer."""
        found = confidence >= self.least
        if self.withheld:
            table = np.ones(256, dtype=np.bool_)
            table[list(self.withheld)] = False
            found &= table[classes]
        return found


EVERYTHING = Offer()
