"""Backups of a project: when one is due, before what one is made, and how one is brought back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from workbench.core.backups import Backup
from workbench.core.errors import MissingError, ProjectBusyError, StorageError
from workbench.core.events import Notice, Progress
from workbench.store import restoring
from workbench.store.backups import Contents, contents, listed
from workbench.store.project import FILE_NAME, Project

INTERVAL = timedelta(minutes=30)
"""Between two backups of a project in which something changes."""

RESTORED = "after restoring"
"""Why there is a backup that holds what another one held."""

__all__ = ["INTERVAL", "Contents", "Schedule", "before", "contents", "find", "listed", "restore", "restoring_flow"]


class Schedule:
    """Knows when the next backup of an open project is due."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._rows = 0
        newest = next(iter(project.backups.listed()), None)
        written = datetime.fromtimestamp((project.folder / FILE_NAME).stat().st_mtime, UTC)
        self._behind = newest is None or written > newest.made + timedelta(seconds=1)

    def due(self, now: datetime) -> bool:
        """Whether something has changed since the newest backup, and that is old enough."""
        changed = self._behind or self._project.backups.rows_changed > self._rows
        # One from the future is of a clock that ran ahead: it says nothing about when the last one was made.
        made = (backup.made for backup in self._project.backups.listed() if backup.made <= now)
        newest = next(made, None)
        return changed and (newest is None or now >= newest + INTERVAL)

    def made(self, rows: int) -> None:
        """A backup was begun when so many rows had changed, and is there now."""
        self._behind, self._rows = False, rows


def before(project: Project, deed: str) -> Backup:
    """Back the project up before something that changes many images at once: `deed` is "merging classes".

    Raises:
        StorageError: the disk refuses; then the deed should wait.
    """
    return project.backups.make(f"before {deed}")


def find(folder: Path, name: str) -> Backup:
    """The backup of that name, or of the only name that begins so."""
    found = [backup for backup in listed(folder) if backup.path.name == name or backup.path.name.startswith(name)]
    if len(found) != 1:
        raise MissingError(
            f"{len(found) or 'No'} backup{'s' if found else ''} of {folder} {'are' if found else 'is'} called {name}.",
            f"See their names with: workbench restore {folder}",
        )
    return found[0]


def restore(folder: Path, backup: Backup) -> Path | None:
    """Let a backup be the project, which must be closed; returns where the present file is kept, None for none.

    What was restored is backed up in its turn: should the file be lost now, the newest backup is what was chosen.
    """
    kept = restoring.restore(folder, backup.path)
    try:
        with Project.open(folder) as project:
            project.backups.make(RESTORED)
    except (StorageError, ProjectBusyError) as error:
        raise StorageError(f"{folder} was restored, but not backed up again: {error.message}", error.cure) from error
    return kept


def restoring_flow(folder: Path, backup: Backup) -> Iterator[Progress | Notice]:
    """`restore` as a flow, for a file of gigabytes takes its time."""
    yield Progress("restoring", 0, 1)
    kept = restore(folder, backup)
    yield Progress("restoring", 1, 1)
    if kept is not None:
        yield Notice(f"What the project was before is kept: {kept.name}.")
