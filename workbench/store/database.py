"""One connection to one SQLite file, held by one process; every access goes through `Database.transaction`."""

import json
import os
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from workbench.core.errors import BadInputError, ProjectBusyError, ProjectTooNewError, StorageError, WorkbenchError
from workbench.store.schema import APPLICATION_ID, VERSION, metadata
from workbench.store.versions import bring_up

_PRAGMAS = (
    "PRAGMA locking_mode=EXCLUSIVE",  # before journal_mode: no shared memory, and a second process is refused
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA mmap_size=0",
    "PRAGMA page_size=8192",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
)


class Database:
    """An open project file.

    The connection is shared by the threads of this process, one at a time. SQLite before 3.51.3 can corrupt a
    write-ahead log that two connections write at the same instant; one connection cannot meet that fault.
    """

    def __init__(self, path: Path, *, create: bool) -> None:
        """Open the file, or make it.

        Raises:
            ProjectBusyError: another process holds it; says who.
            ProjectTooNewError: a newer version of the program wrote it.
            BadInputError: the file is no project, or damaged.
            StorageError: the disk refuses.
        """
        self.path = path
        self._lock = threading.RLock()
        self._holder = path.with_name(path.name + ".holder")
        self._engine = _engine(path)
        try:
            self._connection = self._connect(create)
        except BaseException:
            self._engine.dispose()
            raise
        self._write_holder()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Everything inside is committed together, or nothing is. Nested uses join the outer one."""
        with self._lock:
            if self._connection.in_transaction():
                yield self._connection
                return
            try:
                with self._connection.begin():
                    yield self._connection
            except DBAPIError as error:
                explained = self._explained(error)
                if explained is None:
                    raise
                raise explained from error

    def integrity_problems(self) -> list[str]:
        """What SQLite's full integrity check and the foreign-key check say; empty when all is well."""
        with self.transaction() as connection:
            rows = [str(row[0]) for row in connection.execute(text("PRAGMA integrity_check"))]
            broken = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
        problems = [row for row in rows if row != "ok"]
        return problems + [f"row {row[1]} of {row[0]} points at a missing row of {row[2]}" for row in broken]

    def close(self) -> None:
        """Fold the write-ahead log into the file and let it go. Closing twice does nothing."""
        with self._lock:
            if self._connection.closed:
                return
            self._connection.close()
            self._engine.dispose()
            self._holder.unlink(missing_ok=True)

    def _connect(self, create: bool) -> Connection:
        try:
            connection = self._engine.connect()
            with connection.begin():
                self._prepare(connection, create)
        except DBAPIError as error:
            raise self._explained(error) or self._damaged(error.orig) from error
        except UnicodeDecodeError as error:  # SQLite quotes a torn schema when it complains of it
            raise self._damaged(error) from error
        return connection

    def _prepare(self, connection: Connection, create: bool) -> None:
        application = int(connection.scalar(text("PRAGMA application_id")) or 0)
        version = int(connection.scalar(text("PRAGMA user_version")) or 0)
        if create and application == 0 and version == 0:
            connection.execute(text(f"PRAGMA application_id={APPLICATION_ID}"))
            connection.execute(text(f"PRAGMA user_version={VERSION}"))
            metadata.create_all(connection)
            return
        if application != APPLICATION_ID:
            raise BadInputError(f"{self.path} is not a project of this program.", "Choose a project folder.")
        if version > VERSION:
            raise ProjectTooNewError(
                f"{self.path.parent} was written by a newer version of the program (format {version}, this one reads "
                f"up to {VERSION}). Nothing was changed.",
                "Update the program, then open the project again.",
            )
        damage = connection.scalar(text("PRAGMA quick_check(1)"))
        if damage != "ok":
            raise self._damaged(damage)
        if version < VERSION:
            bring_up(connection, version)
        for table in metadata.sorted_tables:  # the check does not read the tables' own descriptions
            connection.execute(select(table).limit(0))

    def _damaged(self, reason: object) -> BadInputError:
        return BadInputError(f"{self.path} is damaged or no project: {reason}.", "Restore a copy of it.")

    def _explained(self, error: DBAPIError) -> WorkbenchError | None:
        """What SQLite's complaint means in the user's world; None when it means nothing there."""
        reason = str(error.orig)
        code = getattr(error.orig, "sqlite_errorname", "") or ""
        if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or "is locked" in reason:
            return ProjectBusyError(
                f"The project {self.path.parent.name} is open {self._who()}.", "Close it there, then try again."
            )
        if code.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            return self._damaged(reason)
        if code.startswith(("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
            return StorageError(
                f"The disk refused to keep a change of {self.path.parent.name}: {reason}.",
                "What is in memory is kept. Free some space or make the folder writable; it is tried again.",
            )
        return None

    def _who(self) -> str:
        try:
            holder = json.loads(self._holder.read_text(encoding="utf-8"))
            since = time.strftime("%H:%M", time.localtime(float(holder["since"])))
            return f"in process {int(holder['pid'])} on {holder['host']}, since {since}"
        except (OSError, ValueError, KeyError, TypeError):
            return "in another process"

    def _write_holder(self) -> None:
        """Tell a second process whom to blame. The lock itself is SQLite's, so a stale file does no harm."""
        facts = {"pid": os.getpid(), "host": socket.gethostname(), "since": time.time()}
        try:
            self._holder.write_text(json.dumps(facts), encoding="utf-8")
        except OSError as error:
            self.close()
            raise StorageError(
                f"{self.path.parent} cannot be written: {error.strerror}.", "Make the folder writable."
            ) from error


def _engine(path: Path) -> Engine:
    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            path,
            timeout=0.2,
            check_same_thread=False,
            isolation_level=None,  # transactions are begun by the "begin" hook below, not guessed by the driver
        )
        try:
            for pragma in _PRAGMAS:
                connection.execute(pragma)
        except BaseException:
            connection.close()
            raise
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=StaticPool)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
