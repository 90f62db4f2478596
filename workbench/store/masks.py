"""Masks in the project file: read whole, written by the tiles that an edit touches."""

from collections import Counter

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from workbench.core.edit import Edit, Planes
from workbench.core.geometry import tile_rect
from workbench.core.mask import LabelMask, class_areas
from workbench.store.codec import pack, unpack
from workbench.store.schema import areas, images, tiles

TILE = 256
"""Side of a stored tile, in pixels."""


def read_mask(connection: Connection, image_id: int, height: int, width: int) -> LabelMask:
    """The whole mask; tiles that were never written are unlabelled."""
    mask = LabelMask.blank(height, width)
    rows = connection.execute(select(tiles.c.row, tiles.c.column, tiles.c.planes).where(tiles.c.image_id == image_id))
    for row, column, data in rows:
        box = tile_rect(row, column, TILE, height, width)
        planes = unpack(data, box.height, box.width)
        mask.classes[box.slices] = planes.classes
        mask.origin[box.slices] = planes.origin
    return mask


def write_edit(connection: Connection, image_id: int, height: int, width: int, edit: Edit) -> None:
    """Write what the edit changes: its tiles, the areas of its classes, the image's counts and revision."""
    for row, column in edit.rect.tiles(TILE):
        box = tile_rect(row, column, TILE, height, width)
        planes = _read_tile(connection, image_id, row, column, box.height, box.width)
        _paste(planes, edit, box.top, box.left)
        values = {"image_id": image_id, "row": row, "column": column, "planes": pack(planes)}
        connection.execute(insert(tiles).values(values).on_conflict_do_update(set_={"planes": values["planes"]}))
    gained = Counter(class_areas(edit.after.classes))
    gained.subtract(class_areas(edit.before.classes))
    for class_index, pixels in gained.items():
        values = {"image_id": image_id, "class_index": class_index, "pixels": pixels}
        connection.execute(insert(areas).values(values).on_conflict_do_update(set_={"pixels": areas.c.pixels + pixels}))
    connection.execute(delete(areas).where(areas.c.image_id == image_id, areas.c.pixels == 0))
    connection.execute(
        update(images)
        .where(images.c.id == image_id)
        .values(
            labelled=images.c.labelled + sum(gained.values()),
            mask_revision=images.c.mask_revision + 1,
        )
    )


def read_areas(connection: Connection, image_id: int | None = None) -> dict[int, int]:
    """Pixels of each class, of one image or of all."""
    query = select(areas.c.class_index, areas.c.pixels)
    if image_id is not None:
        query = query.where(areas.c.image_id == image_id)
    total: Counter[int] = Counter()
    for class_index, pixels in connection.execute(query):
        total[class_index] += pixels
    return dict(total)


def _read_tile(connection: Connection, image_id: int, row: int, column: int, height: int, width: int) -> Planes:
    data = connection.scalar(
        select(tiles.c.planes).where(tiles.c.image_id == image_id, tiles.c.row == row, tiles.c.column == column)
    )
    if data is None:
        blank = LabelMask.blank(height, width)
        return Planes(blank.classes, blank.origin)
    return unpack(data, height, width)


def _paste(planes: Planes, edit: Edit, top: int, left: int) -> None:
    """Copy into a tile, whose corner lies at (top, left), the part of the edit that lies over it."""
    height, width = planes.classes.shape
    y0, y1 = max(edit.rect.top, top), min(edit.rect.bottom, top + height)
    x0, x1 = max(edit.rect.left, left), min(edit.rect.right, left + width)
    into = (slice(y0 - top, y1 - top), slice(x0 - left, x1 - left))
    out_of = (slice(y0 - edit.rect.top, y1 - edit.rect.top), slice(x0 - edit.rect.left, x1 - edit.rect.left))
    planes.classes[into] = edit.after.classes[out_of]
    planes.origin[into] = edit.after.origin[out_of]
