"""A training hears that its masks change, so that its patience does not end while the person paints."""

from collections.abc import Iterator

from tiny_scenes import TINY, paint

from workbench.core.control import Control
from workbench.core.events import EpochDone, Event, TrainingFinished
from workbench.core.job import Job
from workbench.services import training
from workbench.store.project import Project


class Validating:
    """In the worker's place: validates four times and notes what it hears after each."""

    def __init__(self) -> None:
        self.heard: list[bool] = []

    def run(self, _job: Job, control: Control) -> Iterator[Event]:
        for step in range(1, 5):
            yield EpochDone(step, step, 4, 0.5, 0.5, 0.5, {}, False, 1.0)
            self.heard.append(control.take_painted())
        yield TrainingFinished("finished", 4, 0.5, 1.0)


def test_each_change_of_a_mask_is_told_once(project: Project) -> None:
    for image_id in (1, 2):
        paint(project, image_id, image_id)
    worker = Validating()
    step = 0
    for event in training.run(project, worker, TINY, "cpu"):
        if isinstance(event, TrainingFinished):
            break
        if isinstance(event, EpochDone):
            step = event.step
            if step in (1, 2):  # heard at the next validation: another image, then the same again
                paint(project, 3, 10 + step)
    assert step == 4
    assert worker.heard == [False, True, True, False]
