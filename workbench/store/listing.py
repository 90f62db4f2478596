"""Lists of images: the numbers of all that match, in order, as one array; records by page.

The array rather than keyset pages: 100,000 numbers take 0.8 MB and 60 ms to read in any order, a list widget asks
for rows anywhere (the scroll bar), and an image's place, the count and a selection are then plain array questions.
Records, which take 30 times the room, are read for the rows in sight alone.

Most orders walk an index of the images. Those by what other tables hold (doubt, disagreement, area) read the numbers
in that order from there and meet them with the matches in memory: a join over 100,000 rows took three times as long.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Row, Select, Text, bindparam, exists, func, literal_column, select, text, tuple_
from sqlalchemy.sql.elements import ColumnElement

from workbench.core.errors import MissingError
from workbench.core.listing import ImageQuery, Order, folded
from workbench.core.look import SIDE, bytes_of
from workbench.core.offer import FIRST_MARK, MARKS
from workbench.core.records import ImageRecord, Split, Status
from workbench.store.among import among
from workbench.store.paths import real_path
from workbench.store.schema import PAINTED_SHARE, areas, images, looks, predictions, queue, refusals, tags

Ids = NDArray[np.int64]

_SEPARATOR = "\x1f"
"""Between the tags of an image while they are read; no keyboard gives it."""

IN_PROJECT: ColumnElement[Any] = literal_column("images.removed = 0")

_ORDERS: dict[Order, tuple[ColumnElement[Any], ...]] = {
    Order.POSITION: (images.c.position, images.c.id),
    Order.NAME: (images.c.name_key, images.c.id),
    Order.DOUBT: (images.c.position, images.c.id),
    Order.DISAGREEMENT: (images.c.position, images.c.id),
    Order.AREA: (images.c.position, images.c.id),
    Order.ADDED: (images.c.position, images.c.id),
    Order.PAINTED: (literal_column(PAINTED_SHARE), images.c.id),
    Order.RECENT: (images.c.worked.desc(), images.c.id),
}


_PLACE = bytes_of("contradiction")
_CONTRADICTIONS = (
    select(looks.c.image_id, func.substr(looks.c.look, _PLACE.start + 1, SIDE * SIDE))
    .join_from(images, looks, looks.c.image_id == images.c.id)
    .where(IN_PROJECT, images.c.labelled > 0, func.length(looks.c.look) >= _PLACE.stop)
)
"""Of each image where something is painted: how much of each region its newest look contradicts."""


def matching(connection: Connection, query: ImageQuery) -> Ids:
    """The numbers of the images that match, in order: int64 (n,)."""
    found = numbers(connection, ids_statement(query))
    if not found.size:
        return found
    match query.order:
        case Order.ADDED:
            return np.sort(found)[::-1]
        case Order.DOUBT:
            return _ranked_first(found, numbers(connection, doubt_statement()))
        case Order.DISAGREEMENT:
            return _ranked_first(found, _by_disagreement(connection))
        case Order.AREA:
            return _ranked_first(found, numbers(connection, area_statement(query.area_of)))
        case _:
            return found


def _ranked_first(found: Ids, ranked: Ids) -> Ids:
    """Those of `found` that are ranked, in that order; then the others, as they stood."""
    wanted = np.zeros(max(int(found.max()), int(ranked.max(initial=0))) + 1, dtype=np.bool_)
    wanted[found] = True
    first = ranked[wanted[ranked]]
    wanted[first] = False
    return np.concatenate((first, found[wanted[found]]))


def _by_disagreement(connection: Connection) -> Ids:
    """The painted images that their newest look contradicts, the worst region first, of equals the whole image."""
    cursor = connection.execute(_CONTRADICTIONS).cursor
    rows = [] if cursor is None else cursor.fetchall()
    shares = np.frombuffer(b"".join(row[1] for row in rows), np.uint8).reshape(len(rows), SIDE * SIDE)
    ids = np.fromiter((row[0] for row in rows), np.int64, len(rows))
    worst, whole = shares.max(axis=1, initial=0), shares.sum(axis=1, dtype=np.int64)
    order = np.lexsort((ids, -whole, -worst.astype(np.int64)))
    ranked: Ids = ids[order[worst[order] > 0]]
    return ranked


def count(connection: Connection, query: ImageQuery) -> int:
    """How many images match."""
    return int(connection.scalar(select(func.count()).select_from(images).where(*conditions(query))) or 0)


def sizes(connection: Connection, query: ImageQuery) -> dict[tuple[int, int], int]:
    """How many of the images that match have each (height, width)."""
    statement = select(images.c.height, images.c.width, func.count()).where(*conditions(query))
    return {(row[0], row[1]): row[2] for row in connection.execute(statement.group_by(images.c.height, images.c.width))}


def ids_statement(query: ImageQuery) -> Select[Any]:
    """The statement that reads the numbers; an order by doubt is made of it and of `doubt_statement`."""
    return select(images.c.id).where(*conditions(query)).order_by(*_ORDERS[query.order])


def doubt_statement() -> Select[Any]:
    """The numbers of all predicted images, the most doubtful first."""
    return select(predictions.c.image_id).order_by(predictions.c.doubt.desc(), predictions.c.image_id)


def area_statement(class_index: int) -> Select[Any]:
    """The numbers of all images in which a class occurs, the one with the most pixels of it first."""
    its = select(areas.c.image_id).where(areas.c.class_index == class_index)
    return its.order_by(areas.c.pixels.desc(), areas.c.image_id)


def named_statement(beginning: str) -> Select[Any]:
    """The numbers of the images whose name begins with these letters, whatever the case, in the order of the names."""
    first = folded(beginning)
    key, last = images.c.name_key, first + "\U0010ffff"
    return select(images.c.id).where(IN_PROJECT, key >= first, key < last).order_by(key, images.c.id)


_WAITING: tuple[ColumnElement[bool], ...] = (
    literal_column("+images.removed = 0"),
    images.c.labelled < images.c.width * images.c.height,
)
"""In the project, and not wholly painted; the + keeps SQLite from walking the images instead of the predictions."""


def doubtful_statement(without: Iterable[Status], limit: int | None) -> Select[Any]:
    """The statement of `read_doubtful`."""
    return (
        _records(joined=True)
        .where(*_WAITING, images.c.status.not_in([status.value for status in without]))
        .order_by(predictions.c.doubt.desc(), predictions.c.image_id)
        .limit(limit)
    )


def queued_statement(strategy: str, without: Iterable[Status], limit: int | None) -> Select[Any]:
    """The statement of `read_queued`; walks the index of places, as `doubtful_statement` does that of doubts."""
    return (
        _records(joined=True)
        .add_columns(queue.c.reason.label("why"))
        .join(queue, queue.c.image_id == predictions.c.image_id)
        .where(queue.c.strategy == strategy, *_WAITING, images.c.status.not_in([status.value for status in without]))
        .order_by(queue.c.place, queue.c.image_id)
        .limit(limit)
    )


def conditions(query: ImageQuery) -> list[ColumnElement[Any]]:
    """What the images must fulfil. Text is looked for as it is: nothing in it is a wildcard."""
    found = [literal_column("images.removed = 1") if query.removed else IN_PROJECT]
    if query.text:
        wanted = folded(query.text)
        found.append((func.instr(images.c.name_key, wanted) > 0) | (func.instr(images.c.note_key, wanted) > 0))
    if query.statuses is not None:
        found.append(images.c.status.in_(sorted(status.value for status in query.statuses)))
    if query.splits is not None:
        found.append(images.c.split.in_(sorted(split.value for split in query.splits)))
    if query.sequence:
        found.append(images.c.sequence == query.sequence)
    if query.tag:
        found.append(images.c.id.in_(select(tags.c.image_id).where(tags.c.tag == query.tag)))
    if query.class_index is not None:
        found.append(images.c.id.in_(select(areas.c.image_id).where(areas.c.class_index == query.class_index)))
    if query.among is not None:
        found.append(among(images.c.id, sorted(query.among)))
    if query.painted is not None:
        found.append(images.c.labelled > 0 if query.painted else images.c.labelled == 0)
    if query.predicted is not None:
        predicted = exists().where(predictions.c.image_id == images.c.id)
        found.append(predicted if query.predicted else ~predicted)
    if query.least_doubt is not None or query.most_doubt is not None:
        doubted = select(predictions.c.image_id)
        if query.least_doubt is not None:
            doubted = doubted.where(predictions.c.doubt >= query.least_doubt)
        if query.most_doubt is not None:
            doubted = doubted.where(predictions.c.doubt <= query.most_doubt)
        found.append(images.c.id.in_(doubted))
    return found


def read_records(connection: Connection, folder: Path, image_ids: Sequence[int]) -> list[ImageRecord]:
    """The images of these numbers, in this order; numbers that the project lacks are left out."""
    rows = connection.execute(_records().where(among(images.c.id, image_ids)))
    found = {row.id: _record(row, folder) for row in rows}
    return [found[image_id] for image_id in image_ids if image_id in found]


def read_record(connection: Connection, folder: Path, image_id: int) -> ImageRecord:
    """The image of that number, in the project or removed from it."""
    row = connection.execute(_ONE_RECORD, {"image": image_id}).one_or_none()
    if row is None:
        raise MissingError(f"The project has no image number {image_id}.")
    return _record(row, folder)


def read_beside(
    connection: Connection,
    folder: Path,
    image_id: int | None,
    forward: bool,
    limit: int,
    statuses: frozenset[Status] | None = None,
) -> list[ImageRecord]:
    """At most `limit` images that follow that one in the project's order, or lead up to it, the nearest first.

    Without a number: from the beginning, or from the end. With `statuses`: of these alone.
    """
    position, number = images.c.position, images.c.id
    query = _records().where(*conditions(ImageQuery(statuses=statuses)))
    if image_id is not None:
        here = connection.scalar(select(position).where(number == image_id))
        place, there = tuple_(position, number), tuple_(here, image_id)
        query = query.where(place > there if forward else place < there)
    order = (position, number) if forward else (position.desc(), number.desc())
    return [_record(row, folder) for row in connection.execute(query.order_by(*order).limit(limit))]


def read_doubtful(
    connection: Connection, folder: Path, without: Iterable[Status], limit: int | None
) -> list[ImageRecord]:
    """Images with a prediction whose status is none of `without`, the most doubtful first."""
    return [_record(row, folder) for row in connection.execute(doubtful_statement(without, limit))]


def read_queued(
    connection: Connection, folder: Path, strategy: str, without: Iterable[Status], limit: int | None
) -> list[ImageRecord]:
    """Images in the queue of a strategy whose status is none of `without`, in order, with the queue's reason, too."""
    rows = connection.execute(queued_statement(strategy, without, limit))
    return [replace(_record(row, folder), reason=f"{_reason(row)} {row.why}".strip()) for row in rows]


