"""Masks in small, for lists: every so many pixels one, taken straight from the tiles."""

from collections.abc import Iterable

import numpy as np
from sqlalchemy import Connection, bindparam, select

from workbench.core.arrays import I64, U8
from workbench.core.geometry import TILE, tile_rect
from workbench.core.mask import UNLABELLED
from workbench.store.codec import unpack
from workbench.store.schema import tiles

Piece = tuple[int, int, bytes]
"""Row and column of a tile, and its planes as they are kept."""

_PIECES = select(tiles.c.row, tiles.c.column, tiles.c.planes).where(tiles.c.image_id == bindparam("image"))


def read(connection: Connection, image_id: int) -> list[Piece]:
    """The tiles of an image, still packed: to unpack them takes longer, and needs no transaction."""
    return [(row, column, data) for row, column, data in connection.execute(_PIECES, {"image": image_id})]


def reduced(pieces: Iterable[Piece], height: int, width: int, side: int) -> U8:
    """Classes of a mask of height x width in small: uint8 (h, w), at most `side` a side, from the middle of each part.

    Raises:
        BadInputError: a piece is damaged.
    """
    step = max(1, -(-max(height, width) // side))
    rows, columns = _middles(height, step), _middles(width, step)
    small = np.full((len(rows), len(columns)), UNLABELLED, np.uint8)
    for row, column, data in pieces:
        box = tile_rect(row, column, TILE, height, width)
        down = slice(*np.searchsorted(rows, (box.top, box.bottom)))
        along = slice(*np.searchsorted(columns, (box.left, box.right)))
        planes = unpack(data, box.height, box.width)
        small[down, along] = planes.classes[np.ix_(rows[down] - box.top, columns[along] - box.left)]
    return small


def _middles(length: int, step: int) -> I64:
    """The middle of each stretch of `step` pixels, the last one shorter: int64 (ceil(length / step),)."""
    starts = np.arange(0, length, step)
    return (starts + np.minimum(starts + step, length)) // 2
