"""How far a project is on its first way round the loop: told by what is in it, not by what was clicked."""

from dataclasses import dataclass

from workbench.core.events import Exported
from workbench.core.listing import ImageQuery
from workbench.core.records import RunStatus, Status
from workbench.store.project import Project

PAINTED = 2
"""Images to learn the first model from: one for the lessons, one to judge."""

_EXPORTED = "first_export"
_KEPT_RUNS = frozenset({RunStatus.FINISHED, RunStatus.STOPPED})


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the loop.

    Attributes:
        name: for the program: "images", "classes", "painted", "trained", "reviewed", "exported".
        words: what to do, for a person.
        done: whether the project shows that it was done.
    """

    name: str
    words: str
    done: bool


def steps(project: Project) -> list[Step]:
    """The steps in their order."""
    painted = min(PAINTED, project.count(ImageQuery(painted=True)))
    so_far = f" ({painted} of {PAINTED})" if painted < PAINTED else ""
    finished = ImageQuery(predicted=True, painted=True, statuses=frozenset({Status.DONE}))
    return [
        Step("images", "Bring in images", project.newest_image() > 0),
        Step("classes", "Name the classes", len(project.classes.shown) > 0),
        Step("painted", f"Paint two images{so_far}", painted == PAINTED),
        Step("trained", "Train", any(run.status in _KEPT_RUNS for run in project.runs())),
        Step("reviewed", "Review a prediction", project.count(finished) > 0),
        Step("exported", "Export", project.settings.get(_EXPORTED) is not None),
    ]


def remember_export(project: Project, exported: Exported) -> None:
    """Keep that an export of this project was written and proven."""
    project.settings.put(_EXPORTED, {"images": exported.images, "verified": exported.verified})
