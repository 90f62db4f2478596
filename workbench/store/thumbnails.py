"""Small pictures of images, kept so that they need not be made again; derived, and may be deleted."""

from collections.abc import Iterable

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from workbench.core.records import Thumbnail
from workbench.store.schema import thumbnails


def read(connection: Connection, image_id: int) -> Thumbnail | None:
    """The kept picture of an image, or None."""
    row = connection.execute(select(thumbnails).where(thumbnails.c.image_id == image_id)).one_or_none()
    return None if row is None else Thumbnail(row.image_id, row.jpeg, row.bytes, row.changed)


def write(connection: Connection, made: Iterable[Thumbnail]) -> None:
    """Keep these pictures, in place of those before."""
    for one in made:
        values = {"image_id": one.image, "jpeg": one.jpeg, "bytes": one.bytes, "changed": one.changed}
        connection.execute(insert(thumbnails).values(values).on_conflict_do_update(set_=values))
