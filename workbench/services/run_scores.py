"""What a model scores on today's val images, class by class and image by image: measured on demand, and kept."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.core.events import Evaluated, Event, ImageScored, event_from_json, event_to_json
from workbench.core.records import TrainingRun
from workbench.core.whole_file import whole_file
from workbench.services import evaluation, standings
from workbench.services.engine import Engine
from workbench.store.project import Project

FILE = "scores.json"
"""In the run's folder; it may be deleted at any time."""


@dataclass(frozen=True, slots=True)
class RunScores:
    """Of one run.

    Attributes:
        key: of the val images (`standings.val_key`).
        total: over all of them.
        images: each by itself.
    """

    key: str
    total: Evaluated
    images: tuple[ImageScored, ...]

    @property
    def worst(self) -> list[ImageScored]:
        """The images that can be judged, the worst first."""
        judged = [one for one in self.images if one.miou is not None]
        return sorted(judged, key=lambda one: (one.miou or 0.0, one.image))


def read(project: Project, run_id: int) -> RunScores | None:
    """What was measured last; None where nothing was, or where what was kept cannot be read."""
    try:
        kept = json.loads((project.run_folder(run_id) / FILE).read_text("utf-8"))
        total = event_from_json(kept["total"])
        images = tuple(event_from_json(row) for row in kept["images"])
        key = str(kept["key"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not isinstance(total, Evaluated):
        return None
    return RunScores(key, total, tuple(one for one in images if isinstance(one, ImageScored)))


def measure(project: Project, engine: Engine, runs: Sequence[TrainingRun], device: str = "auto") -> Iterator[Event]:
    """Measure these runs on today's val images and keep what was found; those that are up to date are passed over."""
    for run in runs:
        key = standings.val_key(project)
        known = read(project, run.id)
        if known is not None and known.key == key:
            continue
        images: list[ImageScored] = []
        for event in evaluation.run(project, engine, run, device=device):
            if isinstance(event, ImageScored):
                images.append(event)
            elif isinstance(event, Evaluated):
                _write(project, run.id, RunScores(key, event, tuple(images)))
            yield event


def _write(project: Project, run_id: int, scores: RunScores) -> None:
    rows = [event_to_json(one) for one in scores.images]
    text = json.dumps({"key": scores.key, "total": event_to_json(scores.total), "images": rows})
    path = project.run_folder(run_id) / FILE
    with whole_file(path, "What was measured", "Free some space, then measure again.", durable=False) as file:
        file.write(text.encode())
