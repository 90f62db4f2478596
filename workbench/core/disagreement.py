"""A region that is painted as one class and of which a model is sure that it is another."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from workbench.core.arrays import U8, Bool
from workbench.core.geometry import Rect

SAME_SHARE = 0.5
"""A region counts as one that was kept when so much of it was kept, as of the same two classes."""


@dataclass(frozen=True, slots=True, eq=False)
class Disagreement:
    """One region.

    Attributes:
        painted: the class that it has.
        said: the class that the model is sure of.
        box: the smallest round it.
        where: bool, of the box's shape.
    """

    painted: int
    said: int
    box: Rect
    where: Bool

    @property
    def pixels(self) -> int:
        """Its area."""
        return int(np.count_nonzero(self.where))

    def with_table(self, table: U8) -> "Disagreement":
        """This region with both classes taken from a table (uint8 (256,)), for classes that were merged since."""
        return replace(self, painted=int(table[self.painted]), said=int(table[self.said]))

    def among(self, kept: "Sequence[Disagreement]") -> bool:
        """Whether it is one of those that were kept, perhaps with a slightly other border."""
        known = np.zeros_like(self.where)
        for other in kept:
            both = self.box.common(other.box)
            if (self.painted, self.said) == (other.painted, other.said) and not both.empty:
                mine, theirs = (both.moved(-one.box.top, -one.box.left).slices for one in (self, other))
                known[mine] |= other.where[theirs]
        known &= self.where
        return bool(np.count_nonzero(known) >= SAME_SHARE * self.pixels)
