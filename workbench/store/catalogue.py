"""Classes and images: what a project is about."""

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update

from workbench.core.classes import ClassSet, LabelClass
from workbench.core.errors import MissingError
from workbench.core.records import ImageRecord, NewImage, Split, Status
from workbench.store.schema import areas, classes, images, predictions


def read_classes(connection: Connection) -> ClassSet:
    """All classes, hidden ones too, in the order of the list."""
    rows = connection.execute(select(classes).order_by(classes.c.position))
    return ClassSet(
        tuple(
            LabelClass(row.number, row.name, (row.red, row.green, row.blue), row.key, bool(row.hidden), row.merged_into)
            for row in rows
        )
    )


def write_classes(connection: Connection, class_set: ClassSet) -> None:
    """Replace the list. A class that was there stays: its number is in masks (`ClassSet` can hide it)."""
    kept = {c.index for c in class_set}
    lost = [c.name for c in read_classes(connection) if c.index not in kept]
    if lost:
        raise ValueError(f"classes cannot be taken away, only hidden: {lost}")
    connection.execute(delete(classes))
    for position, c in enumerate(class_set):
        red, green, blue = c.color
        connection.execute(
            insert(classes).values(
                number=c.index,
                position=position,
                name=c.name,
                red=red,
                green=green,
                blue=blue,
                key=c.key,
                hidden=c.hidden,
                merged_into=c.merged_into,
            )
        )


def add_image(connection: Connection, folder: Path, image: NewImage) -> int:
    """Add an image and return its number; its path must be new to the project."""
    result = connection.execute(
        insert(images).values(
            path=stored_path(folder, image.path),
            name=image.path.name,
            width=image.width,
            height=image.height,
            sha256=image.sha256,
            split=image.split.value,
            sequence=image.sequence,
        )
    )
    key = result.inserted_primary_key
    assert key is not None
    connection.execute(update(images).where(images.c.id == key[0]).values(position=key[0]))
    return int(key[0])


def find_image(connection: Connection, folder: Path, *, path: Path, sha256: str) -> int | None:
    """The image that lies at `path`, else the first with the same bytes, else None."""
    at_path = connection.scalar(select(images.c.id).where(images.c.path == stored_path(folder, path)))
    if at_path is not None:
        return int(at_path)
    same = connection.scalar(select(images.c.id).where(images.c.sha256 == sha256).order_by(images.c.id))
    return None if same is None else int(same)


def read_images(connection: Connection, folder: Path) -> list[ImageRecord]:
    """All images in the order in which they came."""
    return [_record(row, folder) for row in connection.execute(_images().order_by(images.c.id))]


def read_beside(connection: Connection, folder: Path, image_id: int, forward: bool) -> ImageRecord | None:
    """The image that came right after that one (or right before it), or None at the end."""
    beyond = images.c.id > image_id if forward else images.c.id < image_id
    order = images.c.id if forward else images.c.id.desc()
    row = connection.execute(_images().where(beyond).order_by(order).limit(1)).one_or_none()
    return None if row is None else _record(row, folder)


def read_doubtful(
    connection: Connection, folder: Path, without: Iterable[Status], limit: int | None
) -> list[ImageRecord]:
    """Images with a prediction whose status is none of `without`, the most doubtful first."""
    query = (
        _images()
        .where(predictions.c.doubt.is_not(None), images.c.status.not_in([status.value for status in without]))
        .order_by(predictions.c.doubt.desc(), images.c.id)
        .limit(limit)
    )
    return [_record(row, folder) for row in connection.execute(query)]


def read_image(connection: Connection, folder: Path, image_id: int) -> ImageRecord:
    """The image of that number."""
    row = connection.execute(_images().where(images.c.id == image_id)).one_or_none()
    if row is None:
        raise MissingError(f"The project has no image number {image_id}.")
    return _record(row, folder)


def set_status(connection: Connection, image_ids: Iterable[int], status: Status) -> None:
    """Say how far these images are."""
    for image_id in image_ids:
        connection.execute(update(images).where(images.c.id == image_id).values(status=status.value))


def set_split(connection: Connection, image_ids: Iterable[int], split: Split) -> None:
    """Say what these images are used for."""
    for image_id in image_ids:
        connection.execute(update(images).where(images.c.id == image_id).values(split=split.value))


def add_seconds(connection: Connection, image_id: int, seconds: float) -> None:
    """Add to a person's work on an image."""
    connection.execute(update(images).where(images.c.id == image_id).values(seconds=images.c.seconds + seconds))


def images_by_split_and_class(connection: Connection) -> dict[Split, dict[int, int]]:
    """For each split: in how many of its images each class occurs."""
    rows = connection.execute(
        select(images.c.split, areas.c.class_index, func.count())
        .join_from(images, areas, images.c.id == areas.c.image_id)
        .group_by(images.c.split, areas.c.class_index)
    )
    table: dict[Split, dict[int, int]] = {split: {} for split in Split}
    for split, class_index, count in rows:
        table[Split(split)][class_index] = count
    return table


def images_by_split(connection: Connection) -> dict[Split, int]:
    """How many images each split has."""
    rows = connection.execute(select(images.c.split, func.count()).group_by(images.c.split))
    return dict.fromkeys(Split, 0) | {Split(split): count for split, count in rows}


def stored_path(folder: Path, path: Path) -> str:
    """A path as it is kept: relative to the project folder when inside it, so that the folder can be moved."""
    if path.is_relative_to(folder):
        return path.relative_to(folder).as_posix()
    return str(path)


def real_path(folder: Path, stored: str) -> Path:
    """Where a kept path lies now."""
    return folder / stored


def _images() -> Select[tuple[object, ...]]:
    """Images, each with the doubt of its newest prediction: what `_record` needs."""
    return select(images, predictions.c.doubt, predictions.c.reason).join_from(
        images, predictions, images.c.id == predictions.c.image_id, isouter=True
    )


def _record(row: Row[tuple[object, ...]], folder: Path) -> ImageRecord:
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
        reason=row.reason or "",
        seconds=row.seconds,
        sequence=row.sequence,
    )
