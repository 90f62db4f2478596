"""Putting another file in the place of a project's own, so that nothing of the present one is lost.

Whoever does so is alone with the folder from the first look at the present file until the other one is in its place.
"""

import contextlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from workbench.core.errors import BadInputError, MissingError
from workbench.core.whole_file import flush_folder, told, unsure
from workbench.store import copying
from workbench.store.folder_lock import folder_lock
from workbench.store.preparing import CURE, LOGS, PreparedProject, check_prepared, prepared
from workbench.store.project import FILE_NAME, Project


class Present:
    """What lies in the place of a project's file: a project, held open, or something that is of no use.

    Attributes:
        project: the open project, or None.
        problem: why there is none.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self.project: Project | None = None
        self.problem = ""
        try:
            self.project = Project.open_alone(folder)
        except (BadInputError, MissingError) as error:
            self.problem = error.message

    def close(self) -> None:
        """Let the project go, if there is one."""
        if self.project is not None:
            self.project.close()

    def reject(self, problem: str) -> None:
        """Take the file for one that is of no use: it will be set aside with all its bytes."""
        self.close()
        self.project, self.problem = None, problem

    def replace_by(self, other: PreparedProject) -> Path | None:
        """Put another project here; returns where what was here is kept, or None when there was nothing.

        A sound file becomes a backup, a damaged one keeps all its bytes under another name.

        Raises:
            StorageError: the disk refuses. What was here is here, unless the message says otherwise.
        """
        other.close()
        check_prepared(other)
        kept = None
        if self.project is not None:
            kept = self.project.backups.make("before restore").path
            self.project.close()
        with told(self._path, "The project file", CURE), _aside(self._path, with_file=kept is None) as aside:
            os.replace(other.path, self._path)
        with unsure(f"{self._path.parent} has been restored"):
            flush_folder(self._path.parent)
        return aside if kept is None else kept


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[Present]:
    """Hold a project's folder: while inside nobody else opens, restores or recovers it.

    Raises:
        ProjectBusyError: the project is open, or somebody else does one of these.
        ProjectTooNewError, StorageError: it cannot be told what lies there.
    """
    with folder_lock(folder, alone=True):
        present = Present(folder)
        try:
            yield present
        finally:
            present.close()


def restore(folder: Path, backup: Path) -> Path | None:
    """Let a backup be the project; returns where the file that was there is kept, or None when there was none.

    Raises:
        ProjectBusyError: the project is open.
        BadInputError: the backup is damaged.
        StorageError: the disk refuses; the project is as it was, unless the message says otherwise.
    """
    with alone(folder) as present:
        wrong = copying.damage(backup)
        if wrong:
            raise BadInputError(f"The backup {backup} is damaged: {wrong}. Nothing was changed.", "Choose another one.")
        with prepared(folder, backup) as project:
            project.outdate_copies()
            return present.replace_by(project)


@contextlib.contextmanager
def _aside(path: Path, *, with_file: bool) -> Iterator[Path | None]:
    """Meanwhile a file and its logs, or its logs alone, bear a name that nothing had; for good, if the block succeeds.

    A log that is left over would be taken for one of the file that comes. Gives the file's other name.
    """
    endings = [e for e in ("", *LOGS) if (e or with_file) and os.path.lexists(path.with_name(path.name + e))]
    base = path.with_name(f"{path.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    aside, number = base, 2
    while any(os.path.lexists(aside.with_name(aside.name + ending)) for ending in ("", *LOGS)):
        aside, number = base.with_name(f"{base.name}-{number}"), number + 1
    moved: list[tuple[Path, Path]] = []
    try:
        for ending in endings:
            old, new = path.with_name(path.name + ending), aside.with_name(aside.name + ending)
            _rename(old, new, stay=not ending)
            moved.append((old, new))
        yield aside if "" in endings else None
    except BaseException:
        for old, new in moved:
            if os.path.lexists(old):
                new.unlink()
            else:
                new.rename(old)
        raise


def _rename(old: Path, new: Path, *, stay: bool) -> None:
    """Give a file another name; with `stay` it keeps its own as well, where the file system can do that."""
    if stay:
        with contextlib.suppress(OSError):
            os.link(old, new, follow_symlinks=False)
            return
    old.rename(new)
