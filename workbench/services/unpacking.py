"""Archives on their way in: unpacked first, then brought in as the folder is."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from workbench.core.counting import counted
from workbench.core.events import Event, Notice, Progress
from workbench.core.listing import ImageQuery
from workbench.exchange.archive.entries import bare_name, is_archive
from workbench.exchange.archive.unpack import unpack, unpack_for_a_look
from workbench.pixels.image_folder import find_files
from workbench.store.project import Project

NAMED = 3
"""Archives inside an archive that are told by name."""

FolderFlow = Callable[[Path], Iterator[Event]]


def place_beside(project_folder: Path, archive: Path) -> Path:
    """A folder beside the project, called after the archive, that is not there yet."""
    first = project_folder.parent / bare_name(archive)
    folders = [first, *(first.with_name(f"{first.name}-{number}") for number in range(2, 1000))]
    return next((folder for folder in folders if not folder.exists()), first)


def bring(project: Project, archive: Path, dest: Path | None, bring_folder: FolderFlow) -> Iterator[Event]:
    """Unpack into `dest`, a new folder, by default one beside the project, then bring that in.

    The folder stays when the project points at pictures in it by then, and goes when it does not: when nothing came
    in, all pictures were known, or they were copied.
    """
    dest = place_beside(project.folder, archive) if dest is None else dest.expanduser().resolve()
    yield from unpack(archive, dest)
    try:
        yield Notice(f"Unpacked {archive.name} into {dest}.")
        yield from _still_packed(dest)
        yield from bring_folder(dest)
    finally:
        if not _points_into(project, dest):
            shutil.rmtree(dest, ignore_errors=True)


def look(project: Project, archive: Path, look_at_folder: FolderFlow) -> Iterator[Event]:
    """Look what an archive would bring in: unpacked beside the project, and gone when the look is over."""
    for step in unpack_for_a_look(archive, project.folder):
        if isinstance(step, Progress):
            yield step
        else:
            yield from _still_packed(step)
            yield from look_at_folder(step)


def _still_packed(folder: Path) -> Iterator[Notice]:
    """That there are archives inside an archive: somebody may expect what is in them."""
    inner = [path for path in find_files(folder) if is_archive(path)]
    if inner:
        some = ", ".join(path.name for path in inner[:NAMED]) + (" ..." if len(inner) > NAMED else "")
        yield Notice(f"Inside it, {counted(len(inner), 'archive')} stayed packed: {some}. Import these by themselves.")


def _points_into(project: Project, folder: Path) -> bool:
    """Whether any picture of the project, also one that was removed, lies in a folder."""
    queries = (ImageQuery(), ImageQuery(removed=True))
    return any(image.path.is_relative_to(folder) for query in queries for image in project.each(query))
