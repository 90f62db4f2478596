"""Folders of black-and-white masks: one file an image, or one file an image and class."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from workbench.core.arrays import U8
from workbench.core.errors import BadInputError
from workbench.exchange.class_tables import find_list, read_list
from workbench.exchange.dataset import FoundDataset, FoundMask, Recognised, Remark, Sure
from workbench.exchange.mask_kinds import MaskKind, grey_values, kind_of_masks
from workbench.exchange.mask_pairs import MaskFile, find_pairs
from workbench.exchange.numbering import Entry, Numbering, number_classes
from workbench.exchange.readers.mask_folders import lonely_notice, picture_images
from workbench.exchange.regions import settle, turned_mask
from workbench.exchange.source import Source
from workbench.pixels.mask_file import read_stored
from workbench.pixels.orientation import UPRIGHT

FOREGROUND = "foreground"
"""The class of white pixels where nothing else names it."""

GREY = "pixels of masks are neither black nor white; those above half were taken for white"

DARKEST, BRIGHTEST, FEW = 64, 191, 0.02
"""Values that are neither black nor white, and the share of them that the soft edges of a mask may have."""

HALF = 127
"""Values above it are white: JPEG leaves all values between."""


def recognise(source: Source) -> Recognised | None:
    """Whether most pictures have a mask of two values, or one a class."""
    if source.once(kind_of_masks) is not MaskKind.BINARY:
        return None
    return Recognised(Sure.LIKELY, "black-and-white masks")


def read(source: Source) -> FoundDataset:
    """The pictures with their masks; black is background. Of several files of an image later ones lie on top."""
    files = [mask for masks in source.once(find_pairs).masks.values() for mask in masks]
    if not files:
        raise BadInputError(f"No picture in {source.path} has a mask.", "Name them alike, or end masks in _mask.png.")
    listed = find_list(source)
    plain = read_list(listed)[-1].name if listed and len(read_list(listed)) <= 2 else FOREGROUND
    names = sorted({mask.label for mask in files})
    entries = [Entry(name, name or plain) for name in names]
    numbering = number_classes(entries, source.path, background=True)

    def load(picture: Path, masks: Sequence[MaskFile]) -> "partial[FoundMask]":
        return partial(_load, numbering, picture, masks)

    images = picture_images(source, load)
    return FoundDataset("masks-binary", "black-and-white masks", numbering.classes, images, lonely_notice(source))


def white(values: U8) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Which pixels of a mask (uint8 (H, W)) are white: all but 0 where the highest value is 1, else those above 127."""
    return values > (0 if values.max(initial=0) <= 1 else HALF)


def _load(numbering: Numbering, picture: Path, masks: Sequence[MaskFile]) -> FoundMask:
    found: U8 | None = None
    turn, between = UPRIGHT, 0

    def fits(width: int, height: int) -> None:
        nonlocal turn
        if found is None:
            turn = settle(picture, (width, height), mask.path)
        elif found.shape != (height, width):
            raise BadInputError(
                f"The mask {mask.path} is {width} x {height} pixels, and {masks[0].path} is of another size.",
                "Make them the same size.",
            )

    for mask in masks:
        values = grey_values(mask.path, read_stored(mask.path, fits))
        if found is None:
            found = np.full(values.shape, numbering.rest, dtype=np.uint8)
        found[white(values)] = numbering.by_key[mask.label]
        between += int(np.count_nonzero(cv2.inRange(values, DARKEST, BRIGHTEST)))
    assert found is not None  # a picture without masks has no way to load any
    odd = (Remark(GREY, between, str(picture)),) if between > found.size * FEW else ()
    return turned_mask(found, turn, odd)
