"""Previews that a run leaves at its validations: which images, which pixels, which classes."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from workbench.core.control import Control
from workbench.core.events import EpochDone, PreviewReady
from workbench.core.job import JobClass, TrainingJob
from workbench.learn.training.previews import SIDE, Previews
from workbench.learn.training.train import train

CLASSES = (JobClass(7, "road"), JobClass(3, "car"))


def test_each_validation_leaves_a_picture_of_each_val_image(make_job: Callable[..., TrainingJob]) -> None:
    job = make_job(steps=4, validate_every=2)
    events = list(train(job, Control()))
    told = [event for event in events if isinstance(event, PreviewReady)]
    val = [source for source in job.images if source.split == "val"]
    steps = [event.step for event in events if isinstance(event, EpochDone)]
    assert [(event.image, event.step) for event in told] == [(val[0].id, step) for step in steps]
    written = np.array(Image.open(told[-1].path))
    assert set(np.unique(written)) <= {c.index for c in job.classes}
    folder = job.output / "previews"
    with Image.open(folder / f"{val[0].id}.jpg") as picture, Image.open(val[0].image) as whole:
        assert picture.size == whole.size == written.shape[::-1], "small pictures are kept as they are"
    assert np.array_equal(np.array(Image.open(folder / f"{val[0].id}-mask.png")), np.array(Image.open(val[0].mask)))


def test_channels_become_the_numbers_of_classes_and_large_images_small(tmp_path: Path) -> None:
    labels = np.full((600, 1200), 255, dtype=np.uint8)
    labels[:, :600] = 0
    labels[300:, 600:] = 1
    previews = Previews(tmp_path, CLASSES, 1)
    (event,) = previews.take(0, 11, np.zeros((600, 1200, 3), np.uint8), labels, 1 - labels.clip(0, 1), 40)
    assert isinstance(event, PreviewReady)
    mask = np.array(Image.open(tmp_path / "previews" / "11-mask.png"))
    assert mask.shape == (SIDE // 2, SIDE)
    assert (mask[:, :100] == 7).all()
    assert (mask[100:, 156:] == 3).all()
    assert (mask[:28, 156:] == 255).all(), "what nobody has looked at stays so"
    assert (np.array(Image.open(event.path))[:, :100] == 3).all()


@pytest.mark.parametrize(("count", "places"), [(0, []), (1, [0]), (3, [0, 1, 2]), (8, [0, 2, 4, 6])])
def test_few_images_stand_for_all(tmp_path: Path, count: int, places: list[int]) -> None:
    previews = Previews(tmp_path, CLASSES, count)
    plane = np.zeros((8, 8), np.uint8)
    shown = [n for n in range(count) if list(previews.take(n, n, np.zeros((8, 8, 3), np.uint8), plane, plane, 1))]
    assert shown == places


def test_a_disk_that_refuses_costs_a_picture_and_not_the_run(tmp_path: Path) -> None:
    (tmp_path / "previews").write_text("a file where the folder should be")
    plane = np.zeros((8, 8), np.uint8)
    assert list(Previews(tmp_path, CLASSES, 1).take(0, 1, np.zeros((8, 8, 3), np.uint8), plane, plane, 1)) == []
