"""A VOC folder of small scenes with truth, for replays: eight to paint, three to measure on."""

from pathlib import Path

import numpy as np
from PIL import Image
from tiny_scenes import scene


def write_voc(folder: Path, train: int = 8, val: int = 3) -> Path:
    """The folder, which is made."""
    for part in ("JPEGImages", "SegmentationClass", "ImageSets/Segmentation"):
        (folder / part).mkdir(parents=True)
    names: dict[str, list[str]] = {"train": [], "val": []}
    for number in range(train + val):
        picture, truth = scene(number)
        name = f"scene-{number}"
        Image.fromarray(picture).save(folder / "JPEGImages" / f"{name}.jpg", quality=95)
        mask = Image.fromarray(truth, "P")
        mask.putpalette(np.arange(768, dtype=np.uint8).tobytes())
        mask.save(folder / "SegmentationClass" / f"{name}.png")
        names["train" if number < train else "val"].append(name)
    for split, chosen in names.items():
        (folder / "ImageSets" / "Segmentation" / f"{split}.txt").write_text("\n".join(chosen) + "\n")
    (folder / "labelmap.txt").write_text("# label:color_rgb:parts:actions\nground:0,1,2::\nbox:3,4,5::\n")
    return folder
