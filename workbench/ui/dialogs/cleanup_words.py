"""The clean-ups of `paint.cleanup` in the words of the window."""

from dataclasses import dataclass

from workbench.paint.cleanup import FIRST_WISH


@dataclass(frozen=True, slots=True)
class CleanupWords:
    """One clean-up.

    Attributes:
        text: what it does.
        amount: what its number means; "" when it has none.
        start: where the number starts.
    """

    text: str
    amount: str
    start: int


CLEANUP_WORDS = {
    "specks": CleanupWords("Remove specks", "smaller than", FIRST_WISH.amount),
    "holes": CleanupWords("Fill holes", "up to", 1000),
    "gaps": CleanupWords("Close gaps between classes", "up to", 1000),
    "largest": CleanupWords("Keep the largest region", "", 1),
    "smooth": CleanupWords("Smooth borders", "over", 2),
    "open": CleanupWords("Open: cut off spurs and thin bridges", "radius", 2),
    "close": CleanupWords("Close: fill notches and thin cracks", "radius", 2),
    "grow": CleanupWords("Grow into unlabelled", "by", 3),
}
"""By the clean-up's name."""
