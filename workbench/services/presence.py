"""Which images have their picture where the project says, and what to say of the others."""

from collections.abc import Iterable

from workbench.core.errors import MissingError, WorkbenchError
from workbench.core.events import Notice
from workbench.core.records import ImageRecord
from workbench.pixels.image_file import probe


def trouble_of(image: ImageRecord) -> str:
    """ "missing" where the picture is not there, "other size" where it is not the one that was brought in, else ""."""
    try:
        info = probe(image.path)
    except MissingError:
        return "missing"
    except WorkbenchError:
        return ""  # its picture says that it cannot be read
    return "" if (info.width, info.height) == (image.width, image.height) else "other size"


def present_images(images: Iterable[ImageRecord]) -> tuple[list[ImageRecord], list[Notice]]:
    """The images whose file is there, in order, and a notice for each of the others."""
    present: list[ImageRecord] = []
    notices: list[Notice] = []
    for image in images:
        if image.path.is_file():
            present.append(image)
        else:
            notices.append(Notice(f"{image.path} is missing: its mask is kept, and the work goes on without it."))
    return present, notices
