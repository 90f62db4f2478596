"""Rounds of live training: a few seconds of learning each, every one from the weights of the one before."""

import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from workbench.core.control import Control
from workbench.core.events import (
    CheckpointSaved,
    EpochDone,
    Event,
    LiveLearnt,
    Notice,
    PredictionReady,
    Progress,
    Refused,
    StepDone,
    TrainingStarted,
)
from workbench.core.job import Grant, JobClass, JobImage, LiveRound, PredictionJob, TrainingJob
from workbench.core.recipe import TrainingRecipe
from workbench.core.records import EpochRecord, ImageRecord, RunStatus, Split, TrainingRun
from workbench.services import models, plain_copies, prediction, training
from workbench.services.engine import Engine
from workbench.store.project import Project

FIRST_STEPS = 20
"""Of the first round: the pace of the machine is not known yet."""

ROUND_SECONDS = 8.0
"""A round learns about so long; then the open image is shown anew."""

FEWEST_STEPS, MOST_STEPS = 8, 400

TRAIN_IMAGES, VAL_IMAGES = 48, 8
"""So many images, at most, are read for a round: those just painted, then others drawn at random."""

GENTLER = 0.5
"""Factor of the rate once a round goes on from the one before: what is known is not to be shaken."""

NOTE = f"{models.LIVE}."

_SAME = ("backbone", "output_stride", "decoder", "head", "norm")
"""Knobs that must agree for one model to go on from another."""


@dataclass(frozen=True, slots=True)
class LiveChoice:
    """What a person grants to live training.

    Attributes:
        cores: of the CPU; 0 takes all but one.
        memory: megabytes that decoded pictures may take; 0 takes a share of what is free.
        idle_minutes: without a stroke, after which a model is trained cleanly from the base weights; 0 never.
    """

    cores: int = 0
    memory: int = 0
    idle_minutes: float = 5.0

    @property
    def grant(self) -> Grant:
        """For the worker."""
        return Grant(self.cores, self.memory << 20)


