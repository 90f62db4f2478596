"""The picture of an image when it is another one than the one that was brought in."""

from sqlalchemy import Connection, delete, update

from workbench.store.schema import images, looks, predictions, queue, thumbnails


def take(connection: Connection, image_id: int, width: int, height: int, sha256: str) -> bool:
    """Let an image that was never painted on have the picture that lies there now; whether it was so.

    What was made of the picture before goes: its prediction, its places in the queues and its small picture.
    """
    unpainted = images.c.mask_revision == 0
    values = {"width": width, "height": height, "sha256": sha256}
    taken = connection.execute(update(images).where(images.c.id == image_id, unpainted).values(values)).rowcount
    if taken:
        for table in (predictions, looks, queue, thumbnails):
            connection.execute(delete(table).where(table.c.image_id == image_id))
    return bool(taken)
