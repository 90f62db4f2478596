"""Six pictures with known truth for the journeys: real photographs where this machine has them, else rendered ones."""

import os
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from workbench.demo.scenes import CLASSES, render_scene

Pictures = tuple[Path, dict[str, np.ndarray], list[str]]


def camvid() -> Path | None:
    """The CamVid VOC folder, where this machine has it."""
    named = os.environ.get("WORKBENCH_CAMVID")
    folder = Path(named) if named else Path(__file__).parents[2].parent / "shared" / "data" / "camvid_voc"
    return folder if folder.is_dir() else None


def write_camvid(folder: Path, count: int = 6) -> Pictures:
    """The first CamVid photographs, copied for the test, and their masks."""
    source = camvid()
    if source is None:
        pytest.skip("needs the CamVid VOC folder: set WORKBENCH_CAMVID")
    rows = (source / "labelmap.txt").read_text(encoding="utf-8").splitlines()
    classes = [row.split(":")[0] for row in rows if row and not row.startswith("#")]
    truths = {}
    for picture in sorted((source / "JPEGImages").glob("*.jpg"))[:count]:
        shutil.copyfile(picture, folder / picture.name)
        truths[picture.name] = np.array(Image.open(source / "SegmentationClass" / f"{picture.stem}.png"))
    return folder, truths, [c for c in classes if c not in {"void", "ignored"}]


def write_rendered(folder: Path, count: int = 6) -> Pictures:
    """Small rendered pictures of hardware on cloth."""
    truths = {}
    for seed in range(count):
        scene = render_scene(seed, 240, 320)
        name = f"scene-{seed}.jpg"
        cv2.imwrite(str(folder / name), cv2.cvtColor(scene.rgb, cv2.COLOR_RGB2BGR))
        truths[name] = scene.truth
    return folder, truths, list(CLASSES)
