"""A run that is interrupted goes on as if nothing had happened."""

import errno
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from workbench.core.control import Control
from workbench.core.errors import WorkbenchError
from workbench.core.events import EpochDone, Event, Notice, StepDone, TrainingFinished
from workbench.core.job import JobClass, TrainingJob
from workbench.learn.net.checkpoint import read_checkpoint
from workbench.learn.training.train import train
from workbench.pixels.mask_file import read_indexed, write_indexed

MakeJob = Callable[..., TrainingJob]


def interrupted(job: TrainingJob, after: int, wish: str = "stop") -> list[Event]:
    control, events = Control(), []
    for event in train(job, control):
        events.append(event)
        if isinstance(event, StepDone) and event.step == after:
            getattr(control, wish)()
    return events


def losses(events: list[Event]) -> list[tuple[int, float, float]]:
    return [(e.step, e.loss, e.rate) for e in events if isinstance(e, StepDone)]


@pytest.mark.parametrize("knobs", [{"optimizer": "adamw", "norm": "batch"}, {"optimizer": "sgd", "rotation": 20.0}])
def test_the_next_losses_are_those_of_a_run_that_went_on(make_job: MakeJob, knobs: dict[str, object]) -> None:
    job = make_job(steps=26, validate_every=13, **knobs)
    whole = list(train(replace(job, output=job.output.with_name("whole")), Control()))
    first = interrupted(job, after=5)
    assert first[-1].status == "stopped"
    rest = list(train(replace(job, resume=True), Control()))
    assert losses(rest) == losses(whole)[5:]
    assert len(losses(rest)) > 20
    scores = [[(e.step, e.miou, e.best) for e in run if isinstance(e, EpochDone)] for run in (rest, whole)]
    assert scores[0] == scores[1]
    kept = [read_checkpoint(job.output.with_name(name) / "best.safetensors")[0] for name in ("run", "whole")]
    for name, value in kept[0].state_dict().items():
        assert value.equal(kept[1].state_dict()[name]), name
    assert not (job.output / "last.safetensors").exists()


def test_the_best_before_the_interruption_stays_the_one_to_beat(make_job: MakeJob) -> None:
    job = make_job(steps=6, validate_every=2)
    first = interrupted(job, after=5)
    best = max(e.miou for e in first if isinstance(e, EpochDone))
    *_, finished = train(replace(job, resume=True), Control())
    assert isinstance(finished, TrainingFinished)
    assert finished.best_miou >= best
    assert read_checkpoint(job.output / "best.safetensors")[1].miou == finished.best_miou


def test_a_score_on_other_val_masks_is_not_the_one_to_beat(make_job: MakeJob) -> None:
    job = make_job(steps=12, validate_every=2)
    before = max(e.miou for e in interrupted(job, after=9) if isinstance(e, EpochDone))
    (val,) = [image for image in job.images if image.split == "val"]
    mask = read_indexed(val.mask)
    one, other = (known.index for known in job.classes[:2])
    table = np.arange(256, dtype=np.uint8)
    table[[one, other]] = other, one
    write_indexed(val.mask, table[mask])  # what was right is wrong now
    rest = list(train(replace(job, resume=True), Control()))
    today = [e.miou for e in rest if isinstance(e, EpochDone)]
    assert max(today) < before
    assert rest[-1].best_miou == max(today)
    assert read_checkpoint(job.output / "best.safetensors")[1].miou == max(today)


def test_a_cancelled_run_leaves_nothing_to_go_on_from(make_job: MakeJob) -> None:
    job = make_job(steps=50)
    interrupted(job, after=3, wish="cancel")
    assert not list(job.output.glob("last.*"))
    events = interrupted(replace(job, resume=True), after=1)
    assert any("starts again" in e.text for e in events if isinstance(e, Notice))
    assert losses(events)[0][0] == 1


def test_a_damaged_state_and_other_classes_are_told(make_job: MakeJob) -> None:
    job = make_job(steps=50)
    interrupted(job, after=2)
    renamed = replace(job, resume=True, classes=(job.classes[0], JobClass(9, "other")))
    with pytest.raises(WorkbenchError, match="classes have changed") as caught:
        list(train(renamed, Control()))
    assert caught.value.cure
    path = job.output / "last.safetensors"
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(WorkbenchError, match=r"last\.safetensors is damaged"):
        list(train(replace(job, resume=True), Control()))


def test_a_disk_that_does_not_take_the_state_costs_only_that(
    make_job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    replaced = os.replace

    def refuse(source: Path, target: Path) -> None:
        if target.name == "last.safetensors":
            raise OSError(errno.ENOSPC, "No space left on device")
        replaced(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    events = list(train(make_job(steps=6), Control()))
    assert any("could not be written: No space left" in e.text for e in events if isinstance(e, Notice))
    assert (events[-1].status, events[-1].step) == ("finished", 6)
