"""The steps of one training run: learn, validate, keep, and find the way back when something goes wrong."""

import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from functools import partial

import torch

from workbench.core.advice import Findings, settle
from workbench.core.control import Control
from workbench.core.errors import BadInputError, MissingError, WorkbenchError
from workbench.core.events import EpochDone, Event, Notice, Progress, Refused, StepDone, TrainingStarted
from workbench.core.job import JobClass, TrainingJob
from workbench.core.metrics import ConfusionMatrix, Scores
from workbench.learn.data.atlas import atlas_of
from workbench.learn.data.batches import BatchFeed
from workbench.learn.data.crops import CropMaker
from workbench.learn.data.samples import Samples
from workbench.learn.device import describe, gpu_bytes, memory_taken
from workbench.learn.interrupt import end_inside
from workbench.learn.measure.predict import Predictor
from workbench.learn.net.checkpoint import Facts
from workbench.learn.net.deeplab import DeepLabV3Plus, build
from workbench.learn.net.start import Start, load_into, spec_of
from workbench.learn.team import ALONE, Team
from workbench.learn.training.glances import Glances
from workbench.learn.training.keeper import Keeper
from workbench.learn.training.learner import DivergedError, Learner, State
from workbench.learn.training.objective import Objective, class_weights
from workbench.learn.training.previews import Previews
from workbench.learn.training.resume import Memory, Resumption
from workbench.pixels.image_file import read_rgb

SAFE_EVERY = 50
"""Steps between two copies in memory to which a run goes back when its loss is no number."""


