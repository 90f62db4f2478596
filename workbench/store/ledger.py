"""What a person did on each image, and between which models: it outlives the journal, which is pruned.

A round is named by the newest run that had ended with a model; 0 is before the first.
"""

import time
from collections.abc import Iterable

from sqlalchemy import Connection, ScalarSelect, func, select
from sqlalchemy.dialects.sqlite import insert

from workbench.core.edit import Edit
from workbench.core.records import FinishedFirst, RunStatus, Work
from workbench.store.database import Database
from workbench.store.listing import IN_PROJECT
from workbench.store.schema import images, runs, settings, work

ACCEPT = "accept"

NO_HAND = frozenset({"import", "merge"})
"""Tools of edits that no hand makes."""

_ENDED = (RunStatus.FINISHED.value, RunStatus.STOPPED.value)

_FINISHED = "finished/"
"""In front of an image's number: the setting that tells when it was finished first."""


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

    def newest_round(self) -> int:
        """The round of now."""
        with self._db.transaction() as connection:
            return connection.scalar(select(_newest())) or 0

    def finished_first(self) -> dict[int, FinishedFirst]:
        """In which round, and when, each image was finished for the first time, by number.

        Images that were finished before the program kept it are not among them, nor damaged values.
        """
        query = select(settings.c.name, settings.c.value).where(settings.c.name.startswith(_FINISHED))
        with self._db.transaction() as connection:
            rows = connection.execute(query).all()
        found: dict[int, FinishedFirst] = {}
        for row in rows:
            try:
                number, (round_, at) = int(row.name.removeprefix(_FINISHED)), row.value
                found[number] = FinishedFirst(int(round_), float(at))
            except (ValueError, TypeError, OverflowError):
                continue
        return found


def note_finished(connection: Connection, image_ids: Iterable[int]) -> None:
    """These images are finished now; of those that were finished before, the first time stays."""
    value = [connection.scalar(select(_newest())) or 0, time.time()]
    rows = [{"name": f"{_FINISHED}{image_id}", "value": value} for image_id in image_ids]
    if rows:
        connection.execute(insert(settings).on_conflict_do_nothing(), rows)


def add_edit(connection: Connection, image_id: int, edit: Edit) -> None:
    """An edit was made; those of tools that no hand moves are not counted."""
    if edit.tool not in NO_HAND:
        accepted = edit.tool == ACCEPT
        add(connection, image_id, edit.seconds, strokes=int(not accepted), accepts=int(accepted))


def add(
    connection: Connection,
    image_id: int,
    seconds: float,
    strokes: int = 0,
    accepts: int = 0,
    clicks: int = 0,
    during: int | None = None,
) -> None:
    """Add to the work on an image in the round `during`; without one, in that of now."""
    statement = insert(work).values(
        image_id=image_id,
        round=_newest() if during is None else during,
        seconds=seconds,
        strokes=strokes,
        accepts=accepts,
        clicks=clicks,
    )
    more = {name: work.c[name] + statement.excluded[name] for name in ("seconds", "strokes", "accepts", "clicks")}
    connection.execute(statement.on_conflict_do_update(set_=more))


def _newest() -> ScalarSelect[int]:
    return select(func.coalesce(func.max(runs.c.id), 0)).where(runs.c.status.in_(_ENDED)).scalar_subquery()