def numbers(connection: Connection, statement: Select[Any]) -> Ids:
    """What a statement of one column of numbers finds: int64 (n,)."""
    cursor = connection.execute(statement).cursor  # bare tuples: SQLAlchemy's rows take as long again
    rows = [] if cursor is None else cursor.fetchall()
    return np.fromiter((row[0] for row in rows), np.int64, len(rows))


def _records(joined: bool = False) -> Select[Any]:
    """Images, each with the doubt of its newest prediction and its tags; `joined`: predicted images alone."""
    its_tags = (
        select(func.group_concat(tags.c.tag, text(f"'{_SEPARATOR}'"), type_=Text))
        .where(tags.c.image_id == images.c.id)
        .scalar_subquery()
    )
    mark = FIRST_MARK + predictions.c.run_id % MARKS
    refused = select(refusals.c.pixels).where(refusals.c.image_id == images.c.id, refusals.c.mark == mark)
    said = (predictions.c.doubt, predictions.c.reason)
    wanted = select(images, *said, its_tags.label("tags"), refused.scalar_subquery().label("refused"))
    if joined:
        return wanted.join_from(predictions, images, images.c.id == predictions.c.image_id)
    return wanted.join_from(images, predictions, images.c.id == predictions.c.image_id, isouter=True)


_ONE_RECORD = _records().where(images.c.id == bindparam("image"))
"""Made once: every stroke asks for it."""


def _reason(row: Row[Any]) -> str:
    """Why a person should look at the image, in words."""
    if not row.refused:
        return row.reason or ""
    share = min(1.0, max(0.01, row.refused / (row.width * row.height)))  # a damaged count may be any
    return f"{share:.0%} refused. {row.reason}"


def _record(row: Row[Any], folder: Path) -> ImageRecord:
    return ImageRecord(
        id=row.id,
        name=row.name,
        path=real_path(folder, row.path),
        width=row.width,
        height=row.height,
        sha256=row.sha256,
        status=Status(row.status),
        split=Split(row.split),
        labelled=row.labelled,
        doubt=row.doubt,
        reason=_reason(row),
        seconds=row.seconds,
        position=row.position,
        sequence=row.sequence,
        note=row.note,
        tags=tuple(sorted(row.tags.split(_SEPARATOR))) if row.tags else (),
        removed=bool(row.removed),
    )
