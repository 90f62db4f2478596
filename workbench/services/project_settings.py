"""What a person chooses for one project: the shares of the splits, and how sequences are told."""

from dataclasses import asdict, dataclass

from workbench.core.errors import BadInputError
from workbench.services.sequences import Telling
from workbench.store.project import Project

VAL_SHARE = 0.2
LARGEST_SHARE = 0.5

_NAME = "splits"


@dataclass(frozen=True, slots=True)
class ProjectSettings:
    """One project's own choices.

    Attributes:
        val: share of the labelled images that validate, 0..0.5.
        test: share of the labelled images that are kept for a last test, 0..0.5.
        sequences: how the sequences of images that come in are told.
    """

    val: float = VAL_SHARE
    test: float = 0.0
    sequences: Telling = Telling.AUTO

    def __post_init__(self) -> None:
        for name, share in (("val", self.val), ("test", self.test)):
            if not 0.0 <= share <= LARGEST_SHARE:
                raise BadInputError(f"The share of {name} is {share:.0%}.", f"Choose 0 to {LARGEST_SHARE:.0%}.")


def read(project: Project) -> ProjectSettings:
    """The settings of a project. Values that something else has damaged are the program's own again."""
    kept = project.settings.get(_NAME)
    if not isinstance(kept, dict):
        return ProjectSettings()
    try:
        return ProjectSettings(float(kept["val"]), float(kept["test"]), Telling(kept["sequences"]))
    except (KeyError, TypeError, ValueError, BadInputError):
        return ProjectSettings()


def write(project: Project, settings: ProjectSettings) -> None:
    """Keep the settings; they hold for what is labelled and brought in from now on."""
    project.settings.put(_NAME, asdict(settings))