class LiveRounds:
    """A stretch of rounds that is one run of the project, and what it needs to go on.

    Attributes:
        model: the number of the run whose weights are the newest; None before there are any.
    """

    def __init__(self, project: Project, engine: Engine, recipe: TrainingRecipe, device: str) -> None:
        self._project, self._engine, self._recipe, self._device = project, engine, recipe, device
        self._told: set[str] = set()
        self._shown: int | None = None
        self._row: int | None = None
        self._begun, self._rounds, self._steps = 0.0, 0, FIRST_STEPS
        self._best: float | None = None
        self._learnt = 0  # steps of all rounds of the stretch
        alike = [run for run in models.kept_runs(project) if self._fits(run)]
        self.model: int | None = alike[-1].id if alike else None

    def once(self, control: Control) -> Generator[Event, None, float | None]:
        """One round on what is painted now; returns its score, higher is better, or None when it was ended.

        Raises:
            NotEnoughLabelsError: see `training.labelled_images`.
        """
        project = self._project
        images, notices = training.labelled_images(project)
        yield from self._news(notices)
        fresh = {image for image, _revision in project.stale_copies()}
        damaged = yield from self._copies()
        chosen = self._drawn([i for i in images if i.id not in damaged], fresh | {control.looked_at or 0})
        job = self._job(chosen, control)
        score: float | None = None
        pace: list[float] = []
        for event in self._engine.run(job, control, lambda image: project.image(image).path):
            match event:
                case TrainingStarted():
                    project.describe_run(self._run, started_from=event.started_from, device=event.device, note=NOTE)
                case StepDone():
                    pace.append(event.seconds)
                case CheckpointSaved():
                    self.model = self._run
                case EpochDone():
                    score = -event.loss if event.miou is None else event.miou
                    self._note(event)
                    yield LiveLearnt(self._rounds + 1, self._learnt, event.loss, event.miou)
                case PredictionReady():
                    yield self._keep(self._run, event)
                case Refused() | Notice() if self._rounds == 0 or isinstance(event, Refused):
                    yield from self._news([event])
        if len(pace) > 1:
            each = (pace[-1] - pace[0]) / (len(pace) - 1)
            self._steps = int(min(max(ROUND_SECONDS / max(each, 1e-3), FEWEST_STEPS), MOST_STEPS))
        self._rounds += 1
        return score

    def show(self, control: Control) -> Generator[Event, None, None]:
        """Predict the image that is open, unless the newest weights have done so already."""
        image = control.looked_at
        if image is None or image == self._shown or self.model is None:
            return
        self._shown = image
        project, run = self._project, self.model
        source = JobImage(image, project.image(image).path)
        weights = self._weights(run)
        job = PredictionJob((source,), weights, project.prediction_folder(run), self._device)
        for event in self._engine.run(job, control):
            if isinstance(event, PredictionReady):
                yield self._keep(run, event)
            elif isinstance(event, Refused):
                yield from self._news([event])

    def end(self) -> None:
        """The stretch is over: its run is kept when it has learnt anything."""
        if self._row is not None:
            status = RunStatus.STOPPED if self.model == self._row else RunStatus.CANCELLED
            self._project.end_run(self._row, status, self._best, time.monotonic() - self._begun, NOTE)
        self._row, self._best, self._shown = None, None, None
        self._rounds = self._learnt = 0

    def go_on_from(self, run: TrainingRun) -> None:
        """Another model is the better one: what comes begins with its weights, as a run of its own."""
        self.end()
        self.model = run.id if self._fits(run) else None

    # Inside

    @property
    def _run(self) -> int:
        """The number of the run that this stretch is; begun when it is first asked for."""
        if self._row is None:
            self._row, self._begun = self._project.add_run(self._recipe.to_json()), time.monotonic()
        return self._row

    def _job(self, images: list[ImageRecord], control: Control) -> TrainingJob:
        project, open_image = self._project, control.looked_at
        seen = None
        if open_image is not None and open_image == self._shown:
            seen = JobImage(open_image, project.image(open_image).path)
        output = project.prediction_folder(self._run)
        return TrainingJob(
            images=tuple(JobImage(i.id, i.path, project.plain_copy(i.id), i.split.value) for i in images),
            classes=tuple(JobClass(c.index, c.name) for c in project.classes.shown),
            recipe=self._short(),
            output=project.run_folder(self._run),
            device=self._device,
            live=LiveRound(output, seen),
        )

    def _short(self) -> TrainingRecipe:
        """The person's recipe, for one round."""
        knobs: dict[str, Any] = {"steps": self._steps, "validate_every": self._steps, "poly_power": 0.0, "patience": 0}
        knobs |= {"tensorboard": False, "seed": (self._recipe.seed + self._rounds) % 2**31}
        if self.model is not None:
            rate = GENTLER * self._recipe.learning_rate
            knobs |= {"weights": str(self._weights(self.model)), "learning_rate": rate, "warmup": 0.25}
        return self._recipe.changed(knobs)

    def _weights(self, run: int) -> Path:
        return self._project.run_folder(run) / "best.safetensors"

    def _fits(self, run: TrainingRun) -> bool:
        mine = self._recipe.to_json()
        return all(run.recipe.get(name) == mine[name] for name in _SAME)

    def _drawn(self, images: list[ImageRecord], first: set[int]) -> list[ImageRecord]:
        """At most `TRAIN_IMAGES` and `VAL_IMAGES`: of those to learn from, the numbers in `first` before others.

        The val images are the same in every round, so that its scores can be compared.
        """
        draw = np.random.default_rng(self._rounds)
        learning = [i for i in images if i.split == Split.TRAIN]
        order = draw.permutation(len(learning))
        mixed = sorted((learning[place] for place in order), key=lambda i: i.id not in first)
        return mixed[:TRAIN_IMAGES] + [i for i in images if i.split == Split.VAL][:VAL_IMAGES]

    def _copies(self) -> Generator[Event, None, frozenset[int]]:
        flow = plain_copies.refresh(self._project)
        while True:
            try:
                event = next(flow)
            except StopIteration as end:
                damaged: frozenset[int] = end.value
                return damaged
            if not isinstance(event, Progress):
                yield from self._news([event])

    def _keep(self, run: int, event: PredictionReady) -> PredictionReady:
        prediction.keep(self._project, run, self._project.image(event.image), event)
        self._shown = event.image
        return event

    def _note(self, event: EpochDone) -> None:
        self._best = event.miou
        number = len(self._project.epochs(self._run)) + 1
        self._learnt += event.step
        record = EpochRecord(number, self._learnt, event.loss, event.miou, event.pixel_accuracy, event.ious)
        self._project.add_epoch(self._run, record)

    def _news(self, events: "list[Notice] | list[Notice | Refused] | list[Refused]") -> Generator[Event, None, None]:
        """Each only once, however many rounds tell it."""
        for event in events:
            words = event.line if isinstance(event, Refused) else event.text
            if words not in self._told:
                self._told.add(words)
                yield event
