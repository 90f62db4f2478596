"""Two processes that learn together do what one does with both halves of each batch; started as a person would."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import nn

from workbench.core.control import Control
from workbench.core.errors import BadInputError, WorkbenchError
from workbench.core.events import EpochDone, Notice, StepDone, TrainingFinished, TrainingStarted, event_from_json
from workbench.core.job import TrainingJob, job_to_json
from workbench.learn import team
from workbench.learn.net.checkpoint import read_checkpoint
from workbench.learn.net.layers import StillBatchNorm
from workbench.learn.training.together import own_device
from workbench.learn.training.train import train
from workbench.services.engine import Engine

MakeJob = Callable[..., TrainingJob]

ROOT = Path(__file__).resolve().parents[2]

WITHOUT_DROPOUT = """
import runpy, torch
torch.nn.functional.dropout = lambda x, *args, **more: x
runpy.run_module("workbench.learn.training.together", run_name="__main__")
"""
"""Each process drops out what it likes: without it the mathematics is the same."""

posix = pytest.mark.skipif(sys.platform == "win32", reason="torchrun's processes are watched as on POSIX")


def together(job: TrainingJob, folder: Path) -> list[object]:
    """The events of a job by two processes on the CPU."""
    script = folder / "without_dropout.py"
    script.write_text(WITHOUT_DROPOUT)
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2", str(script)]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    line = json.dumps(job_to_json(job)) + "\n"
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        process.stdin.write(line)
        process.stdin.flush()
        events = [event_from_json(json.loads(answer)) for answer in process.stdout]
        assert process.wait() == 0, process.stderr.read()
    return events[:-1]


def of_kind(events: list[object], kind: type) -> list:
    return [event for event in events if isinstance(event, kind)]


@posix
def test_two_processes_learn_as_one_with_the_whole_batch(
    make_job: MakeJob, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The Dice loss and the hardest pixels are those of each part of a batch, as where memory is short.
    job = make_job(
        steps=6, batch_size=4, norm="group", dice="off", optimizer="sgd", learning_rate=0.0003, validate_every=3
    )
    monkeypatch.setattr(nn.functional, "dropout", lambda x, *args, **more: x)
    alone = list(train(replace(job, output=tmp_path / "alone"), Control()))
    both = together(job, tmp_path)
    assert of_kind(both, TrainingStarted)[0].device.startswith("2 x CPU")
    losses = [[e.loss for e in of_kind(events, StepDone)] for events in (alone, both)]
    assert len(losses[0]) == 6
    assert losses[0] == pytest.approx(losses[1], rel=1e-4)
    scores = [[e.miou for e in of_kind(events, EpochDone)] for events in (alone, both)]
    assert scores[0] == pytest.approx(scores[1], abs=1e-3)
    assert of_kind(both, TrainingFinished)[0].status == "finished"
    kept = [read_checkpoint(tmp_path / name / "best.safetensors")[0].state_dict() for name in ("alone", "run")]
    for name, value in kept[0].items():
        if "running" not in name and "num_batches" not in name:
            torch.testing.assert_close(value, kept[1][name], rtol=1e-4, atol=1e-4, msg=name)
    assert not list((tmp_path / "run").glob("decoded*"))
    assert not (tmp_path / "run" / "last.safetensors").exists()


@posix
def test_a_stop_reaches_every_process_and_none_is_left(make_job: MakeJob) -> None:
    job, control, engine = make_job(steps=100_000, batch_size=3), Control(), Engine(team=2)
    try:
        events = []
        for event in engine.run(job, control):
            events.append(event)
            if isinstance(event, EpochDone):
                control.stop()
    finally:
        engine.close()
    (finished,) = of_kind(events, TrainingFinished)
    assert finished.status == "stopped"
    assert any("Batches of 4" in e.text for e in of_kind(events, Notice))  # three crops are not for two
    assert (job.output / "best.safetensors").is_file()
    assert (job.output / "last.safetensors").is_file()


@posix
def test_what_is_wrong_with_a_job_is_told_once(make_job: MakeJob) -> None:
    job, engine = make_job(), Engine(team=2)
    try:
        with pytest.raises(WorkbenchError, match="labelled"):
            list(engine.run(replace(job, images=job.images[:1])))
    finally:
        engine.close()


def test_more_processes_than_gpus_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setenv("LOCAL_RANK", "2")
    monkeypatch.setenv("LOCAL_WORLD_SIZE", "4")
    with pytest.raises(BadInputError, match="4 GPUs were asked for, and this machine has 2"):
        own_device("auto")
    assert own_device("cpu") == torch.device("cpu")


def test_on_gpus_the_batch_norms_that_learn_look_at_the_whole_team(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(team.distributed, "broadcast", lambda value, source: None)
    net = nn.Sequential(nn.BatchNorm2d(4), nn.Sequential(nn.BatchNorm2d(4), StillBatchNorm(4), nn.GroupNorm(2, 4)))
    weight = net[0].weight
    two = team.Team(0, 2, torch.device("cuda"))
    two.join(net, frozenset({"1.0"}))
    kinds = [type(net[0]), *(type(part) for part in net[1])]
    assert kinds == [nn.SyncBatchNorm, nn.BatchNorm2d, StillBatchNorm, nn.GroupNorm]
    assert net[0].weight is weight
    assert two.meets_inside(net)
