"""Putting another file in the place of a project's own, so that nothing of the present one is lost.

The other file is made ready beside the project (`prepared`), and only then changes places with it.
"""

import contextlib
import os
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, text, update

from workbench.core.errors import BadInputError
from workbench.core.records import NewImage
from workbench.core.whole_file import flush_folder, told, whole_file
from workbench.store import catalogue, copying
from workbench.store.database import Database, make_file
from workbench.store.project import FILE_NAME, Project
from workbench.store.schema import images

_PREPARED = f".{FILE_NAME}.prepared"

_LOGS = ("-wal", "-journal", "-shm")
"""What SQLite keeps beside a database, under its name and these endings: they belong to it and to no other."""

_CURE = "Free some space or make the folder writable. The project is as it was."


def restore(folder: Path, backup: Path) -> Path | None:
    """Let a backup be the project; returns where the file that was there is kept, or None when there was none.

    Raises:
        ProjectBusyError: the project is open.
        BadInputError: the backup is damaged.
        StorageError: the disk refuses; the project is as it was.
    """
    wrong = copying.damage(backup)
    if wrong:
        raise BadInputError(f"The backup {backup} is damaged: {wrong}. Nothing was changed.", "Choose another one.")
    with prepared(folder, backup) as project:
        project.outdate_copies()
    return take_place(folder)


class PreparedProject(Project):
    """A project that is about to take the place of the one in its folder."""

    def add_image_as(self, number: int, image: NewImage) -> None:
        """Add an image under the number that it had, which must be free."""
        with self._db.transaction() as connection:
            made = catalogue.add_image(connection, self.folder, image)
            place = {"id": number, "position": float(number)}
            connection.execute(update(images).where(images.c.id == made).values(place))

    def outdate_copies(self) -> None:
        """Let every mask count as newer than any plain copy in `masks/`: those may show what came later.

        A clock tells revisions of which there were never so many: no mask sees a thousand edits a second.
        """
        newest = {"mask_revision": time.time_ns() // 1_000_000}
        with self._db.transaction() as connection:
            connection.execute(update(images).where(images.c.mask_revision > 0).values(newest))
            for number in _copy_numbers(self.folder):
                connection.execute(update(images).where(images.c.id == number).values(newest))


@contextlib.contextmanager
def prepared(folder: Path, base: Path | None) -> Iterator[PreparedProject]:
    """An open project that can take the place of the present one: a copy of `base`, or an empty one.

    Nothing else is changed. Its images count as having no plain copies, for those that lie in `masks/` may show what
    came later; and it gives no run a number that a folder in `runs/` has, and no image that of a copy in `masks/`.
    """
    path = folder / _PREPARED
    _remove(path)
    try:
        if base is None:
            make_file(path)
        else:
            with whole_file(path, "The restored project", _CURE) as file, open(base, "rb") as source:
                shutil.copyfileobj(source, file)
        database = Database(path)
        try:
            with database.transaction() as connection:
                connection.execute(text("UPDATE images SET snapshot_revision = -1"))
                _reserve(connection, "runs", _run_numbers(folder))
                _reserve(connection, "images", _copy_numbers(folder))
            yield PreparedProject(folder, database)
        finally:
            database.close()
    except BaseException:
        _remove(path)
        raise


def take_place(folder: Path) -> Path | None:
    """Put the prepared file in the place of the project's; returns where that one is kept, or None for none.

    A sound one becomes a backup, a damaged one keeps all its bytes under another name.
    """
    present = folder / FILE_NAME
    kept = None
    if present.exists():
        try:
            database = Database(present)
        except BadInputError:
            kept = _set_aside(present)
        else:
            try:
                kept = database.keep_copy("before-restore")
            finally:
                database.close()
    with told(present, "The project file", _CURE):
        for ending in _LOGS:  # a log that is left over would be taken for one of the new file
            if present.with_name(present.name + ending).exists():
                _set_aside(present.with_name(present.name + ending))
        os.replace(folder / _PREPARED, present)
        flush_folder(folder)
    return kept


def _set_aside(path: Path) -> Path:
    """Give a damaged file, and its logs with it, a name that nothing has."""
    base = path.with_name(f"{path.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    aside, number = base, 2
    while aside.exists():
        aside, number = base.with_name(f"{base.name}-{number}"), number + 1
    with told(path, "The damaged file", _CURE):
        for ending in ("", *_LOGS):
            with contextlib.suppress(FileNotFoundError):
                path.with_name(path.name + ending).rename(aside.with_name(aside.name + ending))
    return aside


def _reserve(connection: Connection, table: str, numbers: list[int]) -> None:
    """Let later rows of a table get higher numbers than these."""
    last = {"name": table, "last": max(numbers, default=0)}
    higher = text("UPDATE sqlite_sequence SET seq = max(seq, :last) WHERE name = :name")
    if not connection.execute(higher, last).rowcount:
        connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), last)


def _copy_numbers(folder: Path) -> list[int]:
    """The numbers of the images of which there are plain copies."""
    return [int(path.stem) for path in (folder / "masks").glob("*.png") if path.stem.isdecimal()]


def _run_numbers(folder: Path) -> list[int]:
    """The numbers of the folders in `runs/`, and of the predictions that runs made."""
    places = [path for name in ("runs", "predictions") for path in (folder / name).glob("*")]
    return [int(path.name) for path in places if path.name.isdecimal()]


def _remove(path: Path) -> None:
    for ending in ("", *_LOGS):
        path.with_name(path.name + ending).unlink(missing_ok=True)
