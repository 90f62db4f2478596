"""Mending the damaged masks of a project whose file is sound otherwise, one by one and in place."""

from collections.abc import Iterator

from workbench.core.arrays import U8
from workbench.core.errors import WorkbenchError
from workbench.core.events import Notice, Progress, Refused
from workbench.core.listing import ImageQuery
from workbench.core.records import ImageRecord
from workbench.pixels.mask_file import read_indexed
from workbench.services.copy_notes import read_image_note
from workbench.store.mending import Mended
from workbench.store.project import Project

Told = Iterator[Notice | Progress | Refused]


def mend(project: Project, keep_first: bool = True) -> Told:
    """Look at every mask, and mend those that are damaged: from their history, and from their plain copies.

    Args:
        project: an open one.
        keep_first: back the project up before the first mask is changed, with all its bytes, and again at the end.
    """
    numbers = [int(n) for query in (ImageQuery(), ImageQuery(removed=True)) for n in project.image_ids(query)]
    mended = 0
    for done, number in enumerate(numbers, start=1):
        if project.mending.is_damaged(number):
            if not mended and keep_first:
                kept = project.backups.make("before mending")
                yield Notice(f"The project as it was found is kept: {kept.path.name}")
            mended += 1
            image = project.image(number)
            yield from _told(image, project.mending.mend(number, _copy(project, image)))
        yield Progress("reading masks", done, len(numbers))
    if mended and keep_first:
        project.backups.make("after mending")


def _copy(project: Project, image: ImageRecord) -> U8 | None:
    """The plain copy of an image's mask; None when there is none of use."""
    path = project.plain_copy(image.id)
    try:
        copy = read_indexed(path)
        same = read_image_note(project.folder, path).sha256 == image.sha256
    except WorkbenchError:  # gone or damaged like the mask itself: the history alone tells
        return None
    return copy if same and copy.shape == (image.height, image.width) else None


def _told(image: ImageRecord, mended: Mended) -> Told:
    if not mended.pieces:
        yield Notice(f"{image.name}: the areas of its classes were counted anew.")
        return
    pieces = f"{mended.pieces} piece{'s' if mended.pieces > 1 else ''}"
    yield Notice(f"{image.name}: {pieces} of its mask could not be read, and came back from its steps and plain copy.")
    if mended.steps_lost:
        yield Notice(f"{image.name}: its steps are damaged, too. What was painted until now cannot be undone any more.")
    if mended.lost:
        yield Refused(
            image.name,
            f"{mended.lost} pixels of its mask are lost: neither its steps nor its plain copy tell what they were",
            "They are as the plain copy has them, or unlabelled: look at the image.",
        )
