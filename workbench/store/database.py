"""One connection to one SQLite file, held by one process; every access goes through `Database.transaction`."""

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from workbench.core.errors import BadInputError, StorageError, UnreadableError, WorkbenchError
from workbench.core.whole_file import flush_folder, partial_of, told
from workbench.store import copying
from workbench.store.claim import Claim
from workbench.store.connecting import connecting, damaged, explained, is_failure_of_disk
from workbench.store.entry import check_header, check_values, check_version
from workbench.store.folder_lock import folder_lock
from workbench.store.holder import Holder
from workbench.store.schema import APPLICATION_ID, VERSION, metadata
from workbench.store.versions import bring_up
from workbench.store.way_back import not_ours


def make_file(path: Path) -> None:
    """Make an empty project file; it appears complete or not at all."""
    partial = partial_of(path)
    engine = connecting(partial, new=True)
    try:
        with engine.begin() as connection:
            connection.execute(text(f"PRAGMA application_id={APPLICATION_ID}"))
            connection.execute(text(f"PRAGMA user_version={VERSION}"))
            metadata.create_all(connection)
        engine.dispose()
        with told(path, "The project file", "Choose a folder that you may write to."):
            partial.rename(path)
            flush_folder(path.parent)
    except DBAPIError as error:
        raise explained(path, error) or damaged(path, error.orig) from error
    finally:
        engine.dispose()
        partial.unlink(missing_ok=True)


