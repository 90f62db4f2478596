"""A new model beside the best earlier one, both measured on today's val images."""

import json
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass

from workbench.core.events import Evaluated, Event, Finished, Notice
from workbench.core.listing import ImageQuery
from workbench.core.records import RunStatus, Split, TrainingRun
from workbench.services import evaluation, models
from workbench.services.engine import Engine
from workbench.services.model_files import FACTS
from workbench.store.project import Project


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs, and what each scored on the same images: `before` the `old` one, `now` the `new` one."""

    old: TrainingRun
    new: TrainingRun
    before: Evaluated
    now: Evaluated

    @property
    def added(self) -> list[str]:
        """Names of classes that only the new run knows."""
        return [name for name in self.now.ious if name not in self.before.ious]

    @property
    def old_is_better(self) -> bool:
        """Whether both know the same classes and the old run has the higher mIoU."""
        same = set(self.before.ious) == set(self.now.ious)
        return same and (self.before.miou or 0.0) > (self.now.miou or 0.0)

    @property
    def words(self) -> str:
        """What became of the classes that the old run knew, where the new one knows more."""
        both = [name for name in self.before.ious if name in self.now.ious]
        known = ", ".join(f"{n} {_two_places(self.before.ious[n])} to {_two_places(self.now.ious[n])}" for n in both)
        learnt = ", ".join(f"{name} {_two_places(self.now.ious[name])}" for name in self.added)
        return (
            f"Run {self.new.id} knows more classes than run {self.old.id}: {learnt}. IoU of the others on val: {known}."
        )


def best_before(project: Project, new: TrainingRun) -> TrainingRun | None:
    """The best run besides `new`; None when there is no other, or no val image on which to compare."""
    earlier = [run for run in models.kept_runs(project) if run.id != new.id]
    painted = project.each(ImageQuery(splits=frozenset({Split.VAL}), painted=True))
    has_val = any(i.path.is_file() for i in painted)
    return models.best_of(project, earlier) if earlier and has_val else None


def compare(
    project: Project, engine: Engine, old: TrainingRun, new: TrainingRun, device: str
) -> Generator[Event, None, Comparison]:
    """Measure both; tells when the new one knows more classes, and returns the comparison."""
    before = yield from _measured(project, engine, old, device)
    now = yield from _measured(project, engine, new, device)
    found = Comparison(old, new, before, now)
    if found.added:
        yield Notice(found.words)
    return found


def telling_of_old_classes(
    project: Project, engine: Engine, training: Generator[Event, None, None], device: str = "auto"
) -> Iterator[Event]:
    """A training flow that tells, before its `Finished`, what became of the old classes when some were added."""
    with closing(training):  # whoever closes this flow closes the run, before its project
        for event in training:
            if isinstance(event, Finished) and event.status != RunStatus.CANCELLED:
                yield from _tell_if_added(project, engine, event.run, device)
            yield event


def _tell_if_added(project: Project, engine: Engine, run_id: int, device: str) -> Iterator[Event]:
    new = next((run for run in models.kept_runs(project) if run.id == run_id), None)
    old = None if new is None else best_before(project, new)
    if new is not None and old is not None and _class_numbers(project, new) - _class_numbers(project, old):
        yield from compare(project, engine, old, new, device)


def _class_numbers(project: Project, run: TrainingRun) -> set[int]:
    """Numbers and not names: a class that was renamed is none that was added."""
    facts = json.loads((project.run_folder(run.id) / FACTS).read_text("utf-8"))
    return {int(known["index"]) for known in facts["classes"]}


def _measured(project: Project, engine: Engine, run: TrainingRun, device: str) -> Generator[Event, None, Evaluated]:
    for event in evaluation.run(project, engine, run, Split.VAL, device):
        if isinstance(event, Evaluated):
            return event
        yield event
    raise AssertionError("an evaluation ends with its result")


def _two_places(iou: float | None) -> str:
    return "none" if iou is None else f"{iou:.2f}"
