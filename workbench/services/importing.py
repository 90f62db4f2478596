"""Bringing a folder into a project: a flow of events, one image at a time, each whole or not at all."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from workbench.core.arrays import U8
from workbench.core.classes import ClassSet
from workbench.core.edit import edit_from_pixels
from workbench.core.errors import BadInputError, WorkbenchError
from workbench.core.events import Event, Imported, Notice, Progress, Refused
from workbench.core.mask import MAX_CLASSES, UNLABELLED, Origin
from workbench.core.records import ImageRecord, NewImage, Split
from workbench.core.whole_file import whole_file
from workbench.exchange.dataset import FoundDataset, FoundImage
from workbench.exchange.registry import read_dataset
from workbench.pixels.image_file import ImageInfo, sha256, verify
from workbench.services import annotation, backups, project_settings, sequences
from workbench.services.folders import make_folder
from workbench.store.project import Project

_AHEAD = 8
"""Pictures that are read before they are needed: enough to keep every core at work, few enough to fit in memory."""

NAMED = 5
"""Repeated names that are told one by one."""


@dataclass(frozen=True, slots=True)
class _Read:
    """One found image with everything that its files had to tell."""

    found: FoundImage
    info: ImageInfo
    sha256: str
    mask: U8 | None


def run(project: Project, source: Path, format_name: str = "auto", copy: bool = False) -> Iterator[Event]:
    """Import `source`; the last event is `Imported`.

    Pictures that the project has already (same place, or same bytes) are not added twice: their masks join theirs.
    One that was removed from the project comes back with all that it held. Hand-set pixels stay.
    A file that cannot be used is `Refused` with its reason; the others go on.

    Args:
        project: into which.
        source: a folder, or a single picture.
        format_name: "auto" or a name of `exchange.registry`.
        copy: copy the pictures into the project instead of pointing at them.

    Raises:
        WorkbenchError: the source as a whole cannot be read; nothing was changed.
    """
    dataset = read_dataset(source.expanduser().resolve(), format_name)
    yield Notice(f"Recognised as {dataset.format}: {dataset.why}.")
    for notice in dataset.notices:
        yield Notice(notice)
    if project.areas() and any(found.load for found in dataset.images):
        backups.before(project, "importing masks")
    table = _join_classes(project, dataset)
    how, known_sequences = project_settings.read(project).sequences, project.divisions.sequences()
    told = sequences.tell([found.name for found in dataset.images], how, known_sequences)
    sequence_of = dict(zip((found.name for found in dataset.images), told, strict=True))
    before = project.newest_image()
    seen: dict[str, str] = {}
    added: list[int] = []
    known = masks = refused = 0
    with ThreadPoolExecutor(2, thread_name_prefix="import") as pool:
        for done, (found, answer) in enumerate(_read_ahead(pool, dataset), start=1):
            if isinstance(answer, WorkbenchError):
                refused += 1
                yield Refused(str(found.path), answer.message, answer.cure)
            else:
                if answer.sha256 in seen:
                    yield Notice(f"{found.name} has the same bytes as {seen[answer.sha256]}.")
                seen.setdefault(answer.sha256, found.name)
                try:
                    image, new = _join_image(project, answer, sequence_of[found.name], before, copy)
                    added += [image.id] if new else []
                    known += not new
                    masks += _join_mask(project, image, answer.mask, table)
                except BadInputError as error:
                    refused += 1
                    yield Refused(str(found.path), error.message, error.cure)
            yield Progress("importing", done, len(dataset.images))
    repeated = project.repeated_names(added)
    if repeated:
        some = ", ".join(repeated[:NAMED]) + (" ..." if len(repeated) > NAMED else "")
        yield Notice(f"{len(repeated)} names are shared by several images: {some}")
    yield Imported(dataset.format, dataset.why, len(added), masks, refused, known)


def _read_ahead(pool: ThreadPoolExecutor, dataset: FoundDataset) -> Iterator[tuple[FoundImage, _Read | WorkbenchError]]:
    """The found images in order with what their files tell, a few read ahead by the pool."""
    futures = [(found, pool.submit(_read, found)) for found in dataset.images[:_AHEAD]]
    waiting = iter(dataset.images[_AHEAD:])
    try:
        while futures:
            found, future = futures.pop(0)
            answer = future.result()
            following = next(waiting, None)
            if following is not None:
                futures.append((following, pool.submit(_read, following)))
            yield found, answer
    finally:
        for _, future in futures:
            future.cancel()


def _read(found: FoundImage) -> _Read | WorkbenchError:
    try:
        mask = found.load() if found.load else None
        return _Read(found, verify(found.path), sha256(found.path), mask)
    except WorkbenchError as error:
        return error


def _join_classes(project: Project, dataset: FoundDataset) -> U8:
    """Add the classes that the project lacks, by name; uint8 (256,): the project's number of each found number."""
    classes = project.classes
    table = np.full(256, UNLABELLED, dtype=np.uint8)
    if len(classes) == 0:
        classes = dataset.classes
    for c in dataset.classes:
        known = classes.named(c.name)
        if known is None:
            index = c.index if classes.get(c.index) is None and c.index < MAX_CLASSES else None
            color = c.color if all(c.color != other.color for other in classes) else None
            classes = classes.with_added(c.name, color, index)
            known = classes.classes[-1]
        table[c.index] = classes.final(known.index)
    if classes != project.classes:
        project.set_classes(ClassSet(classes.classes))
    return table


def _join_image(project: Project, read: _Read, sequence: str, before: int, copy: bool) -> tuple[ImageRecord, bool]:
    """The project's record of a found image, and whether it is new."""
    path = read.found.path
    known = project.find_image(path, read.sha256)
    if known is not None and (known.path == path or known.id <= before):
        if (known.width, known.height) != (read.info.width, read.info.height):
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
    if copy:
        path = _copied(path, project.folder / "images")
    image_id = project.add_image(
        NewImage(path, read.info.width, read.info.height, read.sha256, read.found.split, sequence)
    )
    return project.image(image_id), True


def _join_mask(project: Project, image: ImageRecord, found: U8 | None, table: U8) -> bool:
    """Take a found mask (uint8 (H, W), the dataset's numbers) into the project's; whether any pixel changed."""
    if found is None:
        return False
    mask = project.mask(image.id)
    if found.shape != mask.classes.shape:
        raise BadInputError(
            f"The mask of {image.name} is {found.shape[1]} x {found.shape[0]} pixels and the picture "
            f"{image.width} x {image.height}. The picture was imported without it.",
            "Make both the same size, then import again.",
        )
    classes = table[found]
    where = (classes != UNLABELLED) & (mask.origin != Origin.HAND)
    edit = edit_from_pixels(mask, where, classes, Origin.IMPORTED, "import")
    if edit is None:
        return False
    annotation.commit(project, image.id, edit)
    return True


def _copied(source: Path, folder: Path) -> Path:
    """Copy a picture into a folder under a name that is free there; complete or not at all."""
    make_folder(folder)
    target = folder / source.name
    number = 2
    while target.exists():
        target = folder / f"{source.stem}-{number}{source.suffix}"
        number += 1
    cure = "Free some space, then import again; what came in before is kept."
    with whole_file(target, "The copy", cure) as copy, open(source, "rb") as original:
        shutil.copyfileobj(original, copy)
    return target
