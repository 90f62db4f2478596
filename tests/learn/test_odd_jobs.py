"""Jobs at the edges: one crop a step, tiny and grey images, as many classes as fit."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from learn_scenes import QUICK, render
from PIL import Image

from workbench.core.control import Control
from workbench.core.events import EpochDone, StepDone, TrainingFinished
from workbench.core.job import JobClass, JobImage, TrainingJob
from workbench.learn.training.train import train

MakeJob = Callable[..., TrainingJob]


def finished(job: TrainingJob) -> TrainingFinished:
    *_, last = train(job, Control())
    assert isinstance(last, TrainingFinished)
    return last


@pytest.mark.parametrize("norm", ["batch", "group"])
def test_one_crop_a_step(make_job: MakeJob, norm: str) -> None:
    events = list(train(make_job(batch_size=1, norm=norm), Control()))
    assert all(np.isfinite(e.loss) for e in events if isinstance(e, StepDone))
    assert events[-1].status == "finished"


def test_images_smaller_than_a_crop_and_than_the_stride(make_job: MakeJob, tmp_path: Path) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    images = [render(folder, n, size=(72, 90)) for n in (1, 2)]
    for number, size in ((3, (9, 7)), (4, (40, 1))):
        paths = folder / f"image{number}.png", folder / f"mask{number}.png"
        Image.fromarray(np.full((*size, 3), 90, np.uint8)).save(paths[0])
        Image.fromarray(np.full(size, 3, np.uint8)).save(paths[1])
        images.append(JobImage(number, *paths, "val" if number == 4 else "train"))
    job = replace(make_job(crop_size=256), images=tuple(images))
    events = list(train(job, Control()))
    assert events[-1].status == "finished"
    assert all(e.miou is not None for e in events if isinstance(e, EpochDone))


@pytest.mark.parametrize("mode", ["L", "RGBA", "I;16", "1"])
def test_grey_and_transparent_images(make_job: MakeJob, mode: str) -> None:
    job = make_job()
    for source in job.images:
        whole = Image.open(source.image)
        if mode == "I;16":
            Image.fromarray(np.array(whole.convert("L")).astype(np.uint16) * 200).save(source.image)
        else:
            whole.convert(mode).save(source.image)
    assert finished(job).status == "finished"


def test_as_many_classes_as_a_mask_can_hold(tmp_path: Path) -> None:
    draw = np.random.default_rng(0)
    classes = tuple(JobClass(index, f"class {index}") for index in draw.permutation(254).tolist())
    images = []
    for number in (1, 2, 3):
        paths = tmp_path / f"{number}.png", tmp_path / f"mask{number}.png"
        mask = np.arange(64 * 64, dtype=np.int64).reshape(64, 64) % 254
        Image.fromarray(draw.integers(0, 256, (64, 64, 3), dtype=np.uint8)).save(paths[0])
        Image.fromarray(mask.astype(np.uint8)).save(paths[1])
        images.append(JobImage(number, *paths, "val" if number == 3 else "train"))
    job = TrainingJob(tuple(images), classes, replace(QUICK, steps=2), tmp_path / "run", "cpu")
    events = list(train(job, Control()))
    (score,) = [e for e in events if isinstance(e, EpochDone)]
    assert list(score.ious) == [c.name for c in classes]
    losses = [e.loss for e in events if isinstance(e, StepDone)]
    assert losses[0] == pytest.approx(np.log(254), rel=0.15)  # a first guess, whatever the class


def test_a_hidden_class_in_a_mask_does_not_train(make_job: MakeJob) -> None:
    """Half of the masks' classes are outside the job: the run sees them as unlabelled."""
    job = make_job()
    only = replace(job, classes=job.classes[:1])
    first = next(e for e in train(only, Control()) if hasattr(e, "labelled_pixels"))
    expected = sum(int((np.array(Image.open(i.mask)) == job.classes[0].index).sum()) for i in job.images)
    assert first.labelled_pixels == expected
