"""Taking what the model says into the masks of many images: a flow of events."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from workbench.core.arrays import I64
from workbench.core.control import Control
from workbench.core.edit import Edit
from workbench.core.errors import BadInputError, MissingError
from workbench.core.events import Accepted, Event, Progress, Refused
from workbench.core.listing import ImageQuery
from workbench.core.offer import EVERYTHING, Offer
from workbench.core.prediction import Prediction
from workbench.services import annotation, prediction
from workbench.services.judges import JUDGES
from workbench.store.project import Project


@dataclass(frozen=True, slots=True)
class AcceptPlan:
    """Of chosen images, in their order: those that a model has predicted, and which of them judge models.

    Attributes:
        others: the numbers of predicted images that judge no model.
        judges: the numbers of those of val and test.
        unpredicted: how many have no prediction.
    """

    others: tuple[int, ...]
    judges: tuple[int, ...]
    unpredicted: int


def plan(project: Project, image_ids: Sequence[int]) -> AcceptPlan:
    """What accepting on these images would be about; no mask and no prediction is read."""
    chosen: I64 = np.array(image_ids, np.int64)
    predicted = chosen[np.isin(chosen, project.image_ids(ImageQuery(predicted=True)))]
    judging = np.isin(predicted, project.image_ids(ImageQuery(splits=JUDGES)))
    others, judges = (tuple(int(number) for number in predicted[part]) for part in (~judging, judging))
    return AcceptPlan(others, judges, len(chosen) - len(predicted))


def run(
    project: Project, image_ids: Sequence[int], offer: Offer = EVERYTHING, control: Control | None = None
) -> Iterator[Event]:
    """Accept what is on offer in each of these images, where nothing is painted; the last event is `Accepted`.

    Each image takes one edit, which can be undone in it like any other; what a hand has set stays. Closed, or stopped
    by the control, between two images: what was accepted stays. An image that cannot be read is `Refused`, the others
    go on.
    """
    images = pixels = 0
    for done, image_id in enumerate(image_ids):
        if control is not None and control.ends:
            break
        image = project.image(image_id)
        yield Progress("accepting", done, len(image_ids))
        try:
            said = prediction.load(project, image)
            edit = None if said is None else _accept(project, image_id, said, offer)
            if edit is not None:
                images, pixels = images + 1, pixels + edit.outcome().pixels
        except (BadInputError, MissingError) as error:
            yield Refused(image.name, error.message, error.cure)
    yield Accepted(images, pixels, len(image_ids))


def _accept(project: Project, image_id: int, said: Prediction, offer: Offer) -> Edit | None:
    """Accept what is on offer in the mask as it is now: no stroke can come between."""
    with project.as_one():
        edit = said.to_edit(project.mask(image_id), offer=offer)
        if edit is not None:
            annotation.commit(project, image_id, edit)
        return edit
