"""Which file of weights a person means: a project's run, a run's folder, or the file itself."""

import json
from dataclasses import dataclass
from pathlib import Path

from workbench.core.classes import Color
from workbench.core.errors import BadInputError, MissingError
from workbench.services.library import open_project
from workbench.services.models import usable_run
from workbench.store.project import FILE_NAME

WEIGHTS = "best.safetensors"
FACTS = "best.json"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A trained model on disk.

    Attributes:
        checkpoint: its weights.
        colors: of classes by their number in masks, as its project shows them; empty where no project is known.
    """

    checkpoint: Path
    colors: dict[int, Color]

    def channel_colors(self) -> tuple[str, ...]:
        """Each "#rrggbb", by output channel; empty where no project is known."""
        if not self.colors:
            return ()
        indices = [c["index"] for c in json.loads(self.checkpoint.with_name(FACTS).read_text("utf-8"))["classes"]]
        return tuple("#{:02x}{:02x}{:02x}".format(*self.colors[index]) for index in indices)


def find_model(place: Path, run: str = "best") -> ModelFile:
    """The model at a place.

    Args:
        place: a project, of which `run` is taken; the folder of a run; or a file of weights.
        run: "best" or a number.
    """
    if (place / FILE_NAME).is_file():
        with open_project(place) as project:
            model = usable_run(project, run)
            colors = {c.index: c.color for c in project.classes}
            return ModelFile(project.run_folder(model.id) / WEIGHTS, colors)
    if (place / WEIGHTS).is_file():
        return ModelFile(place / WEIGHTS, {})
    if not place.exists():
        raise MissingError(f"There is no model {place}.", "Name a project, the folder of a run, or best.safetensors.")
    if place.is_dir():
        raise BadInputError(f"{place} holds no model.", "Name a project, the folder of a run, or best.safetensors.")
    return ModelFile(place, {})
