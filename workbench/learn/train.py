"""The training loop, in the open: a generator of events that may be asked to end at any step."""

import time
from collections.abc import Generator, Iterator

import torch

from workbench.core.control import Control, EndedEarly
from workbench.core.errors import WorkbenchError
from workbench.core.events import (
    EpochDone,
    Event,
    Notice,
    Progress,
    StepDone,
    TrainingFinished,
    TrainingStarted,
)
from workbench.core.job import JobClass, TrainingJob
from workbench.core.metrics import ConfusionMatrix, Scores
from workbench.learn.batches import BatchFeed
from workbench.learn.crops import CropMaker
from workbench.learn.deeplab import build
from workbench.learn.device import choose_device, describe, prepare, seed_everything
from workbench.learn.interrupt import end_inside
from workbench.learn.keeper import Keeper
from workbench.learn.learner import DivergedError, Learner
from workbench.learn.objective import class_weights
from workbench.learn.predict import Predictor
from workbench.learn.runlog import RunLog
from workbench.learn.samples import Samples, read_samples
from workbench.learn.start import Start, load_into, spec_of
from workbench.learn.weights import find_weights
from workbench.pixels.image_file import read_rgb


def train(job: TrainingJob, control: Control) -> Iterator[Event]:
    """Run a training job; the last event is TrainingFinished.

    `control.stop()` keeps the best weights so far, `control.cancel()` deletes this run's weights; both are looked at
    inside every step and before every image that is read or validated.

    Raises:
        WorkbenchError: labels, files, memory or the recipe do not allow it; says which weights were kept.
    """
    with RunLog(job.output) as log:
        for event in _events(job, control):
            trouble = log.take(event)
            if trouble is not None:
                yield trouble
            yield event


def _events(job: TrainingJob, control: Control) -> Iterator[Event]:
    """Read, build, learn; then keep or discard."""
    begun = time.monotonic()
    run: _Run | None = None
    status = "finished"
    try:
        device = choose_device(job.device)
        prepare(device)
        seed_everything(job.recipe.seed)
        samples = yield from read_samples(job.images, job.classes, job.recipe.image_scale, control)
        start = yield from find_weights(job.recipe, control)
        run = _Run(job, control, samples, start, device)
        yield from run.events(begun)
    except EndedEarly:
        status = "cancelled" if control.cancelled else "stopped"
        if run is not None:
            yield from run.end_early()
    step, best = (run.step, run.keeper.best_miou) if run is not None else (0, None)
    yield TrainingFinished(status, step, best, time.monotonic() - begun)


class _Run:
    """The steps of one run, from built network to kept weights.

    Attributes:
        step: the optimiser steps that are done.
        keeper: what is on disk.
    """

    def __init__(
        self, job: TrainingJob, control: Control, samples: Samples, start: Start, device: torch.device
    ) -> None:
        self._job, self._control, self._samples, self._start, self._device = job, control, samples, start, device
        recipe = job.recipe
        spec = spec_of(recipe, start, len(job.classes))
        net = build(spec)
        load_into(net, start, job.classes)
        end_inside(net, control)
        weights = class_weights(samples.counts, recipe.class_balance)
        self._learner = Learner(net, recipe, start.pretrained, weights, device)
        self._parameters = sum(p.numel() for p in net.parameters())
        self.keeper = Keeper(job, spec)
        self.step = 0
        looked_at = sum(sample.labels.size for sample in samples.val) * recipe.image_scale**2
        self._interval = recipe.validation_interval(looked_at)

    def events(self, begun: float) -> Iterator[Event]:
        """Every step, with a validation now and then; `begun` is the run's start on the monotonic clock."""
        recipe, learner = self._job.recipe, self._learner
        yield TrainingStarted(
            describe(self._device),
            self._start.told(self._job.classes),
            recipe.steps,
            len(self._samples.train),
            len(self._samples.val),
            self._samples.labelled_pixels,
            self._parameters,
        )
        losses: list[float] = []
        first = time.monotonic()
        with BatchFeed(CropMaker(self._samples.train, recipe), recipe.batch_size, recipe.steps, self._device) as feed:
            while self.step < recipe.steps:
                self._control.check()
                part = learner.part
                losses.append(self._learn(*feed.next()))
                self.step += 1
                if learner.part < part:
                    yield Notice(
                        f"The device's memory does not hold {part} crops at once: going on with {learner.part} at a "
                        f"time, added up to batches of {recipe.batch_size}."
                    )
                now = time.monotonic()
                left = (now - first) / self.step * (recipe.steps - self.step)
                yield StepDone(self.step, recipe.steps, losses[-1], learner.rate, now - begun, left)
                if self.step % self._interval == 0 or self.step == recipe.steps:
                    yield from self._measure(sum(losses) / len(losses), begun)
                    losses.clear()
                    if recipe.patience and self.keeper.misses >= recipe.patience:
                        yield Notice(f"No better mIoU for {recipe.patience} validations: the run ends here.")
                        return

    def end_early(self) -> Iterator[Event]:
        """Keep what there is, or discard it, as the person asked."""
        if self._control.cancelled:
            self.keeper.discard()
        elif self.step and not self.keeper.saved_step:
            yield self.keeper.save(self._learner.net, self.step, None)

    def _learn(self, images: torch.Tensor, labels: torch.Tensor) -> float:
        try:
            return self._learner.step(self.step + 1, images, labels)
        except DivergedError as error:
            raise WorkbenchError(
                f"{error.message} {self.keeper.words()}",
                f"Choose a lower learning_rate (now {self._job.recipe.learning_rate:g}).",
            ) from error

    def _measure(self, loss: float, begun: float) -> Iterator[Event]:
        """Validate the averaged network, and keep it when it is the best so far."""
        scores = yield from self._validate()
        miou = scores.miou if scores else None
        best = self.keeper.better(miou)
        if best:
            yield self.keeper.save(self._learner.net, self.step, miou)
        yield EpochDone(
            epoch=-(-self.step // self._interval),
            step=self.step,
            steps=self._job.recipe.steps,
            loss=loss,
            miou=miou,
            pixel_accuracy=scores.pixel_accuracy if scores else None,
            ious=scores.ious if scores else {},
            best=best,
            seconds=time.monotonic() - begun,
        )

    def _validate(self) -> Generator[Event, None, Scores | None]:
        """Scores over the val images at their own size; None when there are none."""
        val = self._samples.val
        if not val:
            return None
        # The masks in memory hold channels already, so here channel and mask index are the same.
        channels = tuple(JobClass(channel, known.name) for channel, known in enumerate(self._job.classes))
        predictor = Predictor(self._learner.net, channels, self._job.recipe.image_scale, self._device)
        matrix = ConfusionMatrix([c.index for c in channels])
        for done, sample in enumerate(val):
            self._control.check()
            yield Progress("validating", done, len(val))
            matrix.add(sample.labels, predictor.predict(read_rgb(sample.source.image), self._control).classes)
        return matrix.scores([c.name for c in channels])
