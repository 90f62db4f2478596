"""The journal: every edit of every image in order, so that undo survives a restart."""

import time
from collections.abc import Iterator

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from workbench.core.edit import Edit, Patch
from workbench.core.errors import DamagedError
from workbench.core.records import ImageRecord
from workbench.store.patches import pack_pieces, unpack_pieces
from workbench.store.schema import edits

_DROP_UNDONE = delete(edits).where(edits.c.image_id == bindparam("image"), edits.c.undone.is_(True))

_NEWEST = (
    select(edits.c.id)
    .where(edits.c.image_id == bindparam("image"), edits.c.undone.is_(False))
    .order_by(edits.c.id.desc())
    .limit(1)
)


def append(connection: Connection, image_id: int, edit: Edit) -> int:
    """Add an edit at the end; edits that were undone can no longer be done again. Returns its number."""
    rect = edit.rect
    before = pack_pieces([(patch.rect, patch.before) for patch in edit.patches])
    after = pack_pieces([(patch.rect, patch.after) for patch in edit.patches])
    connection.execute(_DROP_UNDONE, {"image": image_id})
    values = {
        "image_id": image_id,
        "tool": edit.tool,
        "seconds": edit.seconds,
        "created": time.time(),
        "top": rect.top,
        "left": rect.left,
        "bottom": rect.bottom,
        "right": rect.right,
        "before": before,
        "after": after,
        "undone": False,
        "bytes": len(before) + len(after),
    }
    result = connection.execute(insert(edits), values)
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])


def step_back(connection: Connection, image: ImageRecord) -> Edit | None:
    """Mark the newest edit that stands as undone; its inverse, which is to be applied, or None when there is none."""
    edit = _flip(connection, image, undone=True)
    return None if edit is None else edit.inverse()


def step_forward(connection: Connection, image: ImageRecord) -> Edit | None:
    """Mark the oldest undone edit as standing again; it is to be applied. None when there is none."""
    return _flip(connection, image, undone=False)


def history(connection: Connection, image: ImageRecord, max_bytes: int) -> list[tuple[Edit, bool]]:
    """The newest edits that take at most `max_bytes` of memory, oldest first, each with whether it is undone.

    When not even all undone ones fit there are none: doing again must begin with the oldest of them.
    """
    rows = connection.execute(select(edits).where(edits.c.image_id == image.id).order_by(edits.c.id.desc()))
    found: list[tuple[Edit, bool]] = []
    used = 0
    for row in rows:
        edit = _edit(row, image)
        used += edit.bytes
        if used > max_bytes:
            return [] if row.undone else found[::-1]
        found.append((edit, bool(row.undone)))
    return found[::-1]


def newest(connection: Connection, image_id: int) -> int:
    """The number of the newest edit of an image that stands; 0 when there is none."""
    return connection.scalar(_NEWEST, {"image": image_id}) or 0


def way_back(connection: Connection, image: ImageRecord, number: int) -> list[Edit] | None:
    """What, applied in order, brings the mask back to when the edit of that number was the newest that stood.

    None when that edit was undone and dropped since: there is no way back. 0 stands for "before the first".
    """
    back: list[Edit] = []
    again: list[Edit] = []
    seen = number == 0
    rows = connection.execute(select(edits).where(edits.c.image_id == image.id).order_by(edits.c.id.desc()))
    for row in rows:  # those that stand come before those that are undone: undo begins at the newest
        seen = seen or row.id == number
        if row.id > number:
            back += [] if row.undone else [_edit(row, image).inverse()]
        elif row.undone:
            again.append(_edit(row, image))
        else:
            break
    return back + again[::-1] if seen else None


def each(connection: Connection, image: ImageRecord) -> Iterator[tuple[Edit, bool]]:
    """All edits, oldest first, each with whether it is undone; read one by one."""
    rows = select(edits).where(edits.c.image_id == image.id).order_by(edits.c.id)
    for row in connection.execute(rows.execution_options(stream_results=True)):
        yield _edit(row, image), bool(row.undone)


def forget(connection: Connection, image_id: int) -> None:
    """Throw all edits of an image away; its mask stays as it is."""
    connection.execute(delete(edits).where(edits.c.image_id == image_id))


def _flip(connection: Connection, image: ImageRecord, *, undone: bool) -> Edit | None:
    order = edits.c.id.desc() if undone else edits.c.id.asc()
    row = connection.execute(
        select(edits).where(edits.c.image_id == image.id, edits.c.undone.is_(not undone)).order_by(order).limit(1)
    ).one_or_none()
    if row is None:
        return None
    connection.execute(update(edits).where(edits.c.id == row.id).values(undone=undone))
    return _edit(row, image)


def _edit(row: Row[tuple[object, ...]], image: ImageRecord) -> Edit:
    before, after = (unpack_pieces(data, image.height, image.width) for data in (row.before, row.after))
    if not before or [rect for rect, _ in before] != [rect for rect, _ in after]:
        raise DamagedError(
            "A step of the history is damaged: before and after are not of the same pixels. The mask is kept.",
            "Paint on: only what was painted before can no longer be undone.",
        )
    pairs = zip(before, after, strict=True)
    return Edit(tuple(Patch(rect, old, new) for (rect, old), (_, new) in pairs), row.tool, row.seconds)
