"""The room that the journal of all images takes, and its pruning: oldest steps first, and never a gap in a history."""

from sqlalchemy import Connection, delete, func, select

from workbench.store.database import Database
from workbench.store.schema import edits

BATCH = 16 * 1024**2
"""Bytes of steps that one transaction throws away at most, so that nobody waits for long; a larger one goes alone."""


class Journal:
    """Measures and prunes. Each transaction is a small one, and leaves a journal in which undo and redo are right.

    To be used while no image is open: the steps that a window holds in memory must stay in the journal.
    """

    def __init__(self, database: Database) -> None:
        self._db = database

    @property
    def bytes(self) -> int:
        """Bytes of all steps, as they are kept."""
        with self._db.transaction() as connection:
            return _bytes(connection)

    def prune(self, limit: int) -> int:
        """Throw steps away until the others take at most `limit` bytes; returns how many went.

        First go undone steps, from the far end of each image's, for redo begins at the near one; then those that stand,
        the oldest of all images first, for undo begins at the newest.
        """
        gone = 0
        while True:
            with self._db.transaction() as connection:
                excess = _bytes(connection) - limit
                found = _first_to_go(connection, excess) if excess > 0 else []
                for number in found:
                    connection.execute(delete(edits).where(edits.c.id == number))
            if not found:
                return gone
            gone += len(found)


def _bytes(connection: Connection) -> int:
    return int(connection.scalar(select(func.sum(edits.c.bytes))) or 0)


def _first_to_go(connection: Connection, excess: int) -> list[int]:
    """The numbers of the next steps to throw away: as many as make up the excess, or fill a batch."""
    undone = edits.c.undone.is_(True)
    image = connection.scalar(select(edits.c.image_id).where(undone).order_by(edits.c.id).limit(1))
    rows = select(edits.c.id, edits.c.bytes).where(edits.c.undone.is_(image is not None))
    if image is not None:
        rows = rows.where(edits.c.image_id == image).order_by(edits.c.id.desc())
    else:
        rows = rows.order_by(edits.c.id)
    found: list[int] = []
    taken = 0
    for number, size in connection.execute(rows.execution_options(stream_results=True)):
        if found and taken + size > BATCH:
            break
        found.append(number)
        taken += size
        if taken >= excess:
            break
    return found
