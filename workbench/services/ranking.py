"""Which image next, and why."""

from workbench.core.records import ImageRecord
from workbench.services.prediction import FINISHED
from workbench.store.project import Project


def queue(project: Project) -> list[ImageRecord]:
    """Predicted images that are not done or skipped, the most doubtful first; `doubt` and `reason` are set."""
    return project.doubtful(FINISHED)


def likely_next(project: Project, current: int) -> ImageRecord | None:
    """The most doubtful image after `current`, or None without predictions: quick, whatever the project's size."""
    return next((image for image in project.doubtful(FINISHED, limit=2) if image.id != current), None)


def next_image(project: Project, current: int | None) -> ImageRecord | None:
    """The image to work on after `current`: the most doubtful one, else the next unfinished one in order, else None.

    Images whose picture is gone are passed over.
    """
    for image in queue(project):
        if image.id != current and image.path.is_file():
            return image
    unfinished = [i for i in project.images() if i.status not in FINISHED and i.id != current and i.path.is_file()]
    later = [i for i in unfinished if current is None or i.id > current]
    return next(iter(later or unfinished), None)
