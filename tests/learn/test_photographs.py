"""The network can learn real photographs by heart: nothing between picture and score is lost or moved."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from workbench.core.control import Control
from workbench.core.events import Evaluated
from workbench.core.job import EvaluationJob, JobClass, JobImage, TrainingJob
from workbench.core.recipe import TrainingRecipe
from workbench.learn.evaluate import evaluate_job
from workbench.learn.train import train

DEFAULT = Path(__file__).resolve().parents[3] / "shared" / "data" / "camvid_voc"
CAMVID = Path(os.environ.get("WORKBENCH_CAMVID", DEFAULT))

PARTS = {"0016E5_02160": (224, 200, 480, 360), "0001TP_007140": (224, 200, 480, 360)}
"""Left, top, right, bottom of street scenes without thin poles: these are finer than scores at stride 4 can tell."""

BY_HEART = TrainingRecipe(
    weights="none",
    norm="batch",
    steps=150,
    batch_size=2,
    crop_size=256,
    scale_min=1.0,
    scale_max=1.0,
    flip=False,
    color_jitter=0.0,
    poly_power=0.0,
    dice="off",
    ema=0.9,
    validate_every=150,
)
"""No augmentation, and a rate that stays."""


@pytest.mark.skipif(not CAMVID.is_dir(), reason=f"no photographs in {CAMVID}")
def test_two_photographs_are_learnt_by_heart(tmp_path: Path) -> None:
    images = []
    for number, (name, box) in enumerate(PARTS.items()):
        image, mask = tmp_path / f"{name}.png", tmp_path / f"{name}-mask.png"
        Image.open(CAMVID / "JPEGImages" / f"{name}.jpg").crop(box).save(image)
        Image.open(CAMVID / "SegmentationClass" / f"{name}.png").crop(box).save(mask)
        images.append(JobImage(number, image, mask, "train"))
    classes = tuple(JobClass(index, str(index)) for index in range(11))
    list(train(TrainingJob(tuple(images), classes, BY_HEART, tmp_path / "run", "cpu"), Control()))
    seen = tuple(replace(image, split="val") for image in images)
    *_, measured = evaluate_job(EvaluationJob(seen, tmp_path / "run" / "best.safetensors", "cpu"), Control())
    assert isinstance(measured, Evaluated)
    assert sum(iou is not None for iou in measured.ious.values()) >= 7
    assert measured.miou > 0.95
