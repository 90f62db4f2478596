"""What is painted where, counted from the areas that every edit keeps: no mask is read."""

from sqlalchemy import ColumnElement, Connection, func, select

from workbench.core.records import ClassCount, ImageCounts, Split, Status
from workbench.store.database import Database
from workbench.store.listing import IN_PROJECT
from workbench.store.schema import areas, classes, images


class Census:
    """The counts of a project; each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def by_class_and_split(self) -> list[ClassCount]:
        """In how many images of each split each class occurs, with how many pixels; only what occurs."""
        # A column a split rather than a group: SQLite sorts what it groups, and so it sorts a third as much.
        splits = sorted(Split)
        theirs = [images.c.split == split.value for split in splits]
        counts = [column for its in theirs for column in (_counted(its), _summed(its))]
        query = (
            select(areas.c.class_index, *counts)
            .join_from(areas, images, areas.c.image_id == images.c.id)
            .where(IN_PROJECT)
            .group_by(areas.c.class_index)
            .order_by(areas.c.class_index)
        )
        with self._db.transaction() as connection:
            rows = connection.execute(query).all()
        found = [
            ClassCount(row[0], split, row[1 + 2 * place], row[2 + 2 * place] or 0)
            for row in rows
            for place, split in enumerate(splits)
        ]
        return [count for count in found if count.images]

    def images(self) -> ImageCounts:
        """How many images there are, of which kinds, in one walk along an index."""
        theirs = [_counted(images.c.split == split.value) for split in Split]
        of_kind = [func.count(), _counted(images.c.labelled > 0), _counted(images.c.status == Status.DONE.value)]
        with self._db.transaction() as connection:
            row = connection.execute(select(*of_kind, *theirs).where(IN_PROJECT)).one()
        return ImageCounts(row[0], row[1], row[2], dict(zip(Split, row[3:], strict=True)))

    def classes_painted(self, split: Split | None = None) -> set[int]:
        """The classes that occur in any image, or in any of a split; quick however many images there are."""
        occurs = select(areas.c.image_id).join_from(areas, images, areas.c.image_id == images.c.id)
        occurs = occurs.where(areas.c.class_index == classes.c.number, IN_PROJECT)
        if split is not None:
            occurs = occurs.where(images.c.split == split)
        with self._db.transaction() as connection:
            return set(connection.scalars(select(classes.c.number).where(occurs.exists())))

    def images_with_class(self, class_index: int) -> dict[int, int]:
        """The images in which a class occurs, removed ones too, by number, with how many pixels it has there."""
        query = (
            select(areas.c.image_id, areas.c.pixels)
            .where(areas.c.class_index == class_index)
            .order_by(areas.c.image_id)
        )
        with self._db.transaction() as connection:
            return {row.image_id: row.pixels for row in connection.execute(query)}

    def labelled_by_split(self) -> dict[Split, int]:
        """How many images with at least one labelled pixel each split has."""
        with self._db.transaction() as connection:
            return labelled_by_split(connection)


def _counted(holds: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(holds)


def _summed(holds: ColumnElement[bool]) -> ColumnElement[int]:
    """Pixels of the rows of which it holds; None where there are none."""
    return func.sum(areas.c.pixels).filter(holds)


def labelled_by_split(connection: Connection) -> dict[Split, int]:
    """How many images with at least one labelled pixel each split has."""
    query = select(images.c.split, func.count()).where(IN_PROJECT, images.c.labelled > 0)
    return dict.fromkeys(Split, 0) | {
        Split(row[0]): row[1] for row in connection.execute(query.group_by(images.c.split))
    }
