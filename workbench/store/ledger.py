"""What a person did on each image, and between which models: it outlives the journal, which is pruned."""

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.sqlite import insert

from workbench.core.edit import Edit
from workbench.core.records import RunStatus, Work
from workbench.store.database import Database
from workbench.store.listing import IN_PROJECT
from workbench.store.schema import images, runs, work

ACCEPT = "accept"

NO_HAND = frozenset({"import", "merge"})
"""Tools of edits that no hand makes."""

_ENDED = (RunStatus.FINISHED.value, RunStatus.STOPPED.value)


class Ledger:
    """Reads what was done; each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def work(self) -> list[Work]:
        """All work on the images of the project, by image and round."""
        query = select(work).join(images, images.c.id == work.c.image_id).where(IN_PROJECT)
        with self._db.transaction() as connection:
            rows = connection.execute(query.order_by(work.c.image_id, work.c.round)).all()
        return [Work(row.image_id, row.round, row.seconds, row.strokes, row.accepts, row.clicks) for row in rows]


def add_edit(connection: Connection, image_id: int, edit: Edit) -> None:
    """An edit was made; those of tools that no hand moves are not counted."""
    if edit.tool not in NO_HAND:
        accepted = edit.tool == ACCEPT
        add(connection, image_id, edit.seconds, strokes=int(not accepted), accepts=int(accepted))


def add(
    connection: Connection, image_id: int, seconds: float, strokes: int = 0, accepts: int = 0, clicks: int = 0
) -> None:
    """Add to the work on an image in the round of now."""
    newest = select(func.coalesce(func.max(runs.c.id), 0)).where(runs.c.status.in_(_ENDED)).scalar_subquery()
    statement = insert(work).values(
        image_id=image_id, round=newest, seconds=seconds, strokes=strokes, accepts=accepts, clicks=clicks
    )
    more = {name: work.c[name] + statement.excluded[name] for name in ("seconds", "strokes", "accepts", "clicks")}
    connection.execute(statement.on_conflict_do_update(set_=more))
