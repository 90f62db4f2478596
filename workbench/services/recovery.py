"""Bringing a project back whose file is lost or damaged: a flow of events that says what came back.

A file that can be opened is mended in place, mask by mask. One that cannot is rebuilt: from the newest sound backup,
and from the plain copies of masks where they show more than it does. Nothing that exists is overwritten: the damaged
file keeps its bytes under another name.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from workbench.core.backups import Backup
from workbench.core.errors import MissingError
from workbench.core.events import Notice, Progress, Refused
from workbench.core.listing import ImageQuery
from workbench.services import plain_copies
from workbench.services.backups import listed
from workbench.services.mending import mend
from workbench.services.rebuilding import take_classes, take_copies
from workbench.store import restoring
from workbench.store.copying import damage
from workbench.store.preparing import prepared
from workbench.store.project import Project
from workbench.store.restoring import Present

Told = Iterator[Notice | Progress | Refused]


def possible(folder: Path) -> bool:
    """Whether there is something in a folder to recover a project from: a backup, or masks."""
    return bool(listed(folder)) or next((folder / "masks").glob("*.png"), None) is not None


def run(folder: Path) -> Told:
    """Recover the project in a folder; from a sound one nothing is taken, and lost plain copies are written anew.

    From the first event to the last nobody else can open, restore or recover it.

    Raises:
        ProjectBusyError, ProjectTooNewError, StorageError: nothing was changed.
        MissingError: there is neither a project file, nor a backup, nor a mask.
    """
    folder = folder.expanduser().resolve()
    with restoring.alone(folder) as present:
        if present.project is not None:
            wrong = next(iter(present.project.integrity_problems()), None)
            if wrong is None:
                yield from _mended(present.project)
                return
            present.reject(wrong)
        yield Notice(f"The project file cannot be used: {present.problem}")
        yield from _rebuilt(folder, present)


def _mended(project: Project) -> Told:
    mended = 0
    for event in mend(project):
        mended += not isinstance(event, Progress)
        yield event
    written = 0
    for progress in plain_copies.refresh(project):
        written += isinstance(progress, Progress)
        yield progress
    state = "has been mended" if mended else "is sound"
    yield Notice(f"The project file {state}. {written} plain copies of masks were written anew from it.")


def _rebuilt(folder: Path, present: Present) -> Told:
    """Make a new file ready beside the present one, then let it take that one's place."""
    base = None
    for backup in _newest_first(folder):
        wrong = damage(backup.path)
        if not wrong:
            base = backup
            break
        yield Refused(backup.path.name, f"this backup is damaged: {wrong}", "An older one is used.")
    copies = sorted((p for p in (folder / "masks").glob("*.png") if p.stem.isdecimal()), key=lambda p: int(p.stem))
    if base is None and not copies:
        raise MissingError(
            f"There is nothing in {folder} to recover from: no sound backup and no masks.", "Choose a project folder."
        )
    with prepared(folder, None if base is None else base.path) as project:
        if base is None:
            yield from take_classes(folder, project)
            yield Notice("There is no sound backup. Images that were never painted must be imported again.")
        else:
            yield Notice(f"Begun from the backup {base.path.name}, with {project.count(ImageQuery())} images.")
            yield from mend(project, keep_first=False)
        yield from take_copies(project, copies)
        project.outdate_copies()
        kept = present.replace_by(project)
    if base is None and any((folder / "runs").glob("*")):
        yield Notice("The weights of earlier runs still lie in runs/, but the project does not list them any more.")
    if kept is not None:
        yield Notice(f"The file that could not be used is kept: {kept}")


def _newest_first(folder: Path) -> list[Backup]:
    """The backups; those that a clock which ran ahead has dated in the future come last."""
    now = datetime.now(UTC)
    return sorted(listed(folder), key=lambda backup: backup.made > now)
