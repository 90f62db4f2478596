"""Which plain copies of masks (`masks/ID.png`) are older than the masks themselves."""

from sqlalchemy import Connection, select, update

from workbench.store.schema import images


def stale(connection: Connection) -> list[tuple[int, int]]:
    """(image number, mask revision) of every image whose plain copy is older than its mask."""
    rows = connection.execute(
        select(images.c.id, images.c.mask_revision)
        .where(images.c.mask_revision != images.c.snapshot_revision)
        .order_by(images.c.id)
    )
    return [(row.id, row.mask_revision) for row in rows]


def mark(connection: Connection, image_id: int, revision: int) -> None:
    """Say that the plain copy shows the mask of that revision."""
    connection.execute(update(images).where(images.c.id == image_id).values(snapshot_revision=revision))
