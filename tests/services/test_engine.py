"""The worker process as the program sees it: it answers, it ends as asked, and its death costs a run."""

import itertools
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tiny_scenes import CLASSES, ENDLESS, HEIGHT, TINY, WIDTH, scene, write_pictures

from workbench.core.control import Control
from workbench.core.errors import WorkbenchError, WorkerError
from workbench.core.events import CheckpointSaved, Event, PredictionReady, StepDone, TrainingFinished
from workbench.core.job import JobClass, JobImage, PredictionJob, TrainingJob
from workbench.core.prediction import Prediction
from workbench.core.recipe import TrainingRecipe
from workbench.pixels.mask_file import write_indexed
from workbench.services.engine import GIVES_WAY, Engine

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")


@pytest.fixture
def images(tmp_path: Path) -> tuple[JobImage, ...]:
    found = []
    for number, path in enumerate(write_pictures(tmp_path / "in", 3), start=1):
        write_indexed(path.with_name(f"mask-{number}.png"), scene(number)[1])
        mask = path.with_name(f"mask-{number}.png")
        found.append(JobImage(number, path, mask, "val" if number == 2 else "train"))
    return tuple(found)


def job(images: tuple[JobImage, ...], output: Path, recipe: TrainingRecipe = TINY) -> TrainingJob:
    return TrainingJob(images, tuple(JobClass(i, n) for i, n in enumerate(CLASSES)), recipe, output, "cpu")


def until(flow: Iterator[Event], kind: type) -> list[Event]:
    """The events up to the first of that kind."""
    seen: list[Event] = []
    for event in flow:
        seen.append(event)
        if isinstance(event, kind):
            return seen
    raise AssertionError(f"no {kind.__name__} in {seen}")


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def pid_of(engine: Engine) -> int:
    assert engine._process is not None
    return engine._process.pid


def test_it_trains_and_predicts_in_one_process(engine: Engine, images: tuple[JobImage, ...], tmp_path: Path) -> None:
    events = list(engine.run(job(images, tmp_path / "run")))
    assert isinstance(events[-1], TrainingFinished)
    assert [e.step for e in events if isinstance(e, StepDone)] == [1, 2, 3, 4]
    pid = pid_of(engine)
    wanted = PredictionJob(images, tmp_path / "run" / "best.safetensors", tmp_path / "out", "cpu")
    ready = [e for e in engine.run(wanted) if isinstance(e, PredictionReady)]
    assert [e.image for e in ready] == [1, 2, 3]
    for event in ready:
        found = Prediction.read(tmp_path / "out" / f"{event.image}.npz", HEIGHT, WIDTH)
        assert found.doubt == pytest.approx(event.doubt)
        assert set(found.classes.ravel().tolist()) <= {0, 1}
    assert pid_of(engine) == pid


def test_stop_keeps(engine: Engine, images: tuple[JobImage, ...], tmp_path: Path) -> None:
    control = Control()
    flow = engine.run(job(images, tmp_path / "run", ENDLESS), control)
    until(flow, StepDone)
    asked = time.monotonic()
    control.stop()
    (*_, finished) = flow
    assert time.monotonic() - asked < 2.0
    assert isinstance(finished, TrainingFinished)
    assert finished.status == "stopped"
    assert (tmp_path / "run" / "best.safetensors").is_file()


@pytest.mark.parametrize("way", ["cancel", "close"])
def test_cancel_discards(engine: Engine, images: tuple[JobImage, ...], tmp_path: Path, way: str) -> None:
    control = Control()
    flow = engine.run(job(images, tmp_path / "run", ENDLESS), control)
    until(flow, CheckpointSaved)
    asked = time.monotonic()
    if way == "cancel":
        control.cancel()
        assert not any(isinstance(e, TrainingFinished) for e in flow)
    else:
        flow.close()
    assert time.monotonic() - asked < 2.0
    assert not list((tmp_path / "run").glob("best.*"))
    assert isinstance(list(engine.run(job(images, tmp_path / "next")))[-1], TrainingFinished)


def test_cancel_before_anything_began(engine: Engine, images: tuple[JobImage, ...], tmp_path: Path) -> None:
    control = Control()
    control.cancel()
    assert list(engine.run(job(images, tmp_path / "run", ENDLESS), control)) == []
    assert not list(tmp_path.glob("run/best.*"))


