"""Which images have their picture where the project says, and what to say of the others."""

from collections.abc import Iterable

from workbench.core.counting import counted
from workbench.core.errors import MissingError, WorkbenchError
from workbench.core.events import Notice
from workbench.core.records import ImageRecord
from workbench.pixels.image_file import probe

NAMED = 3
"""Of several images that are gone, so many are named."""


MISSING = "missing"
"""What is wrong with a picture that is not there."""


def trouble_of(image: ImageRecord) -> str:
    """ "missing" where the picture is not there, "other size" where it is not the one that was brought in, else ""."""
    try:
        info = probe(image.path)
    except MissingError:
        return MISSING
    except WorkbenchError:
        return ""  # its picture says that it cannot be read
    return "" if (info.width, info.height) == (image.width, image.height) else "other size"


def present_images(images: Iterable[ImageRecord]) -> tuple[list[ImageRecord], list[Notice]]:
    """The images whose file is there, in order, and a notice of the others."""
    present: list[ImageRecord] = []
    gone: list[ImageRecord] = []
    for image in images:
        if image.path.is_file():
            present.append(image)
        else:
            gone.append(image)
    return present, [Notice(_words(gone))] if gone else []


def _words(gone: list[ImageRecord]) -> str:
    if len(gone) == 1:
        return f"1 image was left out: {gone[0].path} is missing. Its mask is kept, and the work goes on without it."
    names = ", ".join(image.name for image in gone[:NAMED])
    more = f" and {len(gone) - NAMED:,} more" if len(gone) > NAMED else ""
    return (
        f"{counted(len(gone), 'image')} were left out: their pictures are not there ({names}{more}). "
        "Their masks are kept."
    )
