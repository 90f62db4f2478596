"""What the project holds of one image, read in one go: everything but its picture."""

from dataclasses import dataclass

from workbench.core.edit import HISTORY_BYTES, Edit
from workbench.core.errors import WorkbenchError
from workbench.core.mask import LabelMask
from workbench.core.prediction import Prediction
from workbench.core.records import ImageRecord
from workbench.services import prediction
from workbench.store.project import Project


@dataclass(frozen=True, slots=True)
class Contents:
    """Of one image.

    Attributes:
        mask: a fresh copy in memory.
        revision: of the mask; an older one than the mask's when it was changed while all this was read.
        areas: pixels of each class in it.
        history: its newest steps, oldest first, each with whether it is undone.
        prediction: the newest, or None.
        problems: what could not be read beside the mask; painting goes on without it.
    """

    mask: LabelMask
    revision: int
    areas: dict[int, int]
    history: list[tuple[Edit, bool]]
    prediction: Prediction | None
    problems: tuple[WorkbenchError, ...]


def read(project: Project, image: ImageRecord) -> Contents:
    """Read everything; WorkbenchError when the mask itself cannot be read. May be called on any thread."""
    problems: list[WorkbenchError] = []
    revision = project.mask_revision(image.id)
    history: list[tuple[Edit, bool]] = []
    said: Prediction | None = None
    try:
        history = project.history(image.id, HISTORY_BYTES)
    except WorkbenchError as error:
        problems.append(error)
    try:
        said = prediction.load(project, image)
    except WorkbenchError as error:
        problems.append(error)
    return Contents(project.mask(image.id), revision, project.areas(image.id), history, said, tuple(problems))
