"""Masks as they were: after painting, undoing and doing again, the way back leads to the same pixels, or is told."""

import numpy as np
import pytest
from store_strokes import commit, picture

from workbench.core.mask import LabelMask
from workbench.store.project import Project


@pytest.mark.parametrize("seed", range(6))
def test_every_moment_is_found_again_or_told_to_be_gone(project: Project, seed: int) -> None:
    draw = np.random.default_rng(seed)
    image_id, other = project.add_image(picture()), project.add_image(picture("/pictures/b.jpg"))
    kept: list[tuple[int, LabelMask]] = [(project.past.now(image_id), project.mask(image_id))]
    found = gone = 0
    for number in range(16):
        match draw.choice(["paint", "paint", "undo", "redo"]):
            case "paint":
                commit(project, image_id, project.mask(image_id), number)
            case "undo":
                project.undo(image_id)
            case "redo":
                project.redo(image_id)
        commit(project, other, project.mask(other), number)  # whatever is done elsewhere
        kept.append((project.past.now(image_id), project.mask(image_id)))
        for moment, before in kept:
            back = project.past.mask(image_id, moment)
            if back is None:
                gone += 1
                continue
            found += 1
            assert np.array_equal(back.classes, before.classes)
            assert np.array_equal(back.origin, before.origin)
        for moment, _ in (kept[0], kept[-1]):
            assert project.past.mask(image_id, moment) is not None
    assert found > gone


def test_a_step_that_was_dropped_leaves_no_way_back(project: Project) -> None:
    image_id = project.add_image(picture())
    for number in (1, 2):
        commit(project, image_id, project.mask(image_id), number)
    moment = project.past.now(image_id)
    project.undo(image_id)
    assert project.past.mask(image_id, moment) is not None
    commit(project, image_id, project.mask(image_id), 3)
    assert project.past.mask(image_id, moment) is None
