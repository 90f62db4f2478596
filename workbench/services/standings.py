"""What each model scored on which val images: only scores on the same val images may be compared."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.core.listing import ImageQuery
from workbench.core.records import Split, TrainingRun
from workbench.store.project import Project

_NAME = "standings"


@dataclass(frozen=True, slots=True)
class Standing:
    """A model's mIoU, and the key of the val images on which it was measured."""

    key: str
    miou: float


def val_key(project: Project) -> str:
    """The val images of now in a few letters; another when one joins, leaves, or is painted on."""
    found, revisions = hashlib.sha256(), project.mask_revisions()
    for image in project.each(ImageQuery(splits=frozenset({Split.VAL}), painted=True)):
        found.update(f"{image.id}:{revisions[image.id]};".encode())
    return found.hexdigest()[:16]


def note(project: Project, run_id: int, key: str, miou: float) -> None:
    """Remember what a model scored last."""
    kept = {str(run): [standing.key, standing.miou] for run, standing in read(project).items()}
    project.settings.put(_NAME, kept | {str(run_id): [key, miou]})


def read(project: Project) -> dict[int, Standing]:
    """What is known, by the number of the run. What something else has damaged counts as unknown."""
    kept = project.settings.get(_NAME)
    found: dict[int, Standing] = {}
    for run, row in kept.items() if isinstance(kept, dict) else ():
        try:
            found[int(run)] = Standing(str(row[0]), float(row[1]))
        except (ValueError, TypeError, LookupError):
            continue
    return found


def comparable(project: Project, runs: Sequence[TrainingRun]) -> list[tuple[float, TrainingRun]]:
    """Those of some runs whose scores may be compared, with these scores: measured on the val images of now.

    Where none was, on those of the newest run. A run that was never measured scores -1.
    """
    standings = read(project)

    def standing(run: TrainingRun) -> Standing:
        return standings.get(run.id, Standing("", -1.0 if run.best_miou is None else run.best_miou))

    now = val_key(project)
    if not any(standing(run).key == now for run in runs):
        now = standing(max(runs, key=lambda run: run.id)).key
    return [(standing(run).miou, run) for run in runs if standing(run).key == now]
