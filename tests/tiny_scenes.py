"""Pictures of 64 x 48 pixels with known truth, and the quickest training that there is; for every floor's tests."""

from pathlib import Path

import numpy as np
from PIL import Image

from workbench.core.arrays import U8
from workbench.core.edit import edit_from_pixels
from workbench.core.mask import Origin
from workbench.core.recipe import TrainingRecipe
from workbench.services import annotation
from workbench.store.project import Project

WIDTH, HEIGHT = 64, 48
CLASSES = ("ground", "box")

KNOBS = {"backbone": "mobilenet_v2", "weights": "none", "steps": 4, "crop_size": 64, "batch_size": 2}
TINY = TrainingRecipe(**KNOBS, validate_every=2)
ENDLESS = TrainingRecipe(**KNOBS | {"steps": 100_000}, validate_every=2)
"""Long enough to be ended by hand; keeps weights every two steps."""


def scene(seed: int) -> tuple[U8, U8]:
    """A reddish box on dark noise, uint8 (48, 64, 3), and its truth, uint8 (48, 64): 0 ground, 1 box."""
    draw = np.random.default_rng(seed)
    picture = draw.integers(0, 60, (HEIGHT, WIDTH, 3), dtype=np.uint8)
    truth = np.zeros((HEIGHT, WIDTH), dtype=np.uint8)
    top, left = int(draw.integers(4, 20)), int(draw.integers(4, 36))
    picture[top : top + 20, left : left + 20, 0] += 180
    truth[top : top + 20, left : left + 20] = 1
    return picture, truth


def write_pictures(folder: Path, count: int, first: int = 1) -> list[Path]:
    """scene-1.png, scene-2.png ... in a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"scene-{number}.png" for number in range(first, first + count)]
    for number, path in enumerate(paths, start=first):
        Image.fromarray(scene(number)[0]).save(path)
    return paths


def write_masks(folder: Path, names: str = "ground\nbox\n", count: int = 2) -> Path:
    """Pictures with grey masks of 0 and 1 beside them, and the names of these two and of a third class."""
    write_pictures(folder / "images", count)
    (folder / "masks").mkdir()
    for number in range(1, count + 1):
        Image.fromarray(scene(number)[1]).save(folder / "masks" / f"scene-{number}.png")
    (folder / "classes.txt").write_text(names + "third\n")
    return folder


def paint(project: Project, image_id: int, seed: int, only: int | None = None) -> None:
    """Paint a scene's truth by hand, all but the outermost pixels; or only one class of it."""
    truth = scene(seed)[1]
    where = np.zeros(truth.shape, dtype=bool)
    where[1:-1, 1:-1] = True
    if only is not None:
        where &= truth == only
    edit = edit_from_pixels(project.mask(image_id), where, truth, Origin.HAND, "brush", 2.0)
    assert edit is not None
    annotation.commit(project, image_id, edit)
