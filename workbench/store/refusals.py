"""How much of an image was refused, of which run's word; it raises the image's place in the queue.

A refused pixel is one that the model got wrong, however sure it was: it counts as wholly doubtful.
"""

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from workbench.core.offer import mark_of
from workbench.store import queues
from workbench.store.schema import images, predictions, refusals


def add(connection: Connection, image_id: int, gained: Mapping[int, int]) -> None:
    """So many pixels more are refused, by mark, or fewer where it is less than 0; the image's doubt follows."""
    for mark, pixels in gained.items():
        values = {"image_id": image_id, "mark": mark, "pixels": pixels}
        more = {"pixels": refusals.c.pixels + pixels}
        connection.execute(upsert(refusals).values(values).on_conflict_do_update(set_=more))
    if gained:
        connection.execute(delete(refusals).where(refusals.c.image_id == image_id, refusals.c.pixels <= 0))
        raise_doubt(connection, image_id)


def read(connection: Connection, image_id: int) -> dict[int, int]:
    """How many pixels of an image are refused, by mark."""
    rows = connection.execute(select(refusals.c.mark, refusals.c.pixels).where(refusals.c.image_id == image_id))
    return {row.mark: row.pixels for row in rows}


def put(connection: Connection, image_id: int, counted: Mapping[int, int]) -> None:
    """What is refused was counted anew, by mark; the image's doubt follows."""
    connection.execute(delete(refusals).where(refusals.c.image_id == image_id))
    for mark, pixels in counted.items():
        connection.execute(insert(refusals).values(image_id=image_id, mark=mark, pixels=pixels))
    raise_doubt(connection, image_id)


def raise_doubt(connection: Connection, image_id: int) -> None:
    """Let an image's doubt be what the model said of it, with what is refused of that very run as wholly doubtful."""
    row = connection.execute(
        select(predictions.c.run_id, predictions.c.said, images.c.width, images.c.height)
        .join_from(predictions, images, images.c.id == predictions.c.image_id)
        .where(predictions.c.image_id == image_id)
    ).one_or_none()
    if row is None:
        return
    mark = refusals.c.mark == mark_of(row.run_id)
    pixels = connection.scalar(select(refusals.c.pixels).where(refusals.c.image_id == image_id, mark)) or 0
    share = min(1.0, pixels / (row.width * row.height))  # a damaged count must not write what no project holds
    doubt = row.said + (1.0 - row.said) * share
    connection.execute(update(predictions).where(predictions.c.image_id == image_id).values(doubt=doubt))
    queues.bring_forward(connection, image_id)
