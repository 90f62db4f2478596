"""The connected regions of a mask: each is an object to formats that know no masks."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from workbench.core.arrays import U8
from workbench.core.classes import ClassSet, is_background
from workbench.core.mask import UNLABELLED, value_counts
from workbench.exchange.shapes.patch import Patch


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Pixels of one class that hang together, be it by a corner.

    Attributes:
        number: of the class.
        patch: the pixels, in the smallest box.
        area: their count.
    """

    number: int
    patch: Patch
    area: int


def objects_of(mask: U8, classes: ClassSet) -> list[Piece]:
    """The pieces of a mask (uint8 (H, W)) that are objects: all but those of the background.

    By the number of their class, then by their first pixel, row by row.
    """
    backgrounds = {c.index for c in classes if is_background(c.name)}
    return sorted(pieces_of(mask, {*backgrounds, UNLABELLED}), key=_place)


def pieces_of(mask: U8, without: Collection[int]) -> Iterator[Piece]:
    """The pieces of a mask (uint8 (H, W)), by class number, but for those numbers that are left out."""
    for number in value_counts(mask):
        if number not in without:
            yield from _pieces(number, np.asarray(mask == number, dtype=np.uint8))


def numbered(mask: U8, pieces: Sequence[Piece]) -> U8:
    """Which of at most 254 pieces of a mask each pixel is of, from 1: uint8 (H, W), 0 for none, 255 unlabelled."""
    plane = np.where(mask == UNLABELLED, np.uint8(UNLABELLED), np.uint8(0))
    for number, piece in enumerate(pieces, start=1):
        piece.patch.paint(plane, number)
    return plane


def _place(piece: Piece) -> tuple[int, int, int]:
    return piece.number, piece.patch.top, piece.patch.left + int(piece.patch.inside[0].argmax())


def _pieces(number: int, members: U8) -> Iterator[Piece]:
    """`members`: uint8 (H, W), 1 in the class and 0 elsewhere. Labels are made in the class's box alone."""
    left, top, width, height = cv2.boundingRect(members)
    box = np.ascontiguousarray(members[top : top + height, left : left + width])
    count, labels, stats, _ = cv2.connectedComponentsWithStats(box, connectivity=8)
    for label in range(1, count):
        x, y, w, h, area = (int(value) for value in stats[label])
        inside = labels[y : y + h, x : x + w] == label
        yield Piece(number, Patch(top + y, left + x, inside), area)
