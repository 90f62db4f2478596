"""The clean-ups of `paint.cleanup` in the words of the window."""

from dataclasses import dataclass

from workbench.core.classes import ClassSet
from workbench.paint.cleanup import FIRST_WISH, CleanupWish


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


def told(wish: CleanupWish, classes: ClassSet) -> str:
    """A clean-up in one line: "Remove specks, smaller than 64 px, of road"."""
    words = CLEANUP_WORDS[wish.name]
    amount = f", {words.amount} {wish.amount:,} px" if words.amount else ""
    return words.text + amount + ("" if wish.value is None else f", of {classes.name_of(wish.value)}")