def test_one_job_at_a_time(engine: Engine, images: tuple[JobImage, ...], tmp_path: Path) -> None:
    flow = engine.run(job(images, tmp_path / "run", ENDLESS))
    next(flow)
    with pytest.raises(WorkbenchError, match="busy"):
        next(engine.run(job(images, tmp_path / "other")))
    until(flow, StepDone)  # the first one goes on
    flow.close()


def test_a_failure_is_told_in_words_and_the_worker_lives(
    engine: Engine, images: tuple[JobImage, ...], tmp_path: Path
) -> None:
    with pytest.raises(WorkbenchError, match=r"best\.safetensors") as caught:
        list(engine.run(PredictionJob(images, tmp_path / "best.safetensors", tmp_path, "cpu")))
    assert caught.value.cure
    pid = pid_of(engine)
    with pytest.raises(WorkbenchError):
        list(engine.run(job(images[:1], tmp_path / "run")))
    assert pid_of(engine) == pid


@posix
@pytest.mark.parametrize(
    ("number", "words"), [(signal.SIGKILL, "killed, most likely because the memory"), (signal.SIGTERM, "code -15")]
)
def test_a_dead_worker_costs_the_run_and_nothing_else(
    engine: Engine, images: tuple[JobImage, ...], tmp_path: Path, number: int, words: str
) -> None:
    flow = engine.run(job(images, tmp_path / "run", ENDLESS))
    until(flow, StepDone)
    os.kill(pid_of(engine), number)
    with pytest.raises(WorkerError, match=words) as caught:
        list(flow)
    assert "Masks are not affected" in caught.value.message
    assert caught.value.cure
    assert isinstance(next(engine.run(job(images, tmp_path / "again"))), Event)


@posix
def test_closing_leaves_no_process(images: tuple[JobImage, ...], tmp_path: Path) -> None:
    engine = Engine()
    engine.close()  # never started
    flow = engine.run(job(images, tmp_path / "run", ENDLESS))
    until(flow, StepDone)
    pid = pid_of(engine)
    began = time.monotonic()
    engine.close()  # in the middle of a job
    assert time.monotonic() - began < 3.0
    assert not alive(pid)
    engine.close()
    flow.close()


@posix
def test_cancelling_a_worker_that_still_starts(images: tuple[JobImage, ...], tmp_path: Path) -> None:
    engine, control = Engine(), Control()
    try:
        flow = engine.run(job(images, tmp_path / "run", ENDLESS), control)
        control.cancel()
        began = time.monotonic()
        assert list(itertools.islice(flow, 5)) == []
        assert time.monotonic() - began < 3.0
    finally:
        engine.close()


@posix
def test_a_large_job_for_a_worker_that_does_not_read_can_be_cancelled(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A pipe holds 64 kB; the rest of a job waits until the worker reads, and here it never does."""
    deaf = tmp_path / "deaf"
    deaf.write_text("#!/bin/sh\nexec sleep 600\n")
    deaf.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(deaf))
    images = tuple(JobImage(number, tmp_path / f"{number:0100}.png") for number in range(2000))
    engine, control = Engine(), Control()
    flow = engine.run(PredictionJob(images, tmp_path / "best.safetensors", tmp_path, "cpu"), control)
    threading.Timer(0.3, control.cancel).start()
    began = time.monotonic()
    assert list(flow) == []
    assert time.monotonic() - began < 0.3 + 2.0 + 0.5
    assert engine._process is None
    engine.close()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="threads are listed in /proc")
@pytest.mark.parametrize(("alone", "below"), [(True, 0), (False, GIVES_WAY)])
def test_a_worker_beside_a_window_gives_way(
    images: tuple[JobImage, ...], tmp_path: Path, alone: bool, below: int
) -> None:
    own = os.getpriority(os.PRIO_PROCESS, 0)
    engine = Engine(alone=alone)
    try:
        flow = engine.run(job(images, tmp_path / "run", ENDLESS))
        until(flow, StepDone)
        threads = [int(thread.name) for thread in Path(f"/proc/{pid_of(engine)}/task").iterdir()]
        nices = {os.getpriority(os.PRIO_PROCESS, thread) for thread in threads}
        flow.close()
    finally:
        engine.close()
    assert nices == {min(19, own + below)}
