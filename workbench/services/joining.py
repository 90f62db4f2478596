"""How what was found becomes part of a project: classes by name, pictures by their bytes, masks as edits."""

import io
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import numpy as np

from workbench.core.arrays import U8
from workbench.core.classes import ClassSet, LabelClass, is_background
from workbench.core.edit import edit_from_pixels
from workbench.core.errors import BadInputError
from workbench.core.mask import MAX_CLASSES, UNLABELLED, Origin, renumbered
from workbench.core.records import ImageRecord, NewImage, Split
from workbench.core.whole_file import whole_file
from workbench.services import annotation
from workbench.services.folders import make_folder
from workbench.services.found_files import ReadImage
from workbench.store.project import Project


@dataclass(frozen=True, slots=True, eq=False)
class JoinedClasses:
    """The classes of a project and a dataset together.

    Attributes:
        classes: all of them.
        table: uint8 (256,): the project's number of each number of the dataset, 255 for what stays unlabelled.
        added: the names that the project lacked.
    """

    classes: ClassSet
    table: U8
    added: tuple[str, ...]


def join_classes(project: ClassSet, dataset: ClassSet, renamed: Mapping[str, str]) -> JoinedClasses:
    """Match classes by name, without regard to case; those that the project lacks come after its own.

    Args:
        project: the project's classes.
        dataset: the dataset's.
        renamed: what a class of the dataset (by its name there) is called here; "" leaves its pixels unlabelled.
    """
    wanted = _wanted(dataset, renamed)
    table = np.full(256, UNLABELLED, dtype=np.uint8)
    classes = dataset if len(project) == 0 and not renamed else project
    added = [c.name for c in classes if classes is dataset]
    for c in dataset:
        name = wanted.get(c.index, c.name)
        if not name:
            continue
        known = _known(classes, name, exact=c.index in wanted)
        if known is None:
            index = c.index if classes.get(c.index) is None and c.index < MAX_CLASSES else None
            color = c.color if all(c.color != other.color for other in classes) else None
            classes = classes.with_added(name, color, index)
            known = classes.classes[-1]
            added.append(known.name)
        table[c.index] = classes.final(known.index)
    return JoinedClasses(ClassSet(classes.classes), table, tuple(added))


def keep_joined(
    project: Project, dataset: ClassSet, renamed: Mapping[str, str], before: JoinedClasses | None
) -> JoinedClasses:
    """Join a dataset's classes to the project's as they are now, and keep those that the project lacks.

    A person may rename, add and merge classes between two images: a number that was joined `before` stays joined,
    whatever its class is called by now, or goes to the class that it was merged into.

    Args:
        project: into which; to be called in the transaction that brings an image in.
        dataset: the dataset's classes.
        renamed: as for `join_classes`.
        before: what this gave for the last image that came in; None for the first.
    """
    present = project.classes
    if before is not None:
        return JoinedClasses(present, present.final_table()[before.table], before.added)
    joined = join_classes(present, dataset, renamed)
    if joined.classes != present:
        project.set_classes(joined.classes)
    return joined


def join_image(project: Project, read: ReadImage, sequence: str, before: int, copy: bool) -> tuple[ImageRecord, bool]:
    """The project's record of a found image, and whether it is new.

    Args:
        project: into which.
        read: the image.
        sequence: that it belongs to when it is new.
        before: the newest image when the import began: only older ones are matched by their bytes.
        copy: copy the picture into the project instead of pointing at it.
    """
    path = read.found.path if read.data is None else project.folder / "images" / PurePosixPath(read.found.name).name
    known = project.find_image(path, read.sha256)
    if known is not None and (known.path == path or known.id <= before):
        other_size = (known.width, known.height) != (read.info.width, read.info.height)
        if other_size and not project.take_picture(known.id, read.info.width, read.info.height, read.sha256):
            raise BadInputError(
                f"{path} is {read.info.width} x {read.info.height} pixels now; it was {known.width} x {known.height} "
                "when it joined the project. Its mask is kept.",
                "Put back the picture that was painted on, or import this one under another name.",
            )
        if known.removed:
            project.set_removed([known.id], False)
        if known.split == Split.NONE and read.found.split != Split.NONE:
            project.set_split([known.id], read.found.split)
        return project.image(known.id), False
    if read.data is not None:
        path = _kept(path.name, io.BytesIO(read.data), project.folder / "images")
    elif copy:
        with open(path, "rb") as original:
            path = _kept(path.name, original, project.folder / "images")
    image_id = project.add_image(
        NewImage(path, read.info.width, read.info.height, read.sha256, read.found.split, sequence)
    )
    return project.image(image_id), True


def join_mask(project: Project, image: ImageRecord, found: U8 | None, table: U8, over_hand: bool) -> bool:
    """Take a found mask (uint8 (H, W), the dataset's numbers) into the project's; whether any pixel changed."""
    if found is None:
        return False
    mask = project.mask(image.id)
    if found.shape != mask.classes.shape:
        raise BadInputError(
            f"The mask of {image.name} is {found.shape[1]} x {found.shape[0]} pixels and the picture "
            f"{image.width} x {image.height}. Neither was taken.",
            "Make both the same size, then import again.",
        )
    classes = renumbered(found, table)
    where = classes != UNLABELLED
    if not over_hand:
        where &= mask.origin != Origin.HAND
    edit = edit_from_pixels(mask, where, classes, Origin.IMPORTED, "import")
    if edit is None:
        return False
    annotation.commit(project, image.id, edit)
    return True


def _wanted(dataset: ClassSet, renamed: Mapping[str, str]) -> dict[int, str]:
    wanted: dict[int, str] = {}
    for old, new in renamed.items():
        found = dataset.named(old)
        if found is None:
            names = ", ".join(c.name for c in dataset) or "none"
            raise BadInputError(f"The source has no class {old!r}; nothing was imported.", f"It has: {names}.")
        wanted[found.index] = new.strip()
    return wanted


def _known(classes: ClassSet, name: str, *, exact: bool) -> LabelClass | None:
    """The class of that name; every name of a background means the one that there is, unless a person chose it."""
    found = classes.named(name)
    if found is None and not exact and is_background(name):
        found = next((c for c in classes if is_background(c.name)), None)
    return found


def _kept(name: str, original: BinaryIO, folder: Path) -> Path:
    """Copy a picture into a folder under a name that is free there; complete or not at all."""
    make_folder(folder)
    target = folder / name
    number = 2
    while target.exists():
        target = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
        number += 1
    cure = "Free some space, then import again; what came in before is kept."
    with whole_file(target, "The copy", cure) as copy:
        shutil.copyfileobj(original, copy)
    return target
