"""Which image next: the looks that models had at images, and the places that strategies gave them."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, Integer, cast, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from workbench.core.records import FINISHED, ImageRecord, KeptLook, QueuePlace
from workbench.store import listing
from workbench.store.database import Database
from workbench.store.listing import IN_PROJECT
from workbench.store.schema import images, looks, predictions, queue, runs

_FINISHED = frozenset(status.value for status in FINISHED)


class Queues:
    """Keeps looks and places; each method is one transaction."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._db = database
        self._folder = folder

    def looks(self) -> list[KeptLook]:
        """The newest look at every image of the project, in the project's order."""
        columns = (images.c.id, images.c.sequence, images.c.status, images.c.labelled)
        wanted = select(*columns, looks.c.run_id, looks.c.look, func.coalesce(predictions.c.said, 0.0).label("doubt"))
        query = (
            wanted.join_from(looks, images, looks.c.image_id == images.c.id)
            .join(runs, runs.c.id == looks.c.run_id)  # of a damaged file it may be gone: then nothing can go by it
            .outerjoin(predictions, predictions.c.image_id == images.c.id)
            .where(IN_PROJECT)
            .order_by(images.c.position, images.c.id)
        )
        with self._db.transaction() as connection:
            rows = connection.execute(query).all()
        return [
            KeptLook(row.id, row.run_id, row.sequence, row.status not in _FINISHED, row.labelled, row.doubt, row.look)
            for row in rows
        ]

    def put(self, strategy: str, places: Sequence[QueuePlace]) -> None:
        """Let the queue of a strategy be these images, in this order."""
        rows = [
            {
                "image_id": one.image,
                "strategy": strategy,
                "run_id": one.run,
                "ranked": place,
                "place": place,
                "value": one.value,
                "reason": one.reason,
            }
            for place, one in enumerate(places)
        ]
        with self._db.transaction() as connection:
            connection.execute(delete(queue).where(queue.c.strategy == strategy))
            if rows:
                connection.execute(insert(queue), rows)
            refused = select(predictions.c.image_id).where(predictions.c.doubt > predictions.c.said)
            for image_id in connection.scalars(refused).all():
                bring_forward(connection, image_id)

    def read(self, strategy: str, limit: int | None = None) -> list[ImageRecord]:
        """The images that wait in the queue of a strategy, in order, each with its reason there; at most `limit`."""
        with self._db.transaction() as connection:
            return listing.read_queued(connection, self._folder, strategy, FINISHED, limit)

    def reason(self, strategy: str, image_id: int) -> str:
        """Why an image is where it is in the queue of a strategy; "" when it is not in it."""
        query = select(queue.c.reason).where(queue.c.strategy == strategy, queue.c.image_id == image_id)
        with self._db.transaction() as connection:
            return connection.scalar(query) or ""

    def put_look(self, image_id: int, run_id: int, look: bytes) -> None:
        """Keep the newest look at an image, and nothing of a prediction; an empty one forgets the last."""
        with self._db.transaction() as connection:
            put_look(connection, image_id, run_id, look)

    def places(self, strategy: str) -> list[QueuePlace]:
        """The queue of a strategy as it was put, finished images too."""
        query = select(queue).where(queue.c.strategy == strategy).order_by(queue.c.ranked)
        with self._db.transaction() as connection:
            rows = connection.execute(query).all()
        return [QueuePlace(row.image_id, row.run_id, row.value, row.reason) for row in rows]


def put_look(connection: Connection, image_id: int, run_id: int, look: bytes) -> None:
    """Keep the newest look at an image; an empty one forgets the last."""
    if not look:
        connection.execute(delete(looks).where(looks.c.image_id == image_id))
        return
    values = {"image_id": image_id, "run_id": run_id, "look": look}
    connection.execute(upsert(looks).values(values).on_conflict_do_update(set_=values))


def bring_forward(connection: Connection, image_id: int) -> None:
    """Let an image come earlier in every queue, by the share of it that was refused: half refused, half the way.

    The share is what raised its doubt (`store.refusals`): the model was wrong there, however sure it was.
    """
    share = (predictions.c.doubt - predictions.c.said) / (1.0 - predictions.c.said)
    rest = select(func.max(0.0, 1.0 - share))  # of a damaged doubt it could be anything
    left = rest.where(predictions.c.image_id == image_id, predictions.c.said < 1.0).scalar_subquery()
    moved = cast(func.round(queue.c.ranked * func.coalesce(left, 1.0)), Integer)
    connection.execute(update(queue).where(queue.c.image_id == image_id).values(place=moved))
