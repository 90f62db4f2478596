"""Rebuilding a project whose file is lost or damaged beyond use: a flow of events that says what came back.

From the newest sound backup, and from the plain copies of masks where they show more than it does. Nothing that exists
is overwritten: the damaged file keeps its bytes under another name.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from workbench.core.backups import Backup
from workbench.core.classes import ClassSet
from workbench.core.edit import edit_from_pixels
from workbench.core.errors import BadInputError, MissingError, WorkbenchError
from workbench.core.events import Notice, Progress, Refused
from workbench.core.listing import ImageQuery
from workbench.core.mask import UNLABELLED, Origin
from workbench.core.records import NewImage
from workbench.pixels.mask_file import read_indexed
from workbench.services import annotation, mask_files
from workbench.services.backups import listed
from workbench.store import restoring
from workbench.store.copying import damage
from workbench.store.project import Project

Told = Iterator[Notice | Progress | Refused]


def run(folder: Path) -> Told:
    """Recover the project in a folder; a sound one only gets back the plain copies that it has lost.

    Raises:
        ProjectBusyError, ProjectTooNewError, StorageError: nothing was changed.
        MissingError: there is neither a project file, nor a backup, nor a mask.
    """
    folder = folder.expanduser().resolve()
    reason = None
    try:
        with Project.open(folder) as project:
            reason = next(iter(project.integrity_problems()), None)
            if reason is None:
                yield from _sound(project)
                return
    except (BadInputError, MissingError) as error:
        reason = error.message
    yield Notice(f"The project file cannot be used: {reason}")
    base = None
    for backup in listed(folder):
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
    yield from _rebuilt(folder, base, copies)
    kept = restoring.take_place(folder)
    if kept is not None:
        yield Notice(f"The file that could not be used is kept: {kept}")


def _sound(project: Project) -> Told:
    written = 0
    for progress in mask_files.refresh(project):
        written += 1
        yield progress
    yield Notice(f"The project file is sound. {written} plain copies of masks were written anew from it.")


def _rebuilt(folder: Path, base: Backup | None, copies: list[Path]) -> Told:
    """Make the new file ready beside the old one."""
    with restoring.prepared(folder, None if base is None else base.path) as project:
        lists = (ImageQuery(), ImageQuery(removed=True))
        known = {int(number) for query in lists for number in project.image_ids(query)}
        if base is None:
            yield from _classes(folder, project)
            yield Notice("There is no sound backup. Images that were never painted must be imported again.")
        else:
            yield Notice(f"Begun from the backup {base.path.name}, with {len(known)} images.")
        revisions = dict(project.stale_mask_files())
        restored = 0
        for done, path in enumerate(copies, start=1):
            try:
                note = mask_files.read_image_note(folder, path)
                if note.revision > revisions.get(int(path.stem), 0):
                    if int(path.stem) not in known:
                        _add(project, path, note)
                    elif note.sha256 != project.image(int(path.stem)).sha256:
                        raise BadInputError(
                            f"{path.name} belongs to another picture than image {path.stem} of this project.",
                            "The mask of the backup is kept.",
                        )
                    restored += _take(project, path)
            except WorkbenchError as error:
                yield Refused(path.name, error.message, error.cure)
            yield Progress("reading masks", done, len(copies))
        yield from _named_classes(project)
    yield Notice(f"{restored} masks were taken from their plain copies, which are newer.")
    if restored:
        yield Notice("Plain copies have no history and do not tell who set a pixel: it all counts as set by hand.")
    if base is None and any((folder / "runs").glob("*")):
        yield Notice("The weights of earlier runs still lie in runs/, but the project does not list them any more.")


def _classes(folder: Path, project: Project) -> Told:
    try:
        project.set_classes(mask_files.read_classes(folder))
    except BadInputError as error:
        yield Refused(mask_files.CLASSES_NAME, error.message, error.cure)


def _named_classes(project: Project) -> Told:
    """Give every number that masks hold a class."""
    classes: ClassSet = project.classes
    for index in sorted(project.areas()):
        if classes.get(index) is None:
            classes = classes.with_added(f"class {index}", index=index)
            yield Notice(f"The name of class {index} is lost: it is called class {index} now.")
    project.set_classes(classes)


def _add(project: restoring.PreparedProject, path: Path, note: mask_files.Note) -> None:
    """Add the image that a plain copy belongs to, of the copy's size."""
    height, width = read_indexed(path).shape
    there = project.find_image(note.path, note.sha256)
    if there is not None and there.path == note.path:
        raise BadInputError(
            f"{path.name} says that it is of {note.path}, which has the number {there.id}.", "The mask was left out."
        )
    new = NewImage(note.path, width, height, note.sha256, note.split)
    project.add_image_as(int(path.stem), new)
    project.set_status([int(path.stem)], note.status)


def _take(project: Project, path: Path) -> bool:
    """Take a plain copy into the project, erased and painted pixels as one edit each; whether anything changed."""
    classes = read_indexed(path)
    number, (height, width) = int(path.stem), classes.shape
    mask = project.mask(number)
    if mask.classes.shape != classes.shape:
        raise BadInputError(
            f"The mask {path.name} is {width} x {height} pixels, and its image {mask.width} x {mask.height}.",
            "The mask of the backup is kept.",
        )
    differ = mask.classes != classes
    erased = edit_from_pixels(mask, differ & (classes == UNLABELLED), classes, Origin.NONE, "recover")
    painted = edit_from_pixels(mask, differ & (classes != UNLABELLED), classes, Origin.HAND, "recover")
    for edit in (erased, painted):
        if edit is not None:
            annotation.commit(project, number, edit)
    return bool(np.any(differ))
