"""Small rendered scenes, quick recipes, one thread."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from workbench.core.job import JobClass, JobImage, TrainingJob
from workbench.core.recipe import TrainingRecipe
from workbench.learn.device import THREADS_VARIABLE

CLASSES = (JobClass(3, "ground"), JobClass(7, "box"))
"""Indices with gaps, so that channel and index are never the same."""

QUICK = TrainingRecipe(weights="none", steps=4, batch_size=2, crop_size=64, validate_every=2)


@pytest.fixture(autouse=True)
def _one_thread(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(THREADS_VARIABLE, "1")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    yield
    torch.set_num_threads(before)


def render(folder: Path, number: int, split: str = "train", size: tuple[int, int] = (72, 90)) -> JobImage:
    """A reddish box on dark noise; a frame around the box stays unlabelled."""
    draw = np.random.default_rng(number)
    image = draw.integers(0, 60, (*size, 3), dtype=np.uint8)
    mask = np.full(size, 3, dtype=np.uint8)
    top, left = draw.integers(8, 28, 2)
    image[top : top + 32, left : left + 32, 0] += 180
    mask[top - 3 : top + 35, left - 3 : left + 35] = 255
    mask[top : top + 32, left : left + 32] = 7
    paths = folder / f"image{number}.png", folder / f"mask{number}.png"
    Image.fromarray(image).save(paths[0])
    Image.fromarray(mask).save(paths[1])
    return JobImage(number, paths[0], paths[1], split)


@pytest.fixture
def make_job(tmp_path: Path) -> Callable[..., TrainingJob]:
    """A job of two training images and one for validation; knobs of the recipe by name."""

    def make(val: bool = True, **knobs: object) -> TrainingJob:
        images = [render(tmp_path, 1), render(tmp_path, 2)]
        if val:
            images.append(render(tmp_path, 3, "val"))
        return TrainingJob(tuple(images), CLASSES, replace(QUICK, **knobs), tmp_path / "run", "cpu")

    return make
