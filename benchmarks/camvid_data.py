"""CamVid (a VOC folder: 367 training and 101 validation photographs) as jobs for the trainer."""

import os
from pathlib import Path

import numpy as np
from PIL import Image

from workbench.core.job import JobClass, JobImage

PLACE = "WORKBENCH_CAMVID"
"""Environment variable that names the folder; else it is looked for beside the checkout, in shared/data."""


def find_camvid() -> Path | None:
    """The VOC folder, or None on a machine that has none."""
    root = Path(__file__).resolve().parents[1]
    named = os.environ.get(PLACE)
    places = [Path(named)] if named else [base / "shared" / "data" / "camvid_voc" for base in (root, root.parent)]
    return next((place for place in places if place.is_dir()), None)


def camvid_classes(source: Path) -> tuple[JobClass, ...]:
    """The eleven classes, in the order of their numbers."""
    rows = (source / "labelmap.txt").read_text(encoding="utf-8").splitlines()
    names = [row.split(":")[0] for row in rows if row and not row.startswith("#")]
    return tuple(JobClass(index, name) for index, name in enumerate(n for n in names if n not in ("void", "ignored")))


def camvid_images(
    source: Path, folder: Path, size: tuple[int, int] | None, every: tuple[int, int] = (1, 1)
) -> tuple[JobImage, ...]:
    """Images and masks of both splits, as files.

    Args:
        source: the VOC folder.
        folder: receives smaller copies; not touched when the size stays.
        size: (width, height) of the copies; None uses the files as they are.
        every: of how many images one is taken, in training and in validation.
    """
    found: list[JobImage] = []
    for split, step in zip(("train", "val"), every, strict=True):
        stems = (source / "ImageSets" / "Segmentation" / f"{split}.txt").read_text(encoding="utf-8").split()
        for stem in stems[::step]:
            image, mask = source / "JPEGImages" / f"{stem}.jpg", source / "SegmentationClass" / f"{stem}.png"
            if size is not None:
                image, mask = _smaller(image, folder, size), _smaller(mask, folder, size)
            found.append(JobImage(len(found) + 1, image, mask, split))
    return tuple(found)


def arrays(image: JobImage) -> tuple[np.ndarray, np.ndarray]:
    """uint8 (H, W, 3) RGB and uint8 (H, W) class numbers, 255 void."""
    assert image.mask is not None
    return np.array(Image.open(image.image).convert("RGB")), np.array(Image.open(image.mask))


def _smaller(path: Path, folder: Path, size: tuple[int, int]) -> Path:
    """A copy of that size as PNG; a mask (indexed) keeps its numbers."""
    folder.mkdir(parents=True, exist_ok=True)
    with Image.open(path) as whole:
        indexed = whole.mode == "P"
        target = folder / f"{path.stem}-{'mask' if indexed else 'image'}.png"
        whole.resize(size, Image.Resampling.NEAREST if indexed else Image.Resampling.BOX).save(target)
    return target
