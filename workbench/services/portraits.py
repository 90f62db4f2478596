"""Small pictures of images: taken from the project while their file is as it was, made anew otherwise."""

from workbench.core.arrays import U8
from workbench.core.errors import BadInputError
from workbench.core.records import ImageRecord, Thumbnail
from workbench.pixels.jpeg_file import from_jpeg, to_jpeg
from workbench.pixels.thumbnail import thumbnail
from workbench.store.project import Project

SIDE = 192
QUALITY = 85


def portrait(project: Project, image: ImageRecord) -> tuple[U8, Thumbnail | None]:
    """The picture in small, uint8 (h, w, 3), RGB; and what is to be kept of it, None where that is kept already.

    The file counts as it was while it has the same length and time of change. While it is gone, the kept one is given.

    Raises:
        BadInputError: the file cannot be read, or is gone and no small picture was kept.
    """
    kept = project.thumbnail(image.id)
    try:
        facts = image.path.stat()
    except OSError as error:
        old = None if kept is None else from_jpeg(kept.jpeg)
        if old is None:
            raise BadInputError(f"{image.path} cannot be read: {error.strerror}.", "Put the file back.") from error
        return old, None
    if kept is not None and (kept.bytes, kept.changed) == (facts.st_size, facts.st_mtime_ns):
        found = from_jpeg(kept.jpeg)
        if found is not None:
            return found, None
    pixels = thumbnail(image.path, SIDE)
    return pixels, Thumbnail(image.id, to_jpeg(pixels, QUALITY), facts.st_size, facts.st_mtime_ns)
