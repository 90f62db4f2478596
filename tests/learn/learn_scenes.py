"""Small rendered scenes with gaps in their class numbers, and a quick recipe."""

from pathlib import Path

import numpy as np
from PIL import Image

from workbench.core.job import JobClass, JobImage
from workbench.core.recipe import TrainingRecipe

CLASSES = (JobClass(3, "ground"), JobClass(7, "box"))
"""Indices with gaps, so that channel and index are never the same."""

QUICK = TrainingRecipe(
    weights="none", steps=4, batch_size=2, crop_size=64, validate_every=2, scale_min=0.5, scale_max=2.0
)


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
