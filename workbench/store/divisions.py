"""Which images belong together, and to which split: images of one sequence, or of the same bytes, are never parted."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import BindParameter, Column, Connection, Row, bindparam, func, select, update

from workbench.core.records import ImageRecord, Split, SplitChooser
from workbench.store import catalogue, census, masks
from workbench.store.database import Database
from workbench.store.listing import IN_PROJECT
from workbench.store.paths import real_path
from workbench.store.schema import images

_TOGETHER = 400
"""Values that one statement asks for."""

_ORDER = (Split.TRAIN, Split.VAL, Split.TEST)


class Divisions:
    """Sequences and what follows from them for the splits; each method is one transaction."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._db = database
        self._folder = folder

    def sequences(self) -> dict[str, int]:
        """Every sequence by name, with the number of its images."""
        query = select(images.c.sequence, func.count()).where(IN_PROJECT, images.c.sequence != "")
        query = query.group_by(images.c.sequence).order_by(images.c.sequence)
        with self._db.transaction() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def divided(self) -> list[str]:
        """The sequences with images in several splits: by an import or an earlier deed, never by the program."""
        splits = func.count(images.c.split.distinct())
        query = (
            select(images.c.sequence)
            .where(IN_PROJECT, images.c.sequence != "", images.c.split != "")
            .group_by(images.c.sequence)
            .having(splits > 1)
        )
        with self._db.transaction() as connection:
            return list(connection.scalars(query.order_by(images.c.sequence)))

    def set_sequence(self, image_ids: Iterable[int], name: str) -> None:
        """Let these images belong to the sequence of that name, or to none (""). Splits that are fixed stay."""
        self.set_sequences(dict.fromkeys(image_ids, name))

    def set_sequences(self, names: Mapping[int, str]) -> None:
        """Let each of these images belong to the sequence of its name; what is so already is not written."""
        wanted = [{"wanted_id": image_id, "wanted_name": name} for image_id, name in names.items()]
        number: BindParameter[int] = bindparam("wanted_id")
        name: BindParameter[str] = bindparam("wanted_name")
        statement = update(images).where(images.c.id == number, images.c.sequence != name).values(sequence=name)
        if wanted:
            with self._db.transaction() as connection:
                connection.execute(statement, wanted)

    def places(self) -> dict[int, Path]:
        """Where the picture of each image lies, by the image's number, in the project's order; nothing else is read."""
        query = select(images.c.id, images.c.path).where(IN_PROJECT).order_by(images.c.position, images.c.id)
        with self._db.transaction() as connection:
            rows = connection.execute(query).all()
        return {row.id: real_path(self._folder, row.path) for row in rows}

    def kin(self, image_ids: Iterable[int]) -> list[int]:
        """The numbers of all images that may not be parted from these, and of these themselves, in order."""
        with self._db.transaction() as connection:
            return sorted(_kin(connection, image_ids))


def decide(connection: Connection, image: ImageRecord, choose: SplitChooser) -> None:
    """Give a newly labelled image its split for good: that of its kin, where it has any, else a chosen one."""
    present = set(masks.read_areas(connection, image.id))
    if not present:
        return
    taken = Counter(_kin(connection, [image.id]).values())
    known = [split for split in _ORDER if taken[split]]
    if known:
        split = max(known, key=lambda s: taken[s])  # of equals the first: what has trained must not judge
    else:
        split = choose(census.labelled_by_split(connection), catalogue.images_by_split_and_class(connection), present)
    catalogue.set_split(connection, [image.id], split)


def _kin(connection: Connection, image_ids: Iterable[int]) -> dict[int, Split]:
    """All images that are tied to these by a sequence, by equal bytes, or by a chain of both, with their splits."""
    found: dict[int, Split] = {}
    sequences: set[str] = set()
    hashes: set[str] = set()
    rows = _rows(connection, images.c.id, set(image_ids))
    while rows:
        found |= {row.id: Split(row.split) for row in rows}
        new_sequences = {row.sequence for row in rows} - sequences - {""}
        new_hashes = {row.sha256 for row in rows} - hashes
        sequences |= new_sequences
        hashes |= new_hashes
        near = _rows(connection, images.c.sequence, new_sequences) + _rows(connection, images.c.sha256, new_hashes)
        rows = [row for row in near if row.id not in found]
    return found


def _rows(connection: Connection, column: Column[Any], values: set[Any]) -> list[Row[Any]]:
    """Number, sequence, bytes and split of the images whose column has one of the values."""
    wanted = sorted(values)
    query = select(images.c.id, images.c.sequence, images.c.sha256, images.c.split)
    found: list[Row[Any]] = []
    for start in range(0, len(wanted), _TOGETHER):
        found += connection.execute(query.where(column.in_(wanted[start : start + _TOGETHER])))
    return found
