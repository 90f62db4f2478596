"""How a project was exported last, so that the next export begins there."""

from dataclasses import replace

from workbench.core.errors import WorkbenchError
from workbench.exchange.registry import output_format
from workbench.exchange.writing.choice import EVERYTHING, ExportChoice
from workbench.store.project import Project

_NAME = "export"


def read(project: Project) -> tuple[str, ExportChoice]:
    """The format's name and the choice; at first, or when something else has damaged them, VOC and everything.

    Classes that the project has not are left out; all are meant where none is left.
    """
    kept = project.settings.get(_NAME)
    try:
        if not isinstance(kept, dict):
            return "voc", EVERYTHING
        kind = output_format(str(kept["format"]))
        choice = ExportChoice.from_json(kept["choice"])
        kind.check_extras(choice.extras)
    except (KeyError, TypeError, ValueError, WorkbenchError):
        return "voc", EVERYTHING
    if choice.classes is not None:
        choice = replace(choice, classes=choice.classes.intersection(c.index for c in project.classes) or None)
    return kind.name, choice


def write(project: Project, format_name: str, choice: ExportChoice) -> None:
    """Keep how the project is exported."""
    project.settings.put(_NAME, {"format": format_name, "choice": choice.to_json()})
