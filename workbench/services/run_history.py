"""The runs of a project as a person looks back on them: what each was, what is left of it, what may go."""

import json
from dataclasses import dataclass
from pathlib import Path

from workbench.core.errors import BadInputError, StorageError, WorkbenchError
from workbench.core.recipe import TrainingRecipe
from workbench.core.recipe_words import recipe_words
from workbench.core.records import RunStatus, TrainingRun
from workbench.services import models
from workbench.services.model_files import FACTS, WEIGHTS
from workbench.store.project import Project

LAST = "last.safetensors"
"""What an interrupted run goes on from."""

_TITLES = "run_titles"
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class PastRun:
    """One run of a project.

    Attributes:
        run: as the project keeps it.
        title: what a person called it; "" for none.
        recipe: with every open knob as it was settled, where weights are left; else as it was asked.
        images: it learnt from, and it was validated on; None where its files do not tell.
        kept: whether its weights are there.
        best: whether it is the best of those that may be compared (services.standings).
        bytes: that its weights take on the disk.
    """

    run: TrainingRun
    title: str
    recipe: TrainingRecipe
    images: tuple[int, int] | None
    kept: bool
    best: bool
    bytes: int

    @property
    def name(self) -> str:
        """What it is called: "run 3" or "run 3, sharper edges"."""
        return f"run {self.run.id}, {self.title}" if self.title else f"run {self.run.id}"

    @property
    def state(self) -> str:
        """What it is and what is left of it: "best, kept", "learning live", "cancelled, no weights"."""
        live = models.is_live(self.run)
        if self.run.status == RunStatus.RUNNING:
            return "learning live" if live else "learning"
        left = "best, kept" if self.best else "kept" if self.kept else f"{self.run.status}, no weights"
        return f"live, {left}" if live else left

    @property
    def words(self) -> str:
        """Its recipe and its start in words."""
        return f"{recipe_words(self.recipe)}. Started from {self.run.started_from or 'nothing yet'}."


def past_runs(project: Project) -> list[PastRun]:
    """All runs, the newest first."""
    kept = models.kept_runs(project)
    best = models.best_of(project, kept).id if kept else None
    names, there = titles(project), {run.id for run in kept}
    return [
        PastRun(
            run,
            names.get(run.id, ""),
            _recipe(project.run_folder(run.id), run),
            _images(project.run_folder(run.id) / "metrics.jsonl"),
            run.id in there,
            run.id == best,
            _bytes(project.run_folder(run.id)),
        )
        for run in reversed(project.runs())
    ]


def titles(project: Project) -> dict[int, str]:
    """What a person called runs, by number. What something else has damaged counts as not called anything."""
    kept = project.settings.get(_TITLES)
    rows = kept.items() if isinstance(kept, dict) else ()
    return {int(run): title for run, title in rows if str(run).isdecimal() and isinstance(title, str)}


def rename(project: Project, run_id: int, title: str) -> None:
    """Call a run something; "" for nothing."""
    clean = " ".join(title.split())
    if len(clean) > _LONGEST:
        raise BadInputError(f"The name has {len(clean)} letters.", f"Choose one of at most {_LONGEST}.")
    known = {str(run): kept for run, kept in titles(project).items() if run != run_id}
    project.settings.put(_TITLES, known | ({str(run_id): clean} if clean else {}))


def asked_recipe(run: TrainingRun) -> TrainingRecipe:
    """The recipe as it was asked; knobs that this version does not know any more are left out."""
    known = TrainingRecipe().to_json()
    try:
        return TrainingRecipe.from_json({name: value for name, value in run.recipe.items() if name in known})
    except WorkbenchError:
        return TrainingRecipe()


def what_is_lost(project: Project, past: PastRun) -> str:
    """What goes when the weights of a run are deleted, and what stays."""
    others = [run for run in models.kept_runs(project) if run.id != past.run.id]
    lost = f"Its weights ({past.bytes / 1e6:,.0f} MB) are gone for good: it cannot predict, be measured or go on."
    stays = "Its curves, its log and the predictions that it made stay, and so does every mask."
    if not others:
        return f"{lost} It is the only model of this project: none is left. {stays}"
    if past.best:
        return f"{lost} It is the best model; run {models.best_of(project, others).id} is the best then. {stays}"
    return f"{lost} {stays}"


def delete_model(project: Project, run_id: int) -> None:
    """Delete the weights of a run, and what it could go on from; its row, curves and log stay."""
    run = project.run(run_id)
    if run.status == RunStatus.RUNNING:
        raise BadInputError(f"Run {run_id} is still learning.", "Stop it first.")
    folder = project.run_folder(run_id)
    try:
        for name in (WEIGHTS, FACTS, LAST):
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(
            f"The weights of run {run_id} in {folder} cannot be deleted: {error.strerror}.",
            "Close what uses them, then try again.",
        ) from error


def _recipe(folder: Path, run: TrainingRun) -> TrainingRecipe:
    """With every open knob as it was settled, where the run's files tell that."""
    try:
        return TrainingRecipe.from_json(json.loads((folder / FACTS).read_text("utf-8"))["recipe"])
    except (OSError, ValueError, KeyError, TypeError, WorkbenchError):
        return asked_recipe(run)


def _images(metrics: Path) -> tuple[int, int] | None:
    try:
        with open(metrics, encoding="utf-8") as lines:
            first = json.loads(next(lines, "{}"))
        return int(first["train_images"]), int(first["val_images"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _bytes(folder: Path) -> int:
    found = (folder / name for name in (WEIGHTS, FACTS, LAST))
    return sum(path.stat().st_size for path in found if path.is_file())
