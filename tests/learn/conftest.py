"""Jobs on small scenes; one thread."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from learn_scenes import CLASSES, QUICK, render

from workbench.core.job import TrainingJob
from workbench.learn.device import THREADS_VARIABLE
from workbench.learn.training import resume


@pytest.fixture(autouse=True)
def _one_thread(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(THREADS_VARIABLE, "1")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    yield
    for writing in list(resume._under_way.values()):
        writing.join()  # a run that was stopped leaves a thread that writes; on a busy disk it outlives the test
    torch.set_num_threads(before)
    torch.set_flush_denormal(False)  # of the whole process: other tests count on denormal numbers


@pytest.fixture
def make_job(tmp_path: Path) -> Callable[..., TrainingJob]:
    """A job of two training images and one for validation; knobs of the recipe by name."""

    def make(val: bool = True, **knobs: object) -> TrainingJob:
        images = [render(tmp_path, 1), render(tmp_path, 2)]
        if val:
            images.append(render(tmp_path, 3, "val"))
        return TrainingJob(tuple(images), CLASSES, replace(QUICK, **knobs), tmp_path / "run", "cpu")

    return make
