"""How SQLite is spoken to, and what its complaints mean in the user's world."""

import os
import random
import sqlite3
import time
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from workbench.core.errors import DiskFullError, StorageError, UnreadableError, WorkbenchError
from workbench.store.claim import busy
from workbench.store.entry import check_schema

_BEFORE = (
    "PRAGMA locking_mode=EXCLUSIVE",  # before journal_mode: no shared memory, and a second process is refused
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA mmap_size=0",
    "PRAGMA cache_size=-32768",  # kB: holds the rows of 100,000 images, so that lists are read from memory
    "PRAGMA page_size=8192",
)
_WRITING = ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL")
"""Set once the file is known to be ours: the first of them writes to it."""


_WAIT_SECONDS = 0.05
_LONGEST_REST = 0.03
_ATTEMPTS = 4
"""To take the lock. Two processes that open one file at the same moment can each hold what the other one needs; SQLite
then refuses both at once. Each lets go and comes back after a rest of its own: one of them wins."""


def connecting(path: Path, *, new: bool = False) -> Engine:
    """An engine of one connection to a file that is there, or to a new one."""

    def connect() -> sqlite3.Connection:
        for _ in range(_ATTEMPTS - 1):
            try:
                return _opened(path, new)
            except sqlite3.OperationalError as error:
                if not getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY"):
                    raise
            time.sleep(random.uniform(0, _LONGEST_REST))
        return _opened(path, new)

    engine = create_engine("sqlite://", creator=connect, poolclass=StaticPool)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _opened(path: Path, new: bool) -> sqlite3.Connection:
    """A connection that holds the file."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={'rwc' if new else 'rw'}",
        uri=True,
        timeout=_WAIT_SECONDS,
        check_same_thread=False,
        isolation_level=None,  # transactions are begun by the "begin" hook of the engine, not guessed by the driver
    )
    try:
        for pragma in _BEFORE:
            connection.execute(pragma)
        check_schema(path, connection)
        for pragma in _WRITING:
            connection.execute(pragma)
    except BaseException:
        connection.close()
        raise
    return connection


def damaged(path: Path, reason: object) -> UnreadableError:
    """The refusal of a file that is torn."""
    return UnreadableError(
        f"{path} is damaged or no project: {reason}.",
        f"Bring a backup back: File, Restore a backup; or: workbench restore {path.parent}. Without a backup: "
        f"workbench recover {path.parent}",
    )


def is_failure_of_disk(error: DBAPIError) -> bool:
    """Whether it says that the file cannot be read or written any more, which a full disk does not."""
    return (getattr(error.orig, "sqlite_errorname", "") or "").startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN"))


def explained(path: Path, error: DBAPIError, who: str = "in another process") -> WorkbenchError | None:
    """What SQLite's complaint about that file means; None when it means nothing in the user's world."""
    reason = str(error.orig)
    code = getattr(error.orig, "sqlite_errorname", "") or ""
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or "is locked" in reason:
        return busy(path, who)
    if code.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or "Could not decode to UTF-8" in reason:
        return damaged(path, reason)
    if code.startswith("SQLITE_FULL"):
        return DiskFullError(
            f"The disk of {path.parent.name} is full, and a change was not written: {reason}.", "Free some space."
        )
    if code.startswith(("SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        if path.exists() and not (os.access(path.parent, os.W_OK) and os.access(path, os.W_OK)):
            return StorageError(
                f"You may not write in {path.parent}, and an open project is written to.",
                "Make the folder and the files in it writable, or copy the project to a folder of yours.",
            )
        return StorageError(
            f"The disk refused to keep a change of {path.parent.name}: {reason}.",
            "Connect the drive, and make the project's folder writable.",
        )
    return None
