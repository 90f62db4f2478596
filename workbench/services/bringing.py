"""Several folders, pictures and archives at once: one flow, in which a bad one does not keep the others out."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from workbench.core.errors import WorkbenchError
from workbench.core.events import Event, Refused
from workbench.services import importing
from workbench.store.project import Project


def run(project: Project, sources: Iterable[Path]) -> Iterator[Event]:
    """Import them one after another (see `importing.run`); one that cannot be read as a whole is `Refused`."""
    for source in sources:
        try:
            yield from importing.run(project, source)
        except WorkbenchError as error:
            yield Refused(source.name, error.message, error.cure)