class Run:
    """One run, from built network to kept weights.

    Attributes:
        step: the optimiser steps that are done.
        keeper: what is on disk.
    """

    def __init__(
        self,
        job: TrainingJob,
        control: Control,
        samples: Samples,
        start: Start | Resumption,
        device: torch.device,
        team: Team = ALONE,
    ) -> None:
        self._job, self._control, self._samples, self._device, self._team = job, control, samples, device, team
        self._glances = Glances(job.live, control)
        self._let_pass: Callable[[], None] = lambda: None
        self.step, self._chosen, self._compile_told = 0, "", False
        if isinstance(start, Start):
            self._pretrained, self._started_from = start.pretrained, start.told(job.classes)
            self._recipe, self._chosen = settle(job.recipe, _findings(samples, len(job.classes), start, device))
            self._spec = spec_of(self._recipe, start, len(job.classes))
            net = build(self._spec)
            load_into(net, start, job.classes)
        else:
            self._pretrained, self._started_from = start.pretrained, start.started_from
            self._recipe, self._spec = start.facts.recipe, start.facts.spec
            net = build(self._spec)
            net.learnt = start.learnt
        self._learnt = net.learnt
        if self._recipe.batch_size % team.size:
            self._recipe = replace(self._recipe, batch_size=team.whole_batch(self._recipe.batch_size))
            self._chosen += f" Batches of {self._recipe.batch_size}: as many crops for each of {team.size} processes."
        if team.size == 1:  # else one would leave the others waiting for its gradient
            self._let_pass = end_inside(net, self._glances.check)
        self._learner = self._make_learner(net)
        self._glances.predictor = Predictor(self._learner.net, job.classes, self._recipe.image_scale, device)
        self._parameters = sum(p.numel() for p in net.parameters())
        self.keeper = Keeper(job.output, self._spec, job.classes, self._recipe, team.leads)
        team.own_random_numbers(self._recipe.seed + (start.facts.step if isinstance(start, Resumption) else 0))
        if isinstance(start, Resumption):
            self._learner.restore(start.state)
            self.step = start.facts.step
            if start.val_key in (None, samples.val_key):
                self.keeper.go_on(start.saved_step, start.facts.miou, start.misses)
            else:  # scores on other masks are not compared: the next validation tells what is kept
                self.keeper.go_on(start.saved_step, None, 0)
            self._chosen = f"Going on from step {self.step} of {self._recipe.steps}."
        self._memory = Memory(job.output)
        # A live round is over in seconds, and its overlays lie on the canvas: nobody would look at them.
        shown = len(team.share(samples.val)) if team.leads and job.live is None else 0
        self._previews = Previews(job.output, job.classes, shown)
        self._crops = CropMaker(samples.train, self._recipe)
        self._atlas = atlas_of(samples.train, self._crops.size, device)
        looked_at = sum(sample.labels.size for sample in samples.val) * self._recipe.image_scale**2
        self._interval = self._recipe.validation_interval(looked_at)
        self._losses: list[float] = []
        self._gone: set[int] = set()  # val images whose picture went while the run learnt
        self._safe: tuple[int, State] = self.step, self._learner.state()

    def events(self, begun: float) -> Iterator[Event]:
        """Every step, with a validation now and then; `begun` is the run's start on the monotonic clock."""
        steps = self._recipe.steps
        yield TrainingStarted(
            describe(self._device, self._team.size),
            self._started_from,
            steps,
            len(self._samples.train),
            len(self._samples.val),
            self._samples.labelled_pixels,
            self._parameters,
        )
        if self._chosen:
            yield Notice(self._chosen.strip())
        while self.step < steps and not self._satisfied:
            size = self._recipe.batch_size
            with BatchFeed(self._crops, size, self.step, steps, self._device, self._team, self._atlas) as feed:
                yield from self._learn_from(feed, begun)
        if self.step < steps:
            yield Notice(f"No better mIoU for {self._recipe.patience} validations: the run ends here.")
        self._forget()
        yield from self._glances.last()

    def end_early(self) -> Iterator[Event]:
        """Keep what there is, or discard it, as the person asked."""
        if self._control.cancelled:
            if self._job.live is None:  # else what is there is of the rounds before
                self.keeper.discard()
            self._forget()
            return
        if self.step and not self.keeper.saved_step:
            yield self.keeper.save(self._learner.net, self.step, None)
        if self.step:
            yield from self._remember()

    @property
    def _satisfied(self) -> bool:
        """Whether patience is at its end; it begins anew while the person paints, who is waiting for nothing yet."""
        if self._control.take_painted():
            self.keeper.misses = 0
        return bool(self._recipe.patience) and self.keeper.misses >= self._recipe.patience

    def _learn_from(self, feed: BatchFeed, begun: float) -> Iterator[Event]:
        """Steps and validations to the end of the run, or to a loss that is no number: then from a good step."""
        first, first_step = time.monotonic(), self.step
        steps, learner = self._recipe.steps, self._learner
        while self.step < steps and not self._satisfied:
            self._team.agree(self._control)
            self._control.check()
            part = learner.part
            try:
                self._losses.append((yield from self._one_step(feed)))
            except DivergedError as error:
                yield self._go_back(error)
                return
            self.step += 1
            if learner.part < part:
                yield Notice(
                    f"The device's memory does not hold {part} crops at once: going on with {learner.part} at a time, "
                    f"added up to batches of {self._recipe.batch_size}."
                )
            if learner.compile_trouble and not self._compile_told:
                self._compile_told = True
                yield Notice(f"The network was not compiled, and learns on as it is: {learner.compile_trouble}")
            if self.step % SAFE_EVERY == 0:
                self._safe = self.step, learner.state()
            now = time.monotonic()
            left = (now - first) / (self.step - first_step) * (steps - self.step)
            memory = memory_taken(self._device)
            yield StepDone(self.step, steps, self._losses[-1], learner.rate, now - begun, left, memory)
            if self.step % self._interval == 0 or self.step == steps:
                yield from self._measure(begun)
                yield from self._remember()
                if self._recipe.compile == "on" and self._job.live is None:  # a first model is there
                    self._let_pass()
                    learner.compile()

    def _one_step(self, feed: BatchFeed) -> Generator[Event, None, float]:
        images, labels = feed.next()
        return (yield from self._glances.around(lambda: self._learner.step(self.step + 1, images, labels)))

    def _go_back(self, error: DivergedError) -> Notice:
        """Restore the last good step, once, with half the rate."""
        if self._learner.rate_scale < 1.0:
            raise WorkbenchError(
                error.message, f"Choose a lower learning_rate (now {self._recipe.learning_rate:g})."
            ) from error
        self.step, state = self._safe
        self._losses.clear()
        self._learner.restore(state)
        self._learner.rate_scale = 0.5
        return Notice(f"{error.message} Going on from step {self.step} with half the rate.")

    def _remember(self) -> Iterator[Event]:
        """Have written down where the run could go on. A disk that refuses costs only that."""
        if self._job.live is not None:
            return
        state = self._learner.state()
        if not self._team.leads:
            return
        trouble = self._memory.trouble()
        if trouble is not None:
            yield Notice(str(trouble))
        facts = Facts(self._spec, self._job.classes, self._recipe, self.step, self.keeper.best_miou)
        at = Resumption(
            facts,
            self._pretrained,
            self._learnt,
            self._started_from,
            self.keeper.saved_step,
            self.keeper.misses,
            self._samples.val_key,
            state,
        )
        self._memory.put(at)

    def _forget(self) -> None:
        if self._team.leads:
            self._memory.forget()

    def _measure(self, begun: float) -> Iterator[Event]:
        """Validate the averaged network, and keep it when it is the best so far."""
        scores = yield from self._validate()
        miou = scores.miou if scores else None
        best = self.keeper.better(miou)
        if best:
            yield self.keeper.save(self._learner.net, self.step, miou)
        yield EpochDone(
            epoch=-(-self.step // self._interval),
            step=self.step,
            steps=self._recipe.steps,
            loss=sum(self._losses) / max(len(self._losses), 1),
            miou=miou,
            pixel_accuracy=scores.pixel_accuracy if scores else None,
            ious=scores.ious if scores else {},
            best=best,
            seconds=time.monotonic() - begun,
        )
        self._losses.clear()

    def _validate(self) -> Generator[Event, None, Scores | None]:
        """Scores over the val images at their own size; None when there are none, or no more of them."""
        val = self._samples.val
        if not val:
            return None
        # The masks in memory hold channels already, so here channel and mask index are the same.
        channels = tuple(JobClass(channel, known.name) for channel, known in enumerate(self._job.classes))
        predictor = Predictor(self._learner.net, channels, self._recipe.image_scale, self._device)
        matrix = ConfusionMatrix([c.index for c in channels])
        ours, gone = self._team.share(val), len(self._gone)
        for done, sample in enumerate(ours):
            self._control.check()
            yield Progress("validating", done, len(ours))
            try:
                image = read_rgb(sample.source.image)
            except (BadInputError, MissingError) as error:  # moved, or its disk is away: the others tell enough
                if sample.source.id not in self._gone:
                    self._gone.add(sample.source.id)
                    yield Refused(sample.source.image.name, error.message, "The run goes on without it.")
                continue
            found = yield from self._glances.around(partial(predictor.predict, image, self._control))
            matrix.add(sample.labels, found.classes)
            yield from self._previews.take(done, sample.source.id, image, sample.labels, found.classes, self.step)
        self._team.add_up(matrix.counts)
        if self._team.anyone(len(self._gone) > gone):  # scores on fewer images are not compared with those before
            self.keeper.go_on(self.keeper.saved_step, None, 0)
        if not matrix.counts.any():
            return None
        return matrix.scores([c.name for c in channels])

    def _make_learner(self, net: DeepLabV3Plus) -> Learner:
        weights = class_weights(self._samples.counts, self._recipe.class_balance)
        objective = Objective(weights, self._recipe.dice == "on", self._recipe.hardest)
        return Learner(net, self._recipe, self._pretrained, objective, self._device, self._team)


def _findings(samples: Samples, classes: int, start: Start, device: torch.device) -> Findings:
    largest = max((sample.labels.shape for sample in samples.train), key=lambda size: size[0] * size[1])
    return Findings(gpu_bytes(device), len(samples.train), largest[0], largest[1], classes, start.pretrained)
