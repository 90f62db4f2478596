"""Copies of the project file, made while it is open: SQLite's online backup, in steps, proved before they count.

Source: sqlite.org, "SQLite Backup API". What the connection of the copy's source writes between two steps is written
into the copy as well, so that a copy never has to begin anew.
"""

import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from workbench.core.backups import backup_name, backup_of
from workbench.core.errors import StorageError
from workbench.core.whole_file import told, whole_file
from workbench.store.schema import APPLICATION_ID

FOLDER = "backups"

STEP_PAGES = 128
"""One step: a megabyte, so that a stroke never waits for longer than its copying takes."""

FLUSH_STEPS = 16
"""Flushed a little at a time: a stroke that is flushed meanwhile would wait for all of the rest."""

PAUSE = 0.005
"""Seconds between two steps, in which others may write."""

SPARE = 32 * 1024**2
"""Bytes that a copy must leave free on the disk: it may not be what keeps a stroke from being written."""

_CURE = "Free some space. The project and its older backups are as they were."


def breathe() -> None:
    """Let others write."""
    time.sleep(PAUSE)


def keep(
    source: sqlite3.Connection, folder: Path, reason: str, between: Callable[[], None], lock: threading.RLock
) -> Path:
    """Copy an open project file into the backups of its folder, under the time and a reason; returns where.

    `between` and `lock` are those of `copy`.
    """
    backups = folder / FOLDER
    with told(backups, "The folder", _CURE):
        backups.mkdir(exist_ok=True)
    now = datetime.now(UTC).replace(microsecond=0)
    found = [backup_of(path, 0) for path in backups.iterdir()]
    number = 1 + max((b.number for b in found if b is not None and b.made == now), default=0)
    path = backups / backup_name(now, reason, number)
    copy(source, path, between, lock)
    return path


def copy(source: sqlite3.Connection, dest: Path, between: Callable[[], None], lock: threading.RLock) -> None:
    """Copy an open database to `dest`, which appears whole and sound or not at all.

    Args:
        source: in no transaction while a step is made.
        dest: where to; its folder must be there.
        between: called between two steps, with the lock free; what it raises ends the copying, and nothing is left.
        lock: of the source, held during each step, and neither while the copy is flushed nor while it is proved.

    Raises:
        StorageError: the disk refuses, has too little room, or the copy is not sound.
    """
    with lock:
        pages, page_size = (source.execute(f"PRAGMA {what}").fetchone()[0] for what in ("page_count", "page_size"))
    with told(dest, "The backup", _CURE):
        free = shutil.disk_usage(dest.parent).free
    if free < pages * page_size + SPARE:
        raise StorageError(f"There is no room for a backup of {pages * page_size >> 20} MB: {dest}.", _CURE)
    with whole_file(dest, "The backup", _CURE) as file:
        partial = Path(file.name)
        try:
            with closing(sqlite3.connect(partial, isolation_level=None, check_same_thread=False)) as target:
                target.execute("PRAGMA journal_mode=OFF")  # it is thrown away unless it is whole
                target.execute("PRAGMA synchronous=OFF")  # it is flushed below, and by `whole_file`
                steps = count(1)

                def pause(*_: int) -> None:
                    lock.release()
                    try:
                        if next(steps) % FLUSH_STEPS == 0:
                            os.fsync(file.fileno())
                        between()
                    finally:
                        lock.acquire()

                with lock:
                    source.backup(target, pages=STEP_PAGES, progress=pause, sleep=PAUSE)
        except sqlite3.Error as error:
            raise StorageError(f"The backup {dest} could not be written: {error}.", _CURE) from error
        wrong = damage(partial)
        if wrong:
            raise StorageError(f"The backup {dest} was not kept, for it is not sound: {wrong}.", _CURE)


def damage(path: Path) -> str:
    """What is wrong with a copy of a project file, in SQLite's words; "" when it is sound. The file is only read."""
    try:
        address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            if application != APPLICATION_ID:
                return "it is not a project of this program"
            (answer,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except (sqlite3.Error, UnicodeDecodeError) as error:
        return str(error)
    return "" if answer == "ok" else str(answer)
