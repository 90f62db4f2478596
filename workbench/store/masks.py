"""Masks in the project file: read whole, written by the tiles that an edit touches."""

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from workbench.core.edit import Edit
from workbench.core.geometry import TILE, tile_rect
from workbench.core.mask import LabelMask
from workbench.core.planes import Planes
from workbench.core.records import ImageRecord
from workbench.store import refusals
from workbench.store.codec import pack, unpack
from workbench.store.schema import areas, images, tiles


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
    for patch in edit.patches:
        row, column = patch.tile
        box = tile_rect(row, column, TILE, height, width)
        planes = patch.after
        if patch.rect != box:
            planes = _read_tile(connection, image_id, row, column, box.height, box.width)
            inside = patch.rect.moved(-box.top, -box.left).slices
            planes.classes[inside] = patch.after.classes
            planes.origin[inside] = patch.after.origin
        values = {"image_id": image_id, "row": row, "column": column, "planes": pack(planes)}
        connection.execute(insert(tiles).values(values).on_conflict_do_update(set_={"planes": values["planes"]}))
    gained = edit.gains()
    for class_index, pixels in gained.items():
        values = {"image_id": image_id, "class_index": class_index, "pixels": pixels}
        connection.execute(insert(areas).values(values).on_conflict_do_update(set_={"pixels": areas.c.pixels + pixels}))
    connection.execute(delete(areas).where(areas.c.image_id == image_id, areas.c.pixels == 0))
    refusals.add(connection, image_id, edit.refused())
    connection.execute(
        update(images)
        .where(images.c.id == image_id)
        .values(
            labelled=images.c.labelled + sum(gained.values()),
            mask_revision=images.c.mask_revision + 1,
        )
    )


def check_inside(edit: Edit, image: ImageRecord) -> None:
    """Raise ValueError where a patch of the edit is not inside one tile of the image."""
    for patch in edit.patches:
        rect = patch.rect
        if rect.empty or rect != rect.clip(image.height, image.width) or len(list(rect.tiles(TILE))) != 1:
            raise ValueError(f"edit {rect} is not inside a tile of {image.name} ({image.height} x {image.width})")


def read_areas(connection: Connection, image_id: int | None = None) -> dict[int, int]:
    """Pixels of each class, of one image or of all in the project."""
    query = select(areas.c.class_index, func.sum(areas.c.pixels)).group_by(areas.c.class_index)
    if image_id is not None:
        query = query.where(areas.c.image_id == image_id)
    else:
        query = query.where(areas.c.image_id.not_in(select(images.c.id).where(images.c.removed.is_(True))))
    return {row.class_index: int(row[1]) for row in connection.execute(query)}


def _read_tile(connection: Connection, image_id: int, row: int, column: int, height: int, width: int) -> Planes:
    data = connection.scalar(
        select(tiles.c.planes).where(tiles.c.image_id == image_id, tiles.c.row == row, tiles.c.column == column)
    )
    if data is None:
        blank = LabelMask.blank(height, width)
        return Planes(blank.classes, blank.origin)
    return unpack(data, height, width)
