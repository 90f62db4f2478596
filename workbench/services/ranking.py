"""Which image next, and why."""

import numpy as np
from numpy.typing import NDArray

from workbench.core.listing import ImageQuery, Order
from workbench.core.records import ImageRecord
from workbench.services.prediction import FINISHED, UNFINISHED
from workbench.store.project import Project

Ids = NDArray[np.int64]

PASSED_OVER = 200
"""Images without a picture that are passed over before the search is given up."""

LOOKED_AT = 8
"""Records read at a time: nearly always the first is taken."""


def queue(project: Project) -> list[ImageRecord]:
    """Predicted images that are not done or skipped, the most doubtful first; `doubt` and `reason` are set."""
    return project.doubtful(FINISHED)


def likely_next(project: Project, current: int) -> ImageRecord | None:
    """The most doubtful image after `current`, or None without predictions: quick, whatever the project's size."""
    return next((image for image in project.doubtful(FINISHED, limit=2) if image.id != current), None)


def next_image(project: Project, current: int | None) -> ImageRecord | None:
    """The image to work on after `current`: the most doubtful one, else the next unfinished one in order, else None.

    Images whose picture is gone are passed over, at most `PASSED_OVER` of each kind: with a drive that is not there
    nothing is found in any case, and nobody should wait for that.
    """
    doubtful = project.image_ids(ImageQuery(statuses=UNFINISHED, predicted=True, order=Order.DOUBT))
    found = _first_there(project, doubtful, current)
    if found is not None:
        return found
    waiting = project.image_ids(ImageQuery(statuses=UNFINISHED))
    place = 0 if current is None else _place_after(project, waiting, current)
    return _first_there(project, np.roll(waiting, -place), current)


def neighbour(project: Project, image_id: int | None, forward: bool) -> ImageRecord | None:
    """The nearest image in the project's order whose picture is there; from the beginning without a number."""
    beside = project.images_beside(image_id, forward, PASSED_OVER)
    return next((image for image in beside if image.path.is_file()), None)


def _first_there(project: Project, image_ids: Ids, current: int | None) -> ImageRecord | None:
    for start in range(0, min(PASSED_OVER, len(image_ids)), LOOKED_AT):
        for image in project.records(image_ids[start : start + LOOKED_AT]):
            if image.id != current and image.path.is_file():
                return image
    return None


def _place_after(project: Project, waiting: Ids, current: int) -> int:
    """How many of the waiting images come before the first that follows `current` in the project's order."""
    order = project.image_ids(ImageQuery())
    here = np.flatnonzero(order == current)
    if not here.size:
        return 0
    return int(np.isin(waiting, order[: here[0] + 1]).sum())
