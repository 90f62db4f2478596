"""Which image next, and why."""

from workbench.core.records import FINISHED, UNFINISHED, ImageRecord
from workbench.services import desk, queueing
from workbench.store.project import Project

PASSED_OVER = 100
"""Images in a row without a picture, before the search is given up."""


def queue(project: Project, limit: int | None = None) -> list[ImageRecord]:
    """Predicted images that are not done or skipped, in the order of the project's strategy, each with its reason.

    Predictions of an older program, which nobody has ranked, come most doubtful first.
    """
    return project.queues.read(queueing.chosen(project), limit) or project.doubtful(FINISHED, limit)


def reason(project: Project, image_id: int) -> str:
    """Why a person should look at an image: what its prediction says, and what the strategy says."""
    said = project.image(image_id).reason
    return f"{said} {project.queues.reason(queueing.chosen(project), image_id)}".strip() if said else ""


def likely_next(project: Project, current: int) -> ImageRecord | None:
    """The first of the queue but for `current`, or None without predictions: quick, whatever the project's size."""
    return next((image for image in queue(project, limit=2) if image.id != current), None)


def first_image(project: Project) -> ImageRecord | None:
    """The image to open with a project: the one that was open when it was closed, else the next one, else any."""
    last = [image for image in project.records([desk.read(project).image]) if not image.removed]
    return (
        _first_there(last, None) or next_image(project, None) or next(iter(project.images_beside(None, True, 1)), None)
    )


def next_image(project: Project, current: int | None) -> ImageRecord | None:
    """The image to work on after `current`: the first of the queue, else the next unfinished one in order, else None.

    Of the unfinished ones those go first that have something left to paint.
    Never the same image again, and none of its sequence while another waits among the first of the queue. Images
    whose picture is gone are passed over, as many as `PASSED_OVER`: with a drive that is not there nothing is found in
    any case, and nobody should wait for that.
    """
    waiting = queue(project, PASSED_OVER)
    here = project.image(current).sequence if current is not None else ""
    return (
        _first_there([image for image in waiting if not here or image.sequence != here], current)
        or _first_there(waiting, current)
        or _first_unfinished(project, current)
    )


def _first_unfinished(project: Project, current: int | None) -> ImageRecord | None:
    after, first = (project.images_beside(image, True, PASSED_OVER, UNFINISHED) for image in (current, None))
    around = [*after, *first]
    with_gaps = [image for image in around if image.labelled < image.width * image.height]
    return _first_there(with_gaps, current) or _first_there(around, current)


def _first_there(images: list[ImageRecord], current: int | None) -> ImageRecord | None:
    return next((image for image in images if image.id != current and image.path.is_file()), None)
