"""A training job from its files to its kept weights: a generator of events that may be asked to end at any step."""

import contextlib
import shutil
import time
from collections.abc import Generator, Iterator
from pathlib import Path

from workbench.core.control import Control, EndedEarly
from workbench.core.errors import WorkbenchError
from workbench.core.events import Event, Notice, TrainingFinished
from workbench.core.job import TrainingJob
from workbench.learn.data.samples import STORE, read_samples
from workbench.learn.device import choose_device, prepare, seed_everything
from workbench.learn.net.start import Start
from workbench.learn.pretrained.weights import find_weights
from workbench.learn.team import ALONE, Team, handed_round
from workbench.learn.training.curves import Curves
from workbench.learn.training.resume import Resumption, read_resumption
from workbench.learn.training.run import Run
from workbench.learn.training.runlog import RunLog


def train(job: TrainingJob, control: Control, team: Team = ALONE) -> Iterator[Event]:
    """Run a training job; the last event is TrainingFinished.

    `control.stop()` keeps the best weights so far, `control.cancel()` deletes this run's weights; both are looked at
    inside every step and before every image that is read or validated.
    In a `team` every process runs the same job with its part of every batch; wishes are then heard between the steps.

    Raises:
        WorkbenchError: labels, files, memory or the recipe do not allow it; says which weights were kept.
    """
    store = job.output / f"{STORE}{team.rank or ''}"
    try:
        if not team.leads:
            yield from _events(job, control, team, store)
            return
        with RunLog(job.output) as log, Curves(job.output, job.recipe.tensorboard) as curves:
            for words in job.told:
                log.take(Notice(words))
            for event in _events(job, control, team, store):
                trouble = log.take(event)
                if trouble is not None:
                    yield trouble
                curves.take(event)
                yield event
    finally:
        shutil.rmtree(store, ignore_errors=True)


def _events(job: TrainingJob, control: Control, team: Team, store: Path) -> Iterator[Event]:
    """Read, build, learn; then keep or discard."""
    begun = time.monotonic()
    run: Run | None = None
    status = "finished"
    try:
        device = choose_device(job.device)
        prepare(device, job.grant.threads)
        seed_everything(job.recipe.seed)
        samples = yield from read_samples(
            job.images, job.classes, job.recipe.image_scale, control, store, job.grant.memory
        )
        start = yield from _start(job, control, team)
        run = Run(job, control, samples, start, device, team)
        yield from run.events(begun)
    except EndedEarly:
        status = "cancelled" if control.cancelled else "stopped"
        if run is not None:
            yield from run.end_early()
    except WorkbenchError as error:
        if run is None or job.live is not None:  # of live training the weights of the rounds before are there
            raise
        raise WorkbenchError(f"{error.message} The training has ended. {run.keeper.words()}", error.cure) from error
    step, best = (run.step, run.keeper.best_miou) if run is not None else (0, None)
    yield TrainingFinished(status, step, best, time.monotonic() - begun)


def _start(job: TrainingJob, control: Control, team: Team) -> Generator[Event, None, Start | Resumption]:
    """Where the run was interrupted, if it is asked to go on; else the encoder's first weights."""
    if job.resume:
        interrupted = read_resumption(job) if team.leads else None
        if team.size > 1 and handed_round(interrupted is not None) and not team.leads:
            interrupted = read_resumption(job)
        if interrupted is not None:
            return interrupted
        yield Notice("Nothing of that run is left to go on from: it starts again.")
    if team.size == 1:
        return (yield from find_weights(job.recipe, control))
    found: Start | None = None
    if team.leads:
        # One fetches for all; it alone hears the person.
        with contextlib.suppress(EndedEarly):
            found = yield from find_weights(job.recipe, team.wishes)
    found = handed_round(found)
    team.agree(control)
    if found is None:
        raise EndedEarly
    return found
