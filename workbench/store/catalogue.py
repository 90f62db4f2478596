"""Classes and images: what a project is about."""

import time
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection, bindparam, delete, func, insert, literal, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from workbench.core.classes import ClassSet, LabelClass
from workbench.core.listing import folded
from workbench.core.records import NewImage, Split, Status
from workbench.store.among import among, listed
from workbench.store.listing import IN_PROJECT
from workbench.store.paths import stored_path
from workbench.store.schema import areas, classes, images, tags

_ADD_WORK = (  # made once: every stroke adds some
    update(images)
    .where(images.c.id == bindparam("image"))
    .values(seconds=images.c.seconds + bindparam("more"), worked=bindparam("now"))
)


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


def check_meanings(present: ClassSet, wanted: ClassSet) -> None:
    """Raise ValueError when a number that has a class would belong to a class of another name."""
    changed = [f"{c.name} ({c.index})" for c in present if wanted.name_of(c.index) != c.name]
    if changed:
        raise ValueError(f"these numbers would mean another class: {changed}")


def add_image(connection: Connection, folder: Path, image: NewImage) -> int:
    """Add an image and return its number; its path must be new to the project."""
    result = connection.execute(
        insert(images).values(
            path=stored_path(folder, image.path),
            name=image.path.name,
            name_key=folded(image.path.name),
            width=image.width,
            height=image.height,
            sha256=image.sha256,
            split=(twins_split(connection, image.sha256) or image.split).value,
            sequence=image.sequence,
        )
    )
    key = result.inserted_primary_key
    assert key is not None
    connection.execute(update(images).where(images.c.id == key[0]).values(position=key[0]))
    return int(key[0])


def twins_split(connection: Connection, sha256: str) -> Split:
    """The split of the images with these very bytes; NONE when none has one."""
    found = connection.scalar(select(images.c.split).where(images.c.sha256 == sha256, images.c.split != "").limit(1))
    return Split(found or "")


def find_image(connection: Connection, folder: Path, *, path: Path, sha256: str) -> int | None:
    """The image that lies at `path`, else the first with the same bytes, else None."""
    kept_as = (stored_path(folder, path), str(path))  # a project that was moved alone has whole paths
    at_path = connection.scalar(select(images.c.id).where(images.c.path.in_(kept_as)))
    if at_path is not None:
        return int(at_path)
    same = connection.scalar(select(images.c.id).where(images.c.sha256 == sha256).order_by(images.c.id))
    return None if same is None else int(same)


def newest_image(connection: Connection) -> int:
    """The highest number of an image, removed or not; 0 without images."""
    return int(connection.scalar(select(func.max(images.c.id))) or 0)


def repeated_names(connection: Connection, image_ids: Iterable[int]) -> list[str]:
    """Of these images' names those that other images of the project have, too, whatever the case; in order."""
    other = images.alias()
    twins = select(other.c.id).where(
        other.c.removed.is_(False), other.c.name_key == images.c.name_key, other.c.id != images.c.id
    )
    names = select(images.c.name).distinct().where(among(images.c.id, image_ids), twins.exists())
    return list(connection.scalars(names.order_by(images.c.name)))


def set_status(connection: Connection, image_ids: Iterable[int], status: Status) -> None:
    """Say how far these images are."""
    _set(connection, image_ids, status=status.value)


def set_split(connection: Connection, image_ids: Iterable[int], split: Split) -> None:
    """Say what these images are used for, and with them every other of the same bytes."""
    here = select(images.c.sha256).where(among(images.c.id, image_ids))
    connection.execute(update(images).where(images.c.sha256.in_(here)).values(split=split.value))


def set_note(connection: Connection, image_id: int, note: str) -> None:
    """Keep a person's words on an image, in place of those before."""
    connection.execute(update(images).where(images.c.id == image_id).values(note=note, note_key=folded(note)))


def change_tags(connection: Connection, image_ids: Iterable[int], added: Iterable[str], taken: Iterable[str]) -> None:
    """Give these images some tags and take others from them."""
    numbers = list(image_ids)
    for tag in added:
        given = select(listed(numbers).c.value, literal(tag)).where(literal(True))  # else SQLite reads ON as a join's
        connection.execute(upsert(tags).from_select(["image_id", "tag"], given).on_conflict_do_nothing())
    connection.execute(delete(tags).where(among(tags.c.image_id, numbers), tags.c.tag.in_(list(taken))))


def read_tags(connection: Connection) -> dict[str, int]:
    """Every tag in use, in order, with the number of images that have it."""
    rows = connection.execute(
        select(tags.c.tag, func.count())
        .join_from(tags, images, images.c.id == tags.c.image_id)
        .where(IN_PROJECT)
        .group_by(tags.c.tag)
        .order_by(tags.c.tag)
    )
    return {row.tag: int(row[1]) for row in rows}


def set_removed(connection: Connection, image_ids: Iterable[int], removed: bool) -> None:
    """Take images out of the project, or put them back; whatever they hold stays in the file."""
    _set(connection, image_ids, removed=removed)


def move_images(connection: Connection, image_ids: Iterable[int], to_front: bool) -> None:
    """Put images at the front or at the end of the project's order, in the order in which they are given."""
    wanted = list(image_ids)
    edge = func.min(images.c.position) if to_front else func.max(images.c.position)
    limit = float(connection.scalar(select(edge)) or 0.0)
    first = limit - len(wanted) if to_front else limit + 1
    place = listed(wanted)
    connection.execute(update(images).where(images.c.id == place.c.value).values(position=first + place.c.key))


def set_path(connection: Connection, folder: Path, image_id: int, path: Path) -> None:
    """Say where an image's picture lies now; no other image may lie there."""
    values = {"path": stored_path(folder, path), "name": path.name, "name_key": folded(path.name)}
    connection.execute(update(images).where(images.c.id == image_id).values(values))


def add_seconds(connection: Connection, image_id: int, seconds: float) -> None:
    """Add to a person's work on an image."""
    connection.execute(update(images).where(images.c.id == image_id).values(seconds=images.c.seconds + seconds))


def add_work(connection: Connection, image_id: int, seconds: float) -> None:
    """The mask has changed just now, in so much of a person's work."""
    connection.execute(_ADD_WORK, {"image": image_id, "more": seconds, "now": time.time()})


def images_by_split_and_class(connection: Connection) -> dict[Split, dict[int, int]]:
    """For each split: in how many of its images each class occurs."""
    rows = connection.execute(
        select(images.c.split, areas.c.class_index, func.count())
        .join_from(images, areas, images.c.id == areas.c.image_id)
        .where(IN_PROJECT)
        .group_by(images.c.split, areas.c.class_index)
    )
    table: dict[Split, dict[int, int]] = {split: {} for split in Split}
    for split, class_index, count in rows:
        table[Split(split)][class_index] = count
    return table


def _set(connection: Connection, image_ids: Iterable[int], **values: object) -> None:
    """The same values for all these images."""
    connection.execute(update(images).where(among(images.c.id, image_ids)).values(**values))
