"""A long job on the list of what goes on: its events in words, its count, the time it still takes."""

import time

from PySide6.QtCore import QObject

from workbench.core.events import EpochDone, Event, LiveLearnt, LiveTold, Progress, StepDone
from workbench.core.pace import Pace
from workbench.ui.work.activities import Activities, Activity
from workbench.ui.work.jobs import EXPORT, GIVING_WAY, LIVE, LOOK, STOPPABLE, Jobs

TITLES = {
    "training": "Training",
    "prediction": "Predicting",
    "measuring": "Measuring",
    "accept": "Accepting",
    "import": "Import",
    LOOK: "A look at the source",
    EXPORT: "Export",
    "relink": "Looking for images",
    "merge": "Merging classes",
    LIVE: "Learning while you paint",
}
"""By the name of the job; any other name is shown as it is."""


class JobActivity(QObject):
    """Follows the jobs of a window, one after the other."""

    def __init__(self, jobs: Jobs, activities: Activities, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._activities = jobs, activities
        self._activity: Activity | None = None
        self._pace = Pace()
        self._miou: float | None = None
        jobs.started.connect(self._on_started)
        jobs.happened.connect(self._on_event)
        jobs.ended.connect(self._on_ended)

    def _on_started(self, name: str) -> None:
        self._miou = None
        self._activity = self._activities.begin(
            TITLES.get(name, name.capitalize()),
            stop=self._jobs.stop if name in STOPPABLE else None,
            cancel=None if name in GIVING_WAY else self._jobs.cancel,  # it has a switch of its own
            minor=name in GIVING_WAY,
        )
        self._activity.tell("starting")

    def _on_event(self, event: Event) -> None:
        if self._activity is None:
            return
        match event:
            case StepDone():
                reached = "" if self._miou is None else f", mIoU {self._miou:.2f}"
                words = f"step {event.step:,} of {event.steps:,}{reached}"
                self._activity.tell(words, event.step, event.steps, event.seconds_left)
            case EpochDone():
                self._miou = event.miou
            case LiveLearnt():
                reached = "" if event.miou is None else f", mIoU {event.miou:.2f}"
                self._activity.tell(f"round {event.round}{reached}")
            case LiveTold():
                self._activity.tell(event.text.partition(".")[0].lower())
            case Progress() if not self._activity.minor:
                left = self._pace.seconds_left(event.what, event.done, event.total, time.monotonic())
                of = f" of {event.total:,}" if event.total else ""
                self._activity.tell(f"{event.what}: {event.done:,}{of}", event.done, event.total, left)

    def _on_ended(self, _name: str) -> None:
        if self._activity is not None:
            self._activity.end()
            self._activity = None
