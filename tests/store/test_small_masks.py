"""Masks in small against the whole mask, sampled plainly."""

from pathlib import Path

import numpy as np
import pytest

from workbench.core.classes import ClassSet
from workbench.core.edit import edit_from_pixels
from workbench.core.mask import UNLABELLED, Origin
from workbench.core.records import NewImage, Split
from workbench.store.project import Project


@pytest.mark.parametrize(("height", "width", "side"), [(600, 900, 128), (300, 128, 128), (90, 70, 128), (1, 700, 64)])
def test_every_pixel_of_the_small_mask_is_the_middle_one_of_its_part(
    tmp_path: Path, height: int, width: int, side: int
) -> None:
    dice = np.random.default_rng(height)
    with Project.create(tmp_path / "project", ClassSet.from_names(["a", "b", "c"])) as project:
        image_id = project.add_image(NewImage(Path("/p/a.jpg"), width, height, "0" * 64))
        image = project.image(image_id)
        assert (project.small_mask(image, side) == UNLABELLED).all()
        where = np.zeros((height, width), bool)
        where[height // 3 :, : 2 * width // 3] = True  # some tiles are never written
        classes = dice.integers(0, 3, (height, width)).astype(np.uint8)
        edit = edit_from_pixels(project.mask(image_id), where, classes, Origin.HAND, "brush", 1.0)
        assert edit is not None
        project.commit(image_id, edit, lambda *_: Split.TRAIN)
        whole, small = project.mask(image_id).classes, project.small_mask(image, side)
    step = next(n for n in range(1, height + width) if max(height, width) <= n * side)
    parts = [
        [whole[top : top + step, left : left + step] for left in range(0, width, step)]
        for top in range(0, height, step)
    ]
    plainly = np.array([[part[part.shape[0] // 2, part.shape[1] // 2] for part in row] for row in parts])
    assert max(small.shape) <= side
    assert np.array_equal(small, plainly)
