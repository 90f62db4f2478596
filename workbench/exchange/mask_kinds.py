"""What kind of masks a source has: coloured, numbered, or black and white. Told by the first few."""

from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from workbench.core.arrays import U8
from workbench.core.errors import BadInputError, WorkbenchError
from workbench.exchange.class_tables import find_list, find_table, read_list, read_table
from workbench.exchange.mask_pairs import find_pairs
from workbench.exchange.mask_sizes import read_fitting
from workbench.exchange.source import Source
from workbench.pixels.mask_file import holds_colors, read_colors, read_indexed, read_stored, within_a_byte

_FEW = 12

JPEG = frozenset({".jpg", ".jpeg", ".jpe", ".jfif"})
"""Endings of files that keep no value as it was: black and white can be told apart in them, numbers cannot."""


class MaskKind(Enum):
    """How the pixels of mask files tell classes."""

    COLORS = "colours"
    NUMBERS = "class numbers"
    BINARY = "black and white"


def kind_of_masks(source: Source) -> MaskKind | None:
    """The kind of most of the first masks; None when no picture has one."""
    pairs = source.once(find_pairs)
    paired = [(picture, mask) for picture, masks in pairs.masks.items() for mask in masks]
    if not paired:
        return None
    if sum(bool(mask.label) for _, mask in paired) * 2 > len(paired):
        return MaskKind.BINARY
    values: set[int] = set()
    colored = 0
    for picture, mask in paired[:_FEW]:
        try:
            pixels, _ = read_fitting(picture, mask.path, read_colors if holds_colors(mask.path) else read_indexed)
            if pixels.ndim == 3 and (pixels != pixels[:, :, :1]).any():
                colored += 1
            else:
                values |= set(np.unique(pixels).tolist())
        except WorkbenchError:
            continue  # Refused by name when it is loaded; the others tell.
    if colored * 2 > min(len(paired), _FEW):
        return MaskKind.COLORS
    jpeg = any(mask.path.suffix.lower() in JPEG for _, mask in paired[:_FEW])
    few_names = _count_names(source) <= 2
    if few_names and (jpeg or values <= {0, 255} or values <= {0, 1}):
        return MaskKind.BINARY
    return MaskKind.NUMBERS


def read_values(path: Path) -> U8:
    """The values of a mask, uint8 (H, W), also of one that was saved in colours but is grey."""
    return grey_values(path, read_stored(path, lambda _width, _height: None))


def grey_values(path: Path, stored: npt.NDArray[np.integer[Any]]) -> U8:
    """What `read_stored` gave of a file as values: uint8 (H, W)."""
    if stored.ndim == 2:
        return within_a_byte(path, stored)
    colors = stored.astype(np.uint8, copy=False)
    if (colors != colors[:, :, :1]).any():
        raise BadInputError(f"The mask {path} holds colours, the others do not.", "Save it as they are saved.")
    return np.ascontiguousarray(colors[:, :, 0])


def _count_names(source: Source) -> int:
    """How many classes a list or table names; 0 without one."""
    listed, table = find_list(source), find_table(source)
    try:
        return len(read_list(listed)) if listed else len(read_table(table)) if table else 0
    except WorkbenchError:
        return 0
