"""Which image next, and why."""

from workbench.core.records import ImageRecord
from workbench.services import desk
from workbench.services.prediction import FINISHED, UNFINISHED
from workbench.store.project import Project

PASSED_OVER = 100
"""Images in a row without a picture, before the search is given up."""


def queue(project: Project) -> list[ImageRecord]:
    """Predicted images that are not done or skipped, the most doubtful first; `doubt` and `reason` are set."""
    return project.doubtful(FINISHED)


def likely_next(project: Project, current: int) -> ImageRecord | None:
    """The most doubtful image after `current`, or None without predictions: quick, whatever the project's size."""
    return next((image for image in project.doubtful(FINISHED, limit=2) if image.id != current), None)


def first_image(project: Project) -> ImageRecord | None:
    """The image to open with a project: the one that was open when it was closed, else the next one, else any."""
    last = [image for image in project.records([desk.read(project).image]) if not image.removed]
    return (
        _first_there(last, None) or next_image(project, None) or next(iter(project.images_beside(None, True, 1)), None)
    )


def next_image(project: Project, current: int | None) -> ImageRecord | None:
    """The image to work on after `current`: the most doubtful one, else the next unfinished one in order, else None.

    Images whose picture is gone are passed over, as many as `PASSED_OVER`: with a drive that is not there nothing is
    found in any case, and nobody should wait for that.
    """
    return (
        _first_there(project.doubtful(FINISHED, PASSED_OVER), current)
        or _first_there(project.images_beside(current, True, PASSED_OVER, UNFINISHED), current)
        or _first_there(project.images_beside(None, True, PASSED_OVER, UNFINISHED), current)
    )


def _first_there(images: list[ImageRecord], current: int | None) -> ImageRecord | None:
    return next((image for image in images if image.id != current and image.path.is_file()), None)
