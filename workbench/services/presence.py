"""Which images have their picture where the project says, and what to say of the others."""

from collections.abc import Iterable

from workbench.core.events import Notice
from workbench.core.records import ImageRecord


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
