"""A picture that was exchanged for one of another size: taken where nobody has painted, kept out where somebody has."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tiny_scenes import paint

from workbench.core.events import Refused
from workbench.core.records import PredictionRecord
from workbench.pixels.image_file import sha256
from workbench.services import importing
from workbench.services.new_pictures import with_present_size
from workbench.store.project import Project


def exchange(project: Project, image_id: int) -> Path:
    """Put a picture of 12 x 10 pixels in the place of an image's."""
    path = project.image(image_id).path
    Image.fromarray(np.zeros((10, 12, 3), np.uint8)).save(path)
    return path


def test_an_unpainted_image_takes_the_new_size_and_loses_what_was_predicted(project: Project) -> None:
    run = project.add_run({})
    predicted = PredictionRecord(1, run, project.prediction_folder(run) / "1.png", 0.5, "why")
    project.put_prediction(predicted)
    path = exchange(project, 1)
    image = with_present_size(project, project.image(1))
    assert image == project.image(1)
    assert (image.width, image.height, image.sha256) == (12, 10, sha256(path))
    assert project.prediction(1) is None
    assert project.mask(1).classes.shape == (10, 12)
    other = project.image(2)
    assert with_present_size(project, other) == other


def test_a_painted_image_keeps_its_size_and_its_mask(project: Project) -> None:
    paint(project, 1, 1)
    while project.undo(1) is not None:  # its steps can be done again: they are of the old size
        pass
    exchange(project, 1)
    before = project.image(1)
    assert before.labelled == 0
    assert with_present_size(project, before) == before
    assert project.redo(1) is not None


@pytest.mark.parametrize("painted", [False, True])
def test_an_import_takes_it_in_the_same_way(project: Project, painted: bool) -> None:
    if painted:
        paint(project, 1, 1)
    path = exchange(project, 1)
    reasons = [e.line for e in importing.run(project, path.parent) if isinstance(e, Refused)]
    assert ["12 x 10 pixels now" in reason for reason in reasons] == [True] * painted
    assert project.image(1).width == (64 if painted else 12)


def test_a_picture_that_cannot_be_read_is_left_to_whoever_opens_it(project: Project) -> None:
    before = project.image(1)
    before.path.write_text("oh")
    assert with_present_size(project, before) == before
