"""The backups of a project: `backups/`, copies of its file that were proved sound when they were made."""

import contextlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from workbench.core.backups import TIMED, Backup, backup_of, surplus
from workbench.core.errors import BadInputError, StorageError
from workbench.core.whole_file import SUFFIX
from workbench.store import copying
from workbench.store.database import Database


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds: so many images, and so many labelled pixels in them."""

    images: int
    labelled: int


class Backups:
    """Makes, lists and thins the copies of an open project."""

    def __init__(self, folder: Path, database: Database) -> None:
        self._folder = folder
        self._db = database

    def make(self, reason: str = TIMED, between: Callable[[], None] = copying.breathe) -> Backup:
        """Copy the project as it is now, then throw away the copies that are no longer worth their place.

        Args:
            reason: why, in a few words: "before merging classes".
            between: called again and again while others may write; what it raises ends the copying.

        Raises:
            StorageError: the disk refuses; the project and the older copies are as they were.
        """
        self._sweep()
        path = self._db.keep_copy(reason, between)
        for backup in surplus(listed(self._folder), datetime.now(UTC)):
            with contextlib.suppress(OSError):  # it is tried again after the next copy
                backup.path.unlink()
        made = backup_of(path, path.stat().st_size)
        assert made is not None
        return made

    def listed(self) -> list[Backup]:
        """The copies, newest first."""
        return listed(self._folder)

    @property
    def rows_changed(self) -> int:
        """How many rows of the project were changed since it was opened."""
        return self._db.rows_changed

    def _sweep(self) -> None:
        """Remove what a program that was killed left of a copy; this process alone writes here."""
        for path in (self._folder / copying.FOLDER).glob(f".*{SUFFIX}"):
            with contextlib.suppress(OSError):
                path.unlink()


def listed(folder: Path) -> list[Backup]:
    """The copies in a project's folder, newest first; what is no copy of ours is left out."""
    try:
        files = [(path, path.stat().st_size) for path in (folder / copying.FOLDER).glob("*.sqlite3")]
    except OSError as error:
        raise StorageError(f"The backups of {folder} cannot be read: {error.strerror}.", "Try again.") from error
    found = [backup for path, size in files if (backup := backup_of(path, size)) is not None]
    return sorted(found, key=lambda backup: backup.order, reverse=True)


def contents(backup: Backup) -> Contents:
    """What a copy holds; BadInputError when it cannot be read any more. The file is only read."""
    address = f"{backup.path.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            images, labelled = connection.execute("SELECT count(*), total(labelled) FROM images").fetchone()
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise BadInputError(f"The backup {backup.path.name} is damaged: {error}.", "Choose another one.") from error
    return Contents(int(images), int(labelled))
