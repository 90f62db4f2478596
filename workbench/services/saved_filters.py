"""Lists of images that a person has given a name, kept with the project."""

from workbench.core.errors import BadInputError
from workbench.services.image_list import Wanted
from workbench.store.project import Project

_NAME = "image_lists"

LONGEST = 60
"""Letters of a name: it stands in a menu."""


def read(project: Project) -> dict[str, Wanted]:
    """By name, in the order of the names. What something else has damaged is left out."""
    kept = project.settings.get(_NAME)
    found: dict[str, Wanted] = {}
    for name, values in sorted(kept.items()) if isinstance(kept, dict) else ():
        try:
            found[str(name)] = Wanted.from_json(values)
        except (KeyError, TypeError, ValueError, AttributeError):
            continue
    return found


def save(project: Project, name: str, wanted: Wanted) -> str:
    """Keep a list under a name, in place of one of the same name; returns the name as it is kept."""
    clean = " ".join(name.split())
    if not 0 < len(clean) <= LONGEST:
        raise BadInputError("A saved filter needs a name.", f"Type 1 to {LONGEST} letters.")
    _write(project, read(project) | {clean: wanted})
    return clean


def forget(project: Project, name: str) -> None:
    """Take a list out."""
    _write(project, {kept: wanted for kept, wanted in read(project).items() if kept != name})


def _write(project: Project, lists: dict[str, Wanted]) -> None:
    project.settings.put(_NAME, {name: wanted.to_json() for name, wanted in lists.items()})
