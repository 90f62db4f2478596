"""Whole runs on rendered scenes: they learn, they end as asked, they fail in words."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from learn_scenes import render

from workbench.core.control import Control
from workbench.core.errors import NotEnoughLabelsError, WorkbenchError
from workbench.core.events import (
    CheckpointSaved,
    EpochDone,
    Evaluated,
    Notice,
    Refused,
    StepDone,
    TrainingFinished,
    TrainingStarted,
)
from workbench.core.job import EvaluationJob, TrainingJob
from workbench.learn.measure.evaluate import evaluate_job
from workbench.learn.net.checkpoint import read_checkpoint
from workbench.learn.training import run
from workbench.learn.training.learner import Learner
from workbench.learn.training.train import train

MakeJob = Callable[..., TrainingJob]


def of_kind(events: list[object], kind: type) -> list:
    return [event for event in events if isinstance(event, kind)]


def test_a_few_steps_learn_two_scenes(make_job: MakeJob) -> None:
    job = make_job(val=False, steps=40, batch_size=2, learning_rate=0.003, ema=0.9, crop_size=96, validate_every=40)
    events = list(train(job, Control()))
    assert of_kind(events, TrainingFinished)[0].status == "finished"
    (score,) = of_kind(
        list(evaluate_job(EvaluationJob(job.images, job.output / "best.safetensors", "cpu"), Control())), Evaluated
    )
    assert score.miou > 0.95


def test_a_run_tells_its_story_and_keeps_the_best(make_job: MakeJob) -> None:
    job = make_job()
    events = list(train(job, Control()))
    started = of_kind(events, TrainingStarted)[0]
    assert (started.train_images, started.val_images, started.started_from) == (2, 1, "random weights")
    assert [e.step for e in of_kind(events, StepDone)] == [1, 2, 3, 4]
    epochs = of_kind(events, EpochDone)
    assert [(e.epoch, e.step) for e in epochs] == [(1, 2), (2, 4)]
    assert set(epochs[0].ious) == {"ground", "box"}
    best = max(e.miou for e in epochs)
    assert isinstance(events[-1], TrainingFinished)
    assert events[-1].best_miou == best
    _, facts = read_checkpoint(job.output / "best.safetensors")
    assert facts.miou == best
    assert facts.classes == job.classes
    lines = [json.loads(line) for line in (job.output / "metrics.jsonl").read_text().splitlines()]
    assert [line["event"] for line in lines] == ["training_started", *["step_done", "step_done", "epoch_done"] * 2]
    assert "finished at step 4" in (job.output / "log.txt").read_text()


def test_the_same_seed_gives_the_same_run(make_job: MakeJob) -> None:
    runs = [[e.loss for e in train(make_job(), Control()) if isinstance(e, StepDone)] for _ in range(2)]
    assert runs[0] == runs[1]
    other = [e.loss for e in train(make_job(seed=1), Control()) if isinstance(e, StepDone)]
    assert other != runs[0]


def test_the_order_of_classes_does_not_matter(make_job: MakeJob) -> None:
    """The same scores under the same names, when channels are swapped in a network that has learnt."""
    job = make_job(steps=30, learning_rate=0.003, ema=0.9, crop_size=96, validate_every=30)
    swapped = replace(job, classes=job.classes[::-1], output=job.output.with_name("swapped"))
    scores = [of_kind(list(train(j, Control())), EpochDone)[-1].ious for j in (job, swapped)]
    assert scores[0]["box"] == pytest.approx(scores[1]["box"], abs=0.05)
    assert scores[0]["ground"] == pytest.approx(scores[1]["ground"], abs=0.05)


@pytest.mark.parametrize("val", [True, False])
def test_stop_keeps_what_there_is(make_job: MakeJob, val: bool) -> None:
    job, control = make_job(val=val, steps=100, validate_every=50), Control()
    events = []
    for event in train(job, control):
        events.append(event)
        if isinstance(event, StepDone) and event.step == 2:
            control.stop()
    assert (events[-1].status, events[-1].step) == ("stopped", 2)
    assert [e.step for e in of_kind(events, CheckpointSaved)] == [2]
    assert read_checkpoint(job.output / "best.safetensors")[1].step == 2


def test_stop_during_a_validation_keeps_the_best_before(make_job: MakeJob) -> None:
    job, control = make_job(steps=100), Control()
    events = []
    for event in train(job, control):
        events.append(event)
        if len(of_kind(events, EpochDone)) == 1 and getattr(event, "what", "") == "validating":
            control.stop()
    assert (events[-1].status, events[-1].step) == ("stopped", 4)
    assert read_checkpoint(job.output / "best.safetensors")[1].step == 2


def test_cancel_discards_this_runs_weights(make_job: MakeJob) -> None:
    job, control = make_job(), Control()
    events = []
    for event in train(job, control):
        events.append(event)
        if isinstance(event, EpochDone):
            assert (job.output / "best.safetensors").exists()
            control.cancel()
    assert (events[-1].status, events[-1].best_miou) == ("cancelled", None)
    assert not list(job.output.glob("best.*"))


def test_cancel_before_anything_leaves_older_weights_alone(make_job: MakeJob) -> None:
    job, control = make_job(), Control()
    job.output.mkdir()
    (job.output / "best.safetensors").write_bytes(b"of an earlier run")
    control.cancel()
    assert list(train(job, control))[-1].status == "cancelled"
    assert (job.output / "best.safetensors").read_bytes() == b"of an earlier run"


def test_a_diverging_run_keeps_the_best_and_names_the_knob(make_job: MakeJob, monkeypatch: pytest.MonkeyPatch) -> None:
    step = Learner.step

    def poisoned(self: Learner, number: int, images: torch.Tensor, labels: torch.Tensor) -> float:
        if number == 3:
            with torch.no_grad():
                next(self._net.parameters()).fill_(float("nan"))
        return step(self, number, images, labels)

    monkeypatch.setattr(Learner, "step", poisoned)
    job = make_job()
    events = []
    with pytest.raises(WorkbenchError, match=r"step 3 .*The weights of step 2 .* were kept") as caught:
        events.extend(train(job, Control()))
    assert "learning_rate" in caught.value.cure
    net, facts = read_checkpoint(job.output / "best.safetensors")
    assert facts.step == 2
    assert all(torch.isfinite(p).all() for p in net.parameters())
    assert "failed" in (job.output / "log.txt").read_text()


@pytest.mark.parametrize("left", [0, 1])
def test_a_run_goes_on_without_a_val_image_that_goes_meanwhile(make_job: MakeJob, tmp_path: Path, left: int) -> None:
    job = make_job()
    job = replace(job, images=(*job.images, *(render(tmp_path, 4 + n, "val") for n in range(left))))
    val, events = job.images[2].image, []
    for event in train(job, Control()):
        events.append(event)
        if isinstance(event, EpochDone) and event.step == 2:
            val.unlink()
    assert [(e.item, e.cure) for e in of_kind(events, Refused)] == [(val.name, "The run goes on without it.")]
    assert [e.miou is not None for e in of_kind(events, EpochDone)] == [True, bool(left)]
    assert (events[-1].status, events[-1].step) == ("finished", 4)
    assert read_checkpoint(job.output / "best.safetensors")[1].step == 4, "scores on other images are not compared"


def test_a_loss_that_is_no_number_once_costs_some_steps_and_half_the_rate(
    make_job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "SAFE_EVERY", 2)
    before = [e for e in train(make_job(steps=6), Control()) if isinstance(e, StepDone)]
    step, spoilt = Learner.step, []

    def poisoned(self: Learner, number: int, images: torch.Tensor, labels: torch.Tensor) -> float:
        if number == 4 and not spoilt:
            spoilt.append(number)
            with torch.no_grad():
                next(self._net.parameters()).fill_(float("nan"))
        return step(self, number, images, labels)

    monkeypatch.setattr(Learner, "step", poisoned)
    job = make_job(steps=6)
    events = list(train(replace(job, output=job.output.with_name("poisoned")), Control()))
    assert any("step 4 is no number" in e.text and "from step 2 with half" in e.text for e in of_kind(events, Notice))
    steps = of_kind(events, StepDone)
    assert [e.step for e in steps] == [1, 2, 3, 3, 4, 5, 6]
    assert [e.rate for e in steps[:3]] == [e.rate for e in before[:3]]
    assert [e.rate for e in steps[3:]] == pytest.approx([e.rate / 2 for e in before[2:]])
    assert steps[3].loss == steps[2].loss  # the same crops, the same weights
    assert events[-1].status == "finished"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("name", ["log.txt", "metrics.jsonl"])
def test_a_log_on_a_full_disk_does_not_end_the_run(make_job: MakeJob, name: str) -> None:
    job = make_job()
    job.output.mkdir()
    (job.output / name).symlink_to("/dev/full")
    events = list(train(job, Control()))
    (notice,) = [e for e in of_kind(events, Notice) if str(job.output) in e.text]
    assert "No space left" in notice.text
    assert (events[-1].status, events[-1].step) == ("finished", 4)
    assert read_checkpoint(job.output / "best.safetensors")[1].step in (2, 4)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_does_not_hide_why_a_run_failed(make_job: MakeJob) -> None:
    job = make_job()
    job.output.mkdir()
    (job.output / "log.txt").symlink_to("/dev/full")
    with pytest.raises(NotEnoughLabelsError):
        list(train(replace(job, images=job.images[:1]), Control()))


def test_patience_ends_a_run_that_gets_no_better(make_job: MakeJob) -> None:
    job = make_job(steps=100, validate_every=1, patience=2, learning_rate=1e-8, ema=0.0)
    events = list(train(job, Control()))
    assert events[-1].status == "finished"
    assert events[-1].step < 100


def test_one_labelled_image_is_too_few(make_job: MakeJob) -> None:
    job = make_job()
    with pytest.raises(NotEnoughLabelsError):
        list(train(replace(job, images=job.images[:1]), Control()))


def test_patience_begins_anew_while_the_person_paints(make_job: MakeJob) -> None:
    job = make_job(steps=100, validate_every=1, patience=2, learning_rate=1e-8, ema=0.0)
    undisturbed = list(train(job, Control()))[-1].step
    control, painted_at = Control(), 0
    for event in train(replace(job, output=job.output.with_name("painted")), control):
        if isinstance(event, EpochDone) and event.step < undisturbed + 10:
            control.more_painted()
            painted_at = event.step
    assert isinstance(event, TrainingFinished)
    assert painted_at == undisturbed + 9
    assert event.step == painted_at + 2  # two validations more, none of them better
