"""Which mask the plain copies (`masks/ID.png`) show: the newest, or one before it."""

from sqlalchemy import Connection, bindparam, select, update

from workbench.store.listing import IN_PROJECT
from workbench.store.schema import images

_REVISION = select(images.c.mask_revision).where(images.c.id == bindparam("image"))  # made once: strokes ask for it


def revisions(connection: Connection) -> list[tuple[int, int, int]]:
    """(image number, mask revision, revision that the plain copy shows) of every image that was ever painted."""
    rows = connection.execute(
        select(images.c.id, images.c.mask_revision, images.c.snapshot_revision)
        .where(IN_PROJECT, images.c.mask_revision > 0)
        .order_by(images.c.id)
    )
    return [(row.id, row.mask_revision, row.snapshot_revision) for row in rows]


def revision(connection: Connection, image_id: int) -> int:
    """The revision of one image's mask: it grows by one with every edit, undo and redo; 0 before the first."""
    return connection.scalar(_REVISION, {"image": image_id}) or 0


def mark(connection: Connection, image_id: int, revision: int) -> None:
    """Say that the plain copy shows the mask of that revision."""
    connection.execute(update(images).where(images.c.id == image_id).values(snapshot_revision=revision))
