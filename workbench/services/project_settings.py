"""What a person chooses for one project: splits, sequences, steps for undo, whether models may help their judges."""

from dataclasses import dataclass

from workbench.core.errors import BadInputError
from workbench.services.sequences import Telling
from workbench.store.project import Project

VAL_SHARE = 0.2
LARGEST_SHARE = 0.5

JOURNAL_BYTES = 1024**3
"""Of the steps of all images, unless a person chooses otherwise: months of painting."""

_SPLITS = "splits"
_JOURNAL = "journal_bytes"
_ACCEPT = "accept_in_val"


@dataclass(frozen=True, slots=True)
class ProjectSettings:
    """One project's own choices.

    Attributes:
        val: share of the labelled images that validate, 0..0.5.
        test: share of the labelled images that are kept for a last test, 0..0.5.
        sequences: how the sequences of images that come in are told.
        journal: bytes that the steps of all images may take in the file; the oldest go when a project is opened.
        accept_in_val: whether predictions may be accepted in images that judge models; None while nobody was asked.
    """

    val: float = VAL_SHARE
    test: float = 0.0
    sequences: Telling = Telling.AUTO
    journal: int = JOURNAL_BYTES
    accept_in_val: bool | None = None

    def __post_init__(self) -> None:
        for name, share in (("val", self.val), ("test", self.test)):
            if not 0.0 <= share <= LARGEST_SHARE:
                raise BadInputError(f"The share of {name} is {share:.0%}.", f"Choose 0 to {LARGEST_SHARE:.0%}.")
        if self.journal < 0:
            raise BadInputError(f"Steps cannot take {self.journal} bytes.", "Choose 0 or more.")


def read(project: Project) -> ProjectSettings:
    """The settings of a project. Values that something else has damaged are the program's own again."""
    kept = project.settings.get(_JOURNAL)
    journal = kept if type(kept) is int and kept >= 0 else JOURNAL_BYTES
    answer = project.settings.get(_ACCEPT)
    agreed = answer if isinstance(answer, bool) else None
    splits = project.settings.get(_SPLITS)
    if not isinstance(splits, dict):
        return ProjectSettings(journal=journal, accept_in_val=agreed)
    try:
        shares = float(splits["val"]), float(splits["test"])
        return ProjectSettings(*shares, Telling(splits["sequences"]), journal, agreed)
    except (KeyError, TypeError, ValueError, BadInputError):
        return ProjectSettings(journal=journal, accept_in_val=agreed)


def write(project: Project, settings: ProjectSettings) -> None:
    """Keep the settings; they hold for what is labelled and brought in from now on."""
    splits = {"val": settings.val, "test": settings.test, "sequences": settings.sequences}
    project.settings.put(_SPLITS, splits)
    project.settings.put(_JOURNAL, settings.journal)
    project.settings.put(_ACCEPT, settings.accept_in_val)
