"""Where a person was when a project was closed: the open image, the class that painted, the size of the brush."""

from dataclasses import asdict, dataclass

from workbench.store.project import Project

_NAME = "desk"


@dataclass(frozen=True, slots=True)
class Desk:
    """How the work lay there.

    Attributes:
        image: the number of the open image, 0 for none.
        class_index: the class that painted, -1 for none.
        diameter: of the brush in image pixels, 0 where it is not known.
    """

    image: int = 0
    class_index: int = -1
    diameter: float = 0.0


def read(project: Project) -> Desk:
    """How the work lay when the project was closed; values that something else has damaged count as none."""
    kept = project.settings.get(_NAME)
    if not isinstance(kept, dict):
        return Desk()
    try:
        return Desk(int(kept["image"]), int(kept["class_index"]), float(kept["diameter"]))
    except (KeyError, TypeError, ValueError):
        return Desk()


def write(project: Project, desk: Desk) -> None:
    """Keep how the work lies."""
    project.settings.put(_NAME, asdict(desk))
