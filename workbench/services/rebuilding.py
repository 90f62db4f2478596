"""What comes back into a project that is rebuilt: the classes and the masks of the plain copies in `masks/`."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from workbench.core.classes import ClassSet
from workbench.core.edit import edit_from_pixels
from workbench.core.errors import BadInputError, WorkbenchError
from workbench.core.events import Notice, Progress, Refused
from workbench.core.listing import ImageQuery
from workbench.core.mask import UNLABELLED, Origin
from workbench.core.records import NewImage
from workbench.pixels.mask_file import read_indexed
from workbench.services import annotation
from workbench.services.copy_notes import CLASSES_NAME, Note, read_classes, read_image_note
from workbench.store.preparing import PreparedProject
from workbench.store.project import Project

Told = Iterator[Notice | Progress | Refused]


def take_classes(folder: Path, project: Project) -> Told:
    """Take the classes that stand beside the copies, if they can be read."""
    try:
        project.set_classes(read_classes(folder))
    except BadInputError as error:
        yield Refused(CLASSES_NAME, error.message, error.cure)


def take_copies(project: PreparedProject, copies: list[Path]) -> Told:
    """Take each copy that shows a later mask than the project holds, and name the classes that are left over."""
    lists = (ImageQuery(), ImageQuery(removed=True))
    known = {int(number) for query in lists for number in project.image_ids(query)}
    taken = 0
    for done, path in enumerate(copies, start=1):
        number = int(path.stem)
        try:
            note = read_image_note(project.folder, path)
            if note.revision > project.mask_revision(number):
                if number not in known:
                    _add(project, path, note)
                elif note.sha256 != project.image(number).sha256:
                    raise BadInputError(
                        f"{path.name} belongs to another picture than image {path.stem} of this project.",
                        "The mask of the backup is kept.",
                    )
                taken += _take(project, path)
        except WorkbenchError as error:
            yield Refused(path.name, error.message, error.cure)
        yield Progress("reading masks", done, len(copies))
    yield from _named_classes(project)
    yield Notice(f"{taken} masks were taken from their plain copies, which are newer.")
    if taken:
        yield Notice("Plain copies have no history and do not tell who set a pixel: it all counts as set by hand.")


def _named_classes(project: Project) -> Told:
    """Give every number that masks hold a class."""
    classes: ClassSet = project.classes
    for index in sorted(project.areas()):
        if classes.get(index) is None:
            classes = classes.with_added(f"class {index}", index=index)
            yield Notice(f"The name of class {index} is lost: it is called class {index} now.")
    project.set_classes(classes)


def _add(project: PreparedProject, path: Path, note: Note) -> None:
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