class Database:
    """An open project file.

    The connection is shared by the threads of this process, one at a time. SQLite before 3.51.3 can corrupt a
    write-ahead log that two connections write at the same instant; one connection cannot meet that fault.
    """

    def __init__(self, path: Path) -> None:
        """Open the file; one of an older version is copied into `backups/`, then brought up to this one.

        Raises:
            ProjectBusyError: another process holds it, or this one does; says who.
            ProjectTooNewError: a newer version of the program wrote it.
            BadInputError: the file is no project, or damaged.
            StorageError: the disk refuses.
        """
        self.path = path
        self._claim = Claim(path)  # before anything else opens the file
        self._lost = False
        self._rescued = ""
        self._numbers: dict[str, int] = {}
        self._rows_before = 0
        self._lock = threading.RLock()
        self._holder = Holder(path)
        self._engine = connecting(path)
        try:
            check_header(path)
            self._connection = self._connect()
        except BaseException:
            self._engine.dispose()
            self._claim.release()
            raise
        try:
            self._holder.write()
        except BaseException:
            self.close()
            raise

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Everything inside is committed together, or nothing is. Nested uses join the outer one.

        Once the disk has failed the file is opened anew for the next one: a drive that was away gives nothing back to
        those who held its files.
        """
        with self._lock:
            if self._connection.in_transaction():
                yield self._connection
                return
            try:
                with self._reached().begin():
                    yield self._connection
                self._numbers = _numbers(self._connection)
            except DBAPIError as error:
                self._lost = is_failure_of_disk(error)
                known = self._explained(error)
                if known is None:
                    raise
                if isinstance(known, UnreadableError):
                    _raw(self._connection).execute("PRAGMA shrink_memory")  # next time the disk itself is asked again
                raise known from error

    def keep_copy(self, reason: str, between: Callable[[], None] = copying.breathe) -> Path:
        """Copy the file as it is at the end of this call into `backups/`; between two steps other threads may write.

        Args:
            reason: why, a few words for the copy's name.
            between: called between two steps, while others may write; what it raises ends the copying.

        Raises:
            StorageError: the disk refuses the copy.
        """
        with self._lock:
            raw = _raw(self._reached())
        return copying.keep(raw, self.path.parent, reason, between, self._lock)

    def check_place(self) -> None:
        """See that the file that is written to is the one at its path.

        Raises:
            StorageError: it was moved, replaced or deleted; all that it holds was copied into a folder that is there.
        """
        if self._lost or self._claim.in_place():
            return
        with self.transaction() as connection:  # a drive that is away says so here, and is waited for
            connection.execute(text(f"PRAGMA user_version={VERSION}"))
        if self._lost or self._claim.in_place():
            return
        if not self._rescued:
            self._rescued = self._rescue()
        raise StorageError(
            f"The file of the project {self.path.parent.name} was moved, replaced or deleted while it was open. "
            f"{self._rescued}",
            "Put it back where it was; or close the project and restore that copy.",
        )

    def _rescue(self) -> str:
        """Copy what the file holds, which may have no name any more, into the backups; returns where, in words.

        When the whole folder is gone, they are those of a new folder beside it.
        """
        folder = self.path.parent
        try:
            if not folder.is_dir():
                folder = folder.with_name(f"{folder.name}-rescued")
                with told(folder, "The folder", "Make the folder above it writable."):
                    folder.mkdir(exist_ok=True)
            with self._lock:
                raw = _raw(self._reached())
            kept = copying.keep(raw, folder, "before-it-was-gone", copying.breathe, self._lock)
        except StorageError as error:
            return f"It could not be copied: {error.message}"
        return f"What it held was copied to {kept}."

    @property
    def rows_changed(self) -> int:
        """How many rows were changed since the file was opened: it grows with every change."""
        with self._lock:
            return self._rows_before + _raw(self._reached()).total_changes

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
            self._let_go()
            self._holder.remove()
            self._claim.release()

    def _let_go(self) -> None:
        with contextlib.suppress(DBAPIError):  # a lost file can be let go only
            self._connection.close()
        self._engine.dispose()

    def _reached(self) -> Connection:
        """The connection; a file that was lost is opened anew, if it is there and still the same.

        Raises:
            StorageError: it is not.
        """
        if not self._lost:
            return self._connection
        if not self._connection.closed:
            self._rows_before += _raw(self._connection).total_changes
            self._let_go()
        try:
            with folder_lock(self.path.parent, alone=False):
                self._claim.renew()
                check_header(self.path)
                self._engine = connecting(self.path)
                self._connection = self._connect()
                if any(_numbers(self._connection).get(table, -1) < last for table, last in self._numbers.items()):
                    raise BadInputError(
                        f"{self.path} holds less than was kept in it: an older copy lies in its place.",
                        "Put the file back that was there.",
                    )
                self._holder.write()
        except WorkbenchError as error:
            self._let_go()
            raise StorageError(
                f"The project {self.path.parent.name} cannot be reached any more: {error.message}",
                "Connect its drive again.",
            ) from error
        self._lost = False
        return self._connection

    def _connect(self) -> Connection:
        try:
            connection = self._engine.connect()
            self._prepare(connection)
        except DBAPIError as error:
            raise self._explained(error) or damaged(self.path, error.orig) from error
        except (sqlite3.Error, UnicodeDecodeError) as error:  # SQLite quotes a torn schema when it complains of it
            raise damaged(self.path, error) from error
        return connection

    def _prepare(self, connection: Connection) -> None:
        """Look again with the log folded in; then copy a file of an older version, and bring it up."""
        raw = _raw(connection)
        if raw.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise not_ours(self.path)
        version = int(raw.execute("PRAGMA user_version").fetchone()[0])
        check_version(self.path, version)
        (damage,) = raw.execute("PRAGMA quick_check(1)").fetchone()
        if damage != "ok":
            raise damaged(self.path, damage)
        if version < VERSION:
            copying.keep(raw, self.path.parent, f"before-version-{VERSION}", copying.breathe, self._lock)
            with connection.begin():
                bring_up(connection, version)
        check_values(self.path, raw)

    def _explained(self, error: DBAPIError) -> WorkbenchError | None:
        return explained(self.path, error, self._holder.who())


def _numbers(connection: Connection) -> dict[str, int]:
    """The last number that each table has given: they never fall, so that an older copy has lower ones."""
    return dict(_raw(connection).execute("SELECT name, seq FROM sqlite_sequence").fetchall())


def _raw(connection: Connection) -> sqlite3.Connection:
    """The driver's own connection."""
    return cast(sqlite3.Connection, connection.connection.dbapi_connection)
