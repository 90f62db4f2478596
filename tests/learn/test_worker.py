"""The worker as its parent sees it: lines in, lines out, and an end in every case."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from workbench.core.events import event_from_json
from workbench.core.job import EvaluationJob, Job, PredictionJob, TrainingJob, job_to_json

MakeJob = Callable[..., TrainingJob]
ROOT = Path(__file__).resolve().parents[2]


class Worker:
    """The process, on a machine where what the trainer must not need is absent."""

    def __init__(self, folder: Path) -> None:
        for absent in ("PySide6", "sqlalchemy", "zstandard"):
            (folder / f"{absent}.py").write_text("raise ImportError('absent')\n")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "workbench.learn"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(folder), "WORKBENCH_THREADS": "1", "OMP_NUM_THREADS": "1"},
        )

    def send(self, values: dict[str, Any]) -> None:
        self.process.stdin.write(json.dumps(values) + "\n")
        self.process.stdin.flush()

    def ask(self, job: Job) -> None:
        self.send(job_to_json(job))

    def until(self, name: str) -> list[dict[str, Any]]:
        """The events up to the first of that name; every line must be an event."""
        events = []
        for line in self.process.stdout:
            events.append(json.loads(line))
            event_from_json(events[-1])
            if events[-1]["event"] == name:
                return events
        raise AssertionError(f"ended before {name}: {events[-1:]}, {self.process.stderr.read()}")

    def close(self) -> None:
        self.process.stdout.close()
        self.process.stderr.close()
        if not self.process.stdin.closed:
            self.process.stdin.close()


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    """One process for several jobs, as in the program; it must survive all of them and quit when asked."""
    started = Worker(tmp_path_factory.mktemp("absent"))
    yield started
    started.send({"do": "quit"})
    assert started.process.stdout.read() == ""
    assert started.process.wait(timeout=20) == 0
    started.close()


def test_train_predict_evaluate(worker: Worker, make_job: MakeJob, tmp_path: Path) -> None:
    job = make_job()
    worker.ask(job)
    events = worker.until("done")
    assert events[-2]["event"] == "training_finished"
    assert events[-2]["status"] == "finished"
    best = job.output / "best.safetensors"
    for _ in range(2):
        worker.ask(PredictionJob(job.images, best, tmp_path / "out", "cpu"))
        events = worker.until("done")
        assert [e["image"] for e in events if e["event"] == "prediction_ready"] == [1, 2, 3]
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["1.npz", "2.npz", "3.npz"]
    worker.ask(EvaluationJob(job.images[2:], best, "cpu"))
    (measured,) = [e for e in worker.until("done") if e["event"] == "evaluated"]
    assert measured["miou"] == json.loads((job.output / "best.json").read_text())["miou"]


def test_stop_keeps_cancel_discards_and_both_are_quick(worker: Worker, make_job: MakeJob) -> None:
    long = make_job(steps=100_000, validate_every=2)
    for wish, status in (("stop", "stopped"), ("cancel", "cancelled")):
        job = replace(long, output=long.output.with_name(wish))
        worker.ask(job)
        worker.until("checkpoint_saved")
        worker.process.send_signal(signal.SIGINT)
        asked = time.monotonic()
        worker.send({"do": wish})
        events = worker.until("done")
        assert time.monotonic() - asked < 2.0
        assert [e["status"] for e in events if e["event"] == "training_finished"] == [status]
        assert (job.output / "best.safetensors").exists() == (wish == "stop")


def test_failures_are_told_and_the_worker_lives_on(worker: Worker, make_job: MakeJob) -> None:
    job = make_job()
    worker.ask(replace(job, images=job.images[:1]))
    told = worker.until("done")[-2]
    assert (told["event"], told["bug"]) == ("failed", False)
    assert "Only one image" in told["message"]
    assert told["cure"]
    worker.process.stdin.write("no json\n")
    worker.send({"do": "dance"})
    for _ in range(2):
        told = worker.until("done")[-2]
        assert (told["event"], told["bug"]) == ("failed", True)
    worker.ask(PredictionJob((), job.output / "none.safetensors", job.output, "cpu"))
    assert "gone" in worker.until("done")[-2]["message"]


def test_it_ends_with_its_parent_even_while_training(make_job: MakeJob, tmp_path: Path) -> None:
    worker = Worker(tmp_path)
    worker.ask(make_job(steps=100_000))
    worker.until("step_done")
    worker.process.stdin.close()
    asked = time.monotonic()
    assert worker.process.wait(timeout=20) == 0
    assert time.monotonic() - asked < 2.0
    worker.close()
