"""Images that judge models are painted by a hand: until a person agrees, nothing that a model says gets there."""

import numpy as np
import pytest
from tiny_scenes import paint

from workbench.core.edit import edit_from_pixels
from workbench.core.mask import Origin
from workbench.core.records import Split
from workbench.services import annotation, judges, project_settings, sequences
from workbench.services.project_settings import ProjectSettings
from workbench.store.project import Project


def accept(project: Project, image_id: int, tool: str = "accept") -> None:
    mask = project.mask(image_id)
    edit = edit_from_pixels(mask, mask.classes == 255, np.zeros_like(mask.classes), Origin.ACCEPTED, tool)
    assert edit is not None
    annotation.commit(project, image_id, edit)


def splits(project: Project) -> list[Split]:
    return [image.split for image in project.images()]


@pytest.mark.parametrize("split", [Split.VAL, Split.TEST])
def test_val_and_test_are_reserved_until_the_person_agrees(project: Project, split: Split) -> None:
    project.set_split([1], split)
    project.set_split([2], Split.TRAIN)
    assert [judges.is_reserved(project, n) for n in (1, 2, 3)] == [True, False, False]
    assert not judges.is_asked(project)
    judges.agree(project, False)
    assert judges.is_asked(project)
    assert judges.is_reserved(project, 1)
    judges.agree(project, True)
    assert not judges.is_reserved(project, 1)
    assert project_settings.read(project) == ProjectSettings(accept_in_val=True)


def test_an_image_whose_sequence_is_in_val_is_reserved_before_its_first_label(project: Project) -> None:
    sequences.set_by_hand(project, [3, 4], "film")
    project.set_split([3], Split.VAL)
    assert judges.is_reserved(project, 4)
    sequences.set_by_hand(project, [4], "")
    assert not judges.is_reserved(project, 4)


@pytest.mark.parametrize("tool", ["accept", "adopt"])
def test_an_image_whose_first_label_is_a_models_word_trains(project: Project, tool: str) -> None:
    for image_id in (1, 2, 3):
        accept(project, image_id, tool)
    assert splits(project) == [Split.TRAIN, Split.TRAIN, Split.TRAIN, Split.NONE]
    paint(project, 4, 4)
    assert splits(project)[3] == Split.VAL, "the next one that a hand paints"


def test_with_the_persons_word_accepted_images_are_divided_like_others(project: Project) -> None:
    judges.agree(project, True)
    for image_id in (1, 2):
        accept(project, image_id)
    assert splits(project)[:2] == [Split.TRAIN, Split.VAL]


def test_a_damaged_answer_is_none(project: Project) -> None:
    project.settings.put("accept_in_val", "rubbish")
    assert not judges.is_asked(project)
