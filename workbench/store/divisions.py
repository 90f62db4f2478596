"""Which images belong together, and to which split: images of one sequence, or of the same bytes, are never parted."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, func, literal_column, or_, select, update

from workbench.core.records import ImageRecord, Split, SplitChooser
from workbench.store import catalogue, census, masks
from workbench.store.among import among, told
from workbench.store.database import Database
from workbench.store.listing import IN_PROJECT, numbers
from workbench.store.paths import real_path
from workbench.store.schema import images

_ORDER = (Split.TRAIN, Split.VAL, Split.TEST)


class Divisions:
    """Sequences and what follows from them for the splits; each method is one transaction."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._db = database
        self._folder = folder

    def sequences(self) -> dict[str, int]:
        """Every sequence by name, with the number of its images."""
        counted = select(images.c.sequence, func.count()).where(images.c.sequence != "").group_by(images.c.sequence)
        removed = counted.where(literal_column("images.removed = 1"))  # few, and no other needs its row to be read
        with self._db.transaction() as connection:
            found = {row[0]: row[1] for row in connection.execute(counted.order_by(images.c.sequence))}
            for name, out in connection.execute(removed):
                found[name] -= out
        return {name: left for name, left in found.items() if left}

    def divided(self) -> list[str]:
        """The sequences with images in several splits: by an import or an earlier deed, never by the program."""
        several = func.min(images.c.split) < func.max(images.c.split)
        query = (  # each + keeps SQLite from sorting by name what an index has in order
            select(images.c.sequence)
            .where(literal_column("+images.removed = 0"), literal_column("+images.split != ''"))
            .where(images.c.sequence > "")
            .group_by(images.c.sequence)
            .having(several)
        )
        with self._db.transaction() as connection:
            return list(connection.scalars(query.order_by(images.c.sequence)))

    def set_sequence(self, image_ids: Iterable[int], name: str) -> None:
        """Let these images belong to the sequence of that name, or to none (""). Splits that are fixed stay."""
        self.set_sequences(dict.fromkeys(image_ids, name))

    def set_sequences(self, names: Mapping[int, str]) -> None:
        """Let each of these images belong to the sequence of its name; what is so already is not written."""
        number, name = told(names)
        statement = update(images).where(images.c.id == number, images.c.sequence != name).values(sequence=name)
        with self._db.transaction() as connection:
            connection.execute(statement)

    def places(self) -> dict[int, Path]:
        """Where the picture of each image lies, by the image's number, in the project's order; nothing else is read."""
        query = select(images.c.id, images.c.path).where(IN_PROJECT).order_by(images.c.position, images.c.id)
        with self._db.transaction() as connection:
            rows = connection.execute(query).all()
        return {row.id: real_path(self._folder, row.path) for row in rows}

    def split_of(self, image_id: int) -> Split:
        """The split of an image, or the one that its kin give it with its first label; NONE while that is open."""
        with self._db.transaction() as connection:
            own = connection.scalar(select(images.c.split).where(images.c.id == image_id))
            return Split(own) if own else _of_kin(connection, image_id)

    def kin(self, image_ids: Iterable[int]) -> list[int]:
        """The numbers of all images that may not be parted from these, and of these themselves, in order."""
        with self._db.transaction() as connection:
            query = select(images.c.id).where(_tied(connection, image_ids)).order_by(images.c.id)
            return [int(number) for number in numbers(connection, query)]


def decide(connection: Connection, image: ImageRecord, choose: SplitChooser) -> None:
    """Give a newly labelled image its split for good: that of its kin, where it has any, else a chosen one."""
    present = set(masks.read_areas(connection, image.id))
    if not present:
        return
    split = _of_kin(connection, image.id)
    if split == Split.NONE:
        split = choose(census.labelled_by_split(connection), catalogue.images_by_split_and_class(connection), present)
    catalogue.set_split(connection, [image.id], split)


def _of_kin(connection: Connection, image_id: int) -> Split:
    """The split of the images that may not be parted from this one; NONE where none of them has one."""
    query = select(images.c.split, func.count()).where(_tied(connection, [image_id])).group_by(images.c.split)
    taken = {Split(row[0]): int(row[1]) for row in connection.execute(query)}
    known = [split for split in _ORDER if split in taken]
    # Of equals the first: what has trained must not judge.
    return max(known, key=lambda s: taken[s], default=Split.NONE)


def _tied(connection: Connection, image_ids: Iterable[int]) -> ColumnElement[bool]:
    """Which images are these, or tied to them by a sequence, by equal bytes, or by a chain of both.

    Of the bytes in a sequence only those are gathered that lead out of it, so that a large one costs little.
    """
    here, other = images.alias(), images.alias()
    wanted = list(image_ids)
    start = select(here.c.sequence, here.c.sha256).where(among(here.c.id, wanted))
    rows = connection.execute(start).all()
    sequences, hashes = {row.sequence for row in rows} - {""}, {row.sha256 for row in rows}
    leads_out = select(other.c.id).where(other.c.sha256 == here.c.sha256, other.c.sequence != here.c.sequence)
    new_sequences, new_hashes = sequences, hashes
    while new_sequences or new_hashes:
        by_hash = select(here.c.sequence).distinct().where(among(here.c.sha256, new_hashes), here.c.sequence != "")
        by_sequence = select(here.c.sha256).distinct().where(among(here.c.sequence, new_sequences), leads_out.exists())
        new_sequences, new_hashes = (
            set(connection.scalars(by_hash)) - sequences,
            set(connection.scalars(by_sequence)) - hashes,
        )
        sequences |= new_sequences
        hashes |= new_hashes
    return or_(among(images.c.sequence, sequences), among(images.c.sha256, hashes))
