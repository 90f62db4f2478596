"""Damaged pieces of masks: found, and mended in place so that no other pixel and no sound step is lost."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sqlalchemy import Connection, delete, insert, select, update

from workbench.core.arrays import U8, Bool
from workbench.core.edit import Patch
from workbench.core.errors import BadInputError, DamagedError
from workbench.core.geometry import TILE, Rect, tile_rect
from workbench.core.mask import UNLABELLED, LabelMask, Origin, value_counts
from workbench.core.offer import FIRST_MARK
from workbench.core.planes import Planes
from workbench.core.records import ImageRecord
from workbench.store import edits, listing, masks, refusals
from workbench.store.codec import pack, unpack
from workbench.store.database import Database
from workbench.store.schema import areas, images, tiles

_Tile = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mended:
    """What was mended of one mask.

    Attributes:
        pieces: how many were damaged.
        lost: pixels that were counted as of a class and are not any more: nothing tells what they were.
        steps_lost: the history is damaged, too, and was thrown away.
    """

    pieces: int
    lost: int
    steps_lost: bool


class Mending:
    """Looks at masks and mends them; each method is one transaction."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._db = database
        self._folder = folder

    def is_damaged(self, image_id: int) -> bool:
        """Whether a piece of the image's mask cannot be read, or what is counted of it does not agree with it."""
        with self._db.transaction() as connection:
            image = listing.read_record(connection, self._folder, image_id)
            if _damaged(connection, image):
                return True
            mask = masks.read_mask(connection, image_id, image.height, image.width)
            counted = mask.areas()
            if counted != masks.read_areas(connection, image_id) or sum(counted.values()) != image.labelled:
                return True
            return _marks(mask) != refusals.read(connection, image_id)

    def mend(self, image_id: int, copy: U8 | None) -> Mended:
        """Make the damaged pieces anew and count the areas again. No step is added.

        The history tells what every pixel is that it ever touched; the others are as in the plain copy, for no later
        step has changed them.

        Args:
            image_id: which image.
            copy: class numbers of its plain copy, uint8 (H, W); None when there is no copy of use.
        """
        with self._db.transaction() as connection:
            image = listing.read_record(connection, self._folder, image_id)
            found = _damaged(connection, image)
            inside = {tile: box for tile in found if not (box := _box(tile, image)).empty}
            for row, column in found:
                here = (tiles.c.image_id == image_id, tiles.c.row == row, tiles.c.column == column)
                connection.execute(delete(tiles).where(*here))
            mask, known = LabelMask.blank(image.height, image.width), np.zeros((image.height, image.width), bool)
            steps_lost = bool(inside) and not _replay(connection, image, set(inside), mask, known)
            for tile, box in inside.items():
                unknown = ~known[box.slices]
                if copy is not None:
                    mask.classes[box.slices][unknown] = copy[box.slices][unknown]
                    painted = unknown & (copy[box.slices] != UNLABELLED)
                    mask.origin[box.slices][painted] = Origin.HAND
                planes = Planes(mask.classes[box.slices], mask.origin[box.slices])
                values = {"image_id": image_id, "row": tile[0], "column": tile[1], "planes": pack(planes)}
                connection.execute(insert(tiles).values(values))
            before, now = masks.read_areas(connection, image_id), _count(connection, image)
            lost = sum(max(0, pixels - now.get(index, 0)) for index, pixels in before.items())
            return Mended(len(found), lost, steps_lost)


def _damaged(connection: Connection, image: ImageRecord) -> list[_Tile]:
    """The stored pieces of a mask that cannot be read, or lie outside of its image."""
    rows = connection.execute(select(tiles.c.row, tiles.c.column, tiles.c.planes).where(tiles.c.image_id == image.id))
    found = []
    for row, column, data in rows:
        box = _box((row, column), image)
        try:
            unpack(data, box.height, box.width)
        except BadInputError:
            found.append((row, column))
    return found


def _box(tile: _Tile, image: ImageRecord) -> Rect:
    return tile_rect(*tile, TILE, image.height, image.width)


def _replay(connection: Connection, image: ImageRecord, wanted: set[_Tile], mask: LabelMask, known: Bool) -> bool:
    """Write what the history tells of some tiles into `mask`, and where it tells anything into `known`, in place.

    Returns False when it is damaged; then it is thrown away, and nothing is known.
    """
    undone: list[Patch] = []
    try:
        for edit, is_undone in edits.each(connection, image):
            here = [patch for patch in edit.patches if patch.tile in wanted]
            if is_undone:
                undone += here
                continue
            for patch in here:
                _put(mask, known, patch.rect, patch.after)
    except (DamagedError, BadInputError):
        mask.classes[:], mask.origin[:], known[:] = UNLABELLED, Origin.NONE, False
        edits.forget(connection, image.id)
        return False
    for patch in reversed(undone):  # the mask is as it was before the first of them
        _put(mask, known, patch.rect, patch.before)
    return True


def _put(mask: LabelMask, known: Bool, rect: Rect, planes: Planes) -> None:
    mask.classes[rect.slices], mask.origin[rect.slices] = planes.classes, planes.origin
    known[rect.slices] = True


def _marks(mask: LabelMask) -> dict[int, int]:
    """How many pixels of a mask are refused, by mark; without a wide copy of them, of which there may be many."""
    return {value: pixels for value, pixels in value_counts(mask.origin).items() if value >= FIRST_MARK}


def _count(connection: Connection, image: ImageRecord) -> dict[int, int]:
    """Count an image's areas anew: pixels by class."""
    mask = masks.read_mask(connection, image.id, image.height, image.width)
    counted = mask.areas()
    refusals.put(connection, image.id, _marks(mask))
    connection.execute(delete(areas).where(areas.c.image_id == image.id))
    for index, pixels in counted.items():
        connection.execute(insert(areas).values(image_id=image.id, class_index=index, pixels=pixels))
    values = {"labelled": sum(counted.values()), "mask_revision": images.c.mask_revision + 1}
    connection.execute(update(images).where(images.c.id == image.id).values(values))
    return counted
