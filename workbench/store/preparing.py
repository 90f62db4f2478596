"""A project that is made ready beside another one, to take its place: a copy of a backup, or an empty one."""

import contextlib
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, func, select, text, update

from workbench.core.errors import StorageError
from workbench.core.records import NewImage
from workbench.core.whole_file import told, whole_file
from workbench.store import catalogue
from workbench.store.database import Database, make_file
from workbench.store.project import FILE_NAME, Project
from workbench.store.schema import images

LOGS = ("-wal", "-journal", "-shm")
"""What SQLite keeps beside a database, under its name and these endings: they belong to it and to no other."""

CURE = "Free some space or make the folder writable. The project is as it was."

_PREPARED = f".{FILE_NAME}.prepared"


class PreparedProject(Project):
    """A project that is about to take the place of the one in its folder.

    Attributes:
        path: of its file.
    """

    def __init__(self, folder: Path, path: Path) -> None:
        database = Database(path)
        super().__init__(folder, database)
        self.path = path
        self._file = _identity(path)

    def is_itself(self) -> bool:
        """Whether the file at `path` is still the one that was opened."""
        return _identity(self.path) == self._file

    def add_image_as(self, number: int, image: NewImage) -> None:
        """Add an image under the number that it had, which must be free."""
        with self._db.transaction() as connection:
            made = catalogue.add_image(connection, self.folder, image)
            place = {"id": number, "position": float(number)}
            connection.execute(update(images).where(images.c.id == made).values(place))

    def outdate_copies(self) -> None:
        """Let every mask count as newer than any plain copy in `masks/`: those may show what came later.

        A clock tells revisions of which there were never so many: no mask sees a thousand edits a second. One that was
        turned back tells too few: then the highest that is there tells.
        """
        with self._db.transaction() as connection:
            highest = int(connection.scalar(select(func.max(images.c.mask_revision))) or 0)
            newest = {"mask_revision": max(time.time_ns() // 1_000_000, highest + 1)}
            connection.execute(update(images).where(images.c.mask_revision > 0).values(newest))
            for number in _copy_numbers(self.folder):
                connection.execute(update(images).where(images.c.id == number).values(newest))


@contextlib.contextmanager
def prepared(folder: Path, base: Path | None) -> Iterator[PreparedProject]:
    """A project that can take the place of the present one: a copy of `base`, or an empty one.

    Whoever calls is alone with the folder (`folder_lock`): what a killed program left of its own is swept away. The
    project that lies there is not touched. When the block ends in an error, nothing is left of the new one.

    Its images count as having no plain copies, for those that lie in `masks/` may show what came later; and it gives no
    run a number that a folder in `runs/` has, and no image that of a copy in `masks/`.
    """
    for left in folder.glob(f"{_PREPARED}*"):
        with told(left, "The prepared project", CURE):
            left.unlink(missing_ok=True)
    path = folder / f"{_PREPARED}-{secrets.token_hex(4)}"
    try:
        if base is None:
            make_file(path)
        else:
            with whole_file(path, "The restored project", CURE) as file, open(base, "rb") as source:
                shutil.copyfileobj(source, file)
        with PreparedProject(folder, path) as project:
            with project._db.transaction() as connection:
                connection.execute(text("UPDATE images SET snapshot_revision = -1"))
                _reserve(connection, "runs", _run_numbers(folder))
                _reserve(connection, "images", _copy_numbers(folder))
            yield project
    finally:  # once it has taken its place nothing lies here any more
        for ending in ("", *LOGS):
            with contextlib.suppress(OSError):
                path.with_name(path.name + ending).unlink(missing_ok=True)


def check_prepared(project: PreparedProject) -> None:
    """StorageError when another file lies where this project's own was made."""
    if not project.is_itself():
        raise StorageError(f"{project.path} was replaced by another program. The project is as it was.", "Try again.")


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file lies there; None for none."""
    try:
        found = os.stat(path, follow_symlinks=False)
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


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
