"""The journal: every edit of every image in order, so that undo survives a restart."""

import time

from sqlalchemy import Connection, Row, delete, insert, select, update

from workbench.core.edit import Edit
from workbench.core.geometry import Rect
from workbench.store.codec import pack, unpack
from workbench.store.schema import edits


def append(connection: Connection, image_id: int, edit: Edit) -> int:
    """Add an edit at the end; edits that were undone can no longer be done again. Returns its number."""
    connection.execute(delete(edits).where(edits.c.image_id == image_id, edits.c.undone.is_(True)))
    result = connection.execute(
        insert(edits).values(
            image_id=image_id,
            tool=edit.tool,
            seconds=edit.seconds,
            created=time.time(),
            top=edit.rect.top,
            left=edit.rect.left,
            bottom=edit.rect.bottom,
            right=edit.rect.right,
            before=pack(edit.before),
            after=pack(edit.after),
            undone=False,
        )
    )
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])


def undo_last(connection: Connection, image_id: int) -> Edit | None:
    """Mark the newest edit that stands as undone and return it, or None when there is none."""
    return _flip(connection, image_id, undone=True)


def redo_next(connection: Connection, image_id: int) -> Edit | None:
    """Mark the oldest undone edit as standing again and return it, or None when there is none."""
    return _flip(connection, image_id, undone=False)


def history(connection: Connection, image_id: int, max_bytes: int) -> list[tuple[Edit, bool]]:
    """The newest edits whose pixels fit into `max_bytes` of memory, oldest first, each with whether it is undone.

    When not even all undone ones fit there are none: doing again must begin with the oldest of them.
    """
    rows = connection.execute(select(edits).where(edits.c.image_id == image_id).order_by(edits.c.id.desc()))
    found: list[tuple[Edit, bool]] = []
    used = 0
    for row in rows:
        used += 4 * (row.bottom - row.top) * (row.right - row.left)
        if used > max_bytes:
            return [] if row.undone else found[::-1]
        found.append((_edit(row), bool(row.undone)))
    return found[::-1]


def _flip(connection: Connection, image_id: int, *, undone: bool) -> Edit | None:
    order = edits.c.id.desc() if undone else edits.c.id.asc()
    row = connection.execute(
        select(edits).where(edits.c.image_id == image_id, edits.c.undone.is_(not undone)).order_by(order).limit(1)
    ).one_or_none()
    if row is None:
        return None
    connection.execute(update(edits).where(edits.c.id == row.id).values(undone=undone))
    return _edit(row)


def _edit(row: Row[tuple[object, ...]]) -> Edit:
    rect = Rect(row.top, row.left, row.bottom, row.right)
    before = unpack(row.before, rect.height, rect.width)
    return Edit(rect, before, unpack(row.after, rect.height, rect.width), row.tool, row.seconds)
