"""Masks in the project file: read whole, written by the tiles that an edit touches."""

import json
from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from workbench.core.edit import Edit
from workbench.core.geometry import TILE, tile_rect
from workbench.core.mask import LabelMask
from workbench.core.planes import Planes
from workbench.core.records import ImageRecord
from workbench.store import refusals
from workbench.store.codec import pack, unpack
from workbench.store.schema import areas, images, tiles

Place = tuple[int, int]
"""Row and column of a tile."""

_COLUMNS = 1 << 16
"""More columns of tiles than any image has: a place is one number, row by row."""

# Made once: to put a statement together takes longer than to run it.
_upsert_tile = insert(tiles)
_PUT_TILE = _upsert_tile.on_conflict_do_update(set_={"planes": _upsert_tile.excluded.planes})
_upsert_area = insert(areas)
_ADD_AREA = _upsert_area.on_conflict_do_update(set_={"pixels": areas.c.pixels + _upsert_area.excluded.pixels})
_wanted = func.json_each(bindparam("places")).table_valued("value").c.value
_READ_TILES = select(tiles.c.row, tiles.c.column, tiles.c.planes).where(
    tiles.c.image_id == bindparam("image"), tiles.c.row == _wanted // _COLUMNS, tiles.c.column == _wanted % _COLUMNS
)
# A damaged count must not fall below 0: a file that holds such a number is refused when it is opened next.
_DROP_EMPTY = delete(areas).where(areas.c.image_id == bindparam("image"), areas.c.pixels <= 0)
_COUNT_ON = (
    update(images)
    .where(images.c.id == bindparam("image"))
    .values(labelled=func.max(0, images.c.labelled + bindparam("gained")), mask_revision=images.c.mask_revision + 1)
)


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
    boxes = {patch.tile: tile_rect(*patch.tile, TILE, height, width) for patch in edit.patches}
    kept = _read_tiles(connection, image_id, [p.tile for p in edit.patches if p.rect != boxes[p.tile]])
    rows = []
    for patch in edit.patches:
        box, planes = boxes[patch.tile], patch.after
        if patch.rect != box:
            planes = _tile(kept.get(patch.tile), box.height, box.width)
            inside = patch.rect.moved(-box.top, -box.left).slices
            planes.classes[inside] = patch.after.classes
            planes.origin[inside] = patch.after.origin
        row, column = patch.tile
        rows.append({"image_id": image_id, "row": row, "column": column, "planes": pack(planes)})
    connection.execute(_PUT_TILE, rows)
    gained = edit.gains()
    if gained:
        of_classes = [{"image_id": image_id, "class_index": index, "pixels": n} for index, n in gained.items()]
        connection.execute(_ADD_AREA, of_classes)
        connection.execute(_DROP_EMPTY, {"image": image_id})
    refusals.add(connection, image_id, edit.refused())
    connection.execute(_COUNT_ON, {"image": image_id, "gained": sum(gained.values())})


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


def _read_tiles(connection: Connection, image_id: int, places: Iterable[Place]) -> dict[Place, bytes]:
    """What is kept of these tiles; nothing of those that were never written."""
    wanted = json.dumps([row * _COLUMNS + column for row, column in places])
    found = connection.execute(_READ_TILES, {"image": image_id, "places": wanted})
    return {(row, column): data for row, column, data in found}


def _tile(data: bytes | None, height: int, width: int) -> Planes:
    if data is None:
        blank = LabelMask.blank(height, width)
        return Planes(blank.classes, blank.origin)
    return unpack(data, height, width)
