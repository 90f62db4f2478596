"""From the values of a mask file to class numbers: every value must be known."""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np

from workbench.core.arrays import U8
from workbench.core.errors import BadInputError
from workbench.core.mask import UNLABELLED
from workbench.pixels.mask_file import holds_colors, read_indexed

_NONE = 254
"""In tables: a value without a class. Free, because classes end at 253."""


def numbers_of(values: U8, table: Mapping[int, int], mask: Path) -> U8:
    """The class numbers (uint8 (H, W)) of values (uint8 (H, W)); a value that is not in the table refuses the mask."""
    by_value = np.full(256, _NONE, dtype=np.uint8)
    for value, number in table.items():
        by_value[value] = number
    numbers = np.asarray(cv2.LUT(np.ascontiguousarray(values), by_value), dtype=np.uint8)
    wrong = numbers == _NONE
    if wrong.any():
        raise BadInputError(
            f"The mask {mask} holds the value {int(values[wrong][0])} ({int(wrong.sum())} pixels), "
            "but no class has it.",
            "Add the class to the list of classes, or paint these pixels 255. The mask was not taken.",
        )
    return numbers


def values_in(data: bytes, path: Path) -> set[int]:
    """All values that occur in an indexed mask that lies inside that file; a damaged one adds none."""
    try:
        return set(np.unique(read_indexed(path, data)).tolist())
    except BadInputError:
        return set()  # It is refused by name when it is loaded; the others go on.


def values_of(masks: Iterable[Path]) -> set[int]:
    """All values that occur in the indexed masks, without 255; RGB masks add none."""

    def values(path: Path) -> set[int]:
        try:
            return set() if holds_colors(path) else set(np.unique(read_indexed(path)).tolist())
        except BadInputError:
            return set()  # A damaged mask is refused by name when it is loaded; the others go on.

    with ThreadPoolExecutor(4) as pool:
        return set().union(*pool.map(values, masks)) - {UNLABELLED}
