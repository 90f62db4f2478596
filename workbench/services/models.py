"""Which trained models a project has, and which of them is meant."""

import json

from workbench.core.errors import MissingError, UsageError
from workbench.core.recipe import TrainingRecipe
from workbench.core.records import RunStatus, TrainingRun
from workbench.services.standings import comparable
from workbench.store.project import Project

_FACTS = "best.json"

LIVE = "Live training"
"""How the note of every run of live training begins."""

UNFINISHED = "Interrupted by your work; goes on when you pause."
"""The note of a clean training that live training had to interrupt."""


def kept_runs(project: Project) -> list[TrainingRun]:
    """The runs whose weights are there, oldest first."""
    # A worker that had to be killed could not discard the weights of its cancelled run.
    return [run for run in project.runs() if run.status != RunStatus.CANCELLED and has_weights(project, run.id)]


def usable_run(project: Project, wanted: str | int = "best") -> TrainingRun:
    """The run of that number, or the best one (see `best_of`).

    Raises:
        MissingError: there is no such run, or it kept no weights.
    """
    kept = kept_runs(project)
    if wanted == "best":
        if not kept:
            raise MissingError(
                f"{project.name} has no trained model yet.",
                f"Train one first: Model, Train; or in a terminal: workbench train {project.folder}",
            )
        return best_of(project, kept)
    try:
        number = int(wanted)
    except ValueError:
        raise UsageError(f"{wanted!r} is no run.", "Name a number, or 'best'.") from None
    run = project.run(number)
    if run.id not in {r.id for r in kept}:
        raise MissingError(f"Run {run.id} ({run.status}) kept no weights.", "Choose another run, or train again.")
    return run


def interrupted_run(project: Project) -> TrainingRun | None:
    """The newest run that can go on where it was interrupted, if there is one."""
    runs = [run for run in project.runs() if (project.run_folder(run.id) / "last.safetensors").is_file()]
    return runs[-1] if runs else None


def unfinished_run(project: Project, recipe: TrainingRecipe) -> TrainingRun | None:
    """The newest clean training that live training had to interrupt, and that can go on with this recipe; else None.

    Its state may still be on its way to the disk: the worker waits for it, and begins anew where there is none.
    """
    wanted = [(known.index, known.name) for known in project.classes.shown]
    found = [
        run
        for run in project.runs()
        if (run.status, run.note) == (RunStatus.CANCELLED, UNFINISHED)
        and run.recipe == recipe.to_json()
        and _classes_of(project, run) == wanted
    ]
    return found[-1] if found else None


def _classes_of(project: Project, run: TrainingRun) -> list[tuple[int, str]]:
    """Numbers and names of the classes that a run knows; none where its file is gone or damaged."""
    try:
        facts = json.loads((project.run_folder(run.id) / _FACTS).read_text("utf-8"))
        return [(int(known["index"]), str(known["name"])) for known in facts["classes"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def is_live(run: TrainingRun) -> bool:
    """Whether the run is a stretch of live training."""
    return run.note.startswith(LIVE)


def has_weights(project: Project, run_id: int) -> bool:
    """Whether weights of that run are on disk, whatever became of it."""
    return (project.run_folder(run_id) / _FACTS).is_file()


def best_of(project: Project, runs: list[TrainingRun]) -> TrainingRun:
    """The one with the highest mIoU among those that were measured on the same val images; the newer of equals.

    One that lacks a class which the newest of them knows is none of them: it never predicts that class.
    """
    newest = max(runs, key=lambda run: run.id)
    wanted = {index for index, _ in _classes_of(project, newest)}
    knowing = [run for run in runs if wanted <= {index for index, _ in _classes_of(project, run)}]
    return max(comparable(project, knowing), key=lambda scored: (scored[0], scored[1].id))[1]
