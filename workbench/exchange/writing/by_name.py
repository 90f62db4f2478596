"""Formats that number classes in their own way: what was read is compared by the classes' names."""

from collections.abc import Sequence

import cv2
import numpy as np

from workbench.core.arrays import U8
from workbench.core.classes import ClassSet, is_background
from workbench.core.errors import BadInputError
from workbench.core.mask import UNLABELLED
from workbench.exchange.dataset import FoundDataset
from workbench.exchange.numbering import VOID
from workbench.exchange.writing.read_back import images_by_id
from workbench.exchange.writing.writer import DifferenceError, Item, Parcel


def refuse_void_names(classes: ClassSet) -> None:
    """Refuse a class whose name means unlabelled to every reader: its pixels would be lost."""
    for c in classes:
        if c.name.casefold() in VOID:
            raise BadInputError(
                f"Other programs take the class {c.name!r} for unlabelled pixels.", "Rename it, or leave it out."
            )


class ReadByName:
    """A dataset that was read back, in the numbers of the classes that were to be written.

    Attributes:
        images: by id.
    """

    def __init__(self, found: FoundDataset, classes: ClassSet, items: Sequence[Item], rest: int = UNLABELLED) -> None:
        """DifferenceError unless classes, images and splits are those that were to be written.

        `rest`: the number of a background that only the format has.
        """
        self.images = images_by_id(found, found.classes, items)
        self._numbers = _number_table(found.classes, classes, rest)

    def mask(self, item: Item) -> U8:
        """The mask that is read: uint8 (H, W)."""
        load = self.images[item.id].load
        if load is None:
            raise DifferenceError(f"{item.name} has no mask")
        return np.asarray(cv2.LUT(load().classes, self._numbers), dtype=np.uint8)

    def check(self, parcel: Parcel) -> None:
        """DifferenceError unless every pixel of the mask that is read is the parcel's."""
        if not np.array_equal(self.mask(parcel.item), parcel.mask):
            raise DifferenceError(f"the mask of {parcel.item.name} is another")


def _number_table(found: ClassSet, classes: ClassSet, rest: int) -> U8:
    """uint8 (256,): the number in `classes` of each number that is read; a class without a counterpart is refused."""
    table = np.full(256, UNLABELLED, dtype=np.uint8)
    for c in found:
        known = classes.named(c.name)
        if known is None and not is_background(c.name):
            raise DifferenceError(f"it has the class {c.name!r}")
        table[c.index] = rest if known is None else known.index
    missing = next((c.name for c in classes if not is_background(c.name) and found.named(c.name) is None), None)
    if missing is not None:
        raise DifferenceError(f"it lacks the class {missing!r}")
    return table
