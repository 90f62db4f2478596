"""What a training of a project will cost, before it starts; and what a run that has ended tells for the next."""

import json
from itertools import pairwise
from pathlib import Path
from statistics import median

from workbench.core.advice import Findings, settle
from workbench.core.errors import WorkbenchError
from workbench.core.estimate import Estimate, Speed, Task, estimate, speed_of
from workbench.core.listing import ImageQuery
from workbench.core.recipe import TrainingRecipe
from workbench.core.records import Split
from workbench.services.machine import this_machine
from workbench.services.model_files import FACTS
from workbench.store.project import Project

METRICS = "metrics.jsonl"

UNKNOWN_ENCODER = "What it would cost is not known for this encoder."

NOTHING_PAINTED = "Nothing to learn from is painted yet."

FEWEST_STEPS = 5
"""Of which the pace is told: the first ones are slower than the rest."""


def reckon(project: Project, recipe: TrainingRecipe, known: tuple[Speed, ...]) -> Estimate | None:
    """What this recipe will cost on what is painted now; None while nobody can tell.

    Takes some time where there are many images, and asks for the GPU: not for the window's thread.
    """
    painted = list(project.each(ImageQuery(splits=frozenset({Split.TRAIN, Split.VAL}), painted=True)))
    train = [image for image in painted if image.split == Split.TRAIN]
    if not train:
        return None
    machine = this_machine()
    largest = max(train, key=lambda image: image.width * image.height)
    found = Findings(
        machine.gpu_bytes,
        len(train),
        round(largest.height * recipe.image_scale),
        round(largest.width * recipe.image_scale),
        len(project.classes.shown),
        recipe.weights != "none",
    )
    settled, _ = settle(recipe, found)
    val_pixels = sum(image.width * image.height for image in painted if image.split == Split.VAL)
    return estimate(Task(settled, float(val_pixels), machine.cores, machine.gpu), known)


def cost_in_words(project: Project, recipe: TrainingRecipe, known: tuple[Speed, ...]) -> str:
    """What this recipe will cost, or why nobody can tell; as slow as `reckon`."""
    found = reckon(project, recipe, known)
    if found is not None:
        return found.words
    painted = project.count(ImageQuery(splits=frozenset({Split.TRAIN}), painted=True))
    return UNKNOWN_ENCODER if painted else NOTHING_PAINTED


def speed_told(project: Project, run_id: int) -> Speed | None:
    """How quickly a run of the project went; None where its files do not tell."""
    folder = project.run_folder(run_id)
    try:
        facts = json.loads((folder / FACTS).read_text("utf-8"))
        recipe = TrainingRecipe.from_json(facts["recipe"])
        times = _step_times(folder / METRICS)
    except (OSError, ValueError, KeyError, TypeError, WorkbenchError):
        return None
    pauses = [after - before for before, after in pairwise(times) if after > before]
    if len(pauses) < FEWEST_STEPS:
        return None
    return speed_of(recipe, project.run(run_id).device, median(pauses))


def _step_times(path: Path) -> list[float]:
    rows = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    return [float(row["seconds"]) for row in rows if row.get("event") == "step_done"]
