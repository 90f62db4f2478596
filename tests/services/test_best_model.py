"""Which model is the best: measured on what is painted now, and knowing the classes of now."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tiny_scenes import CLASSES, TINY, paint, write_pictures

from workbench.core.classes import ClassSet
from workbench.core.edit import edit_from_pixels
from workbench.core.events import Evaluated, Event, Progress
from workbench.core.mask import Origin
from workbench.core.records import RunStatus, Split
from workbench.services import annotation, comparing, evaluation, importing, models, standings
from workbench.services.engine import Engine
from workbench.services.library import create_project
from workbench.store.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    write_pictures(tmp_path / "pictures", 3)
    with create_project(tmp_path / "project", ClassSet.from_names(CLASSES)) as made:
        list(importing.run(made, tmp_path / "pictures"))
        for image_id in (1, 2, 3):
            paint(made, image_id, image_id)
        yield made


def kept_run(project: Project, *names: str) -> int:
    """A run that ended and kept weights, which know these classes."""
    run = project.add_run(TINY.to_json())
    project.end_run(run, RunStatus.FINISHED, 0.5, 1.0)
    project.run_folder(run).mkdir(parents=True)
    known = [{"index": index, "name": name} for index, name in enumerate(names)]
    (project.run_folder(run) / "best.json").write_text(json.dumps({"classes": known}))
    return run


def test_pixels_that_change_their_class_on_val_are_measured_anew(project: Project) -> None:
    (val,) = [image for image in project.images() if image.split == Split.VAL]
    before, mask = standings.val_key(project), project.mask(val.id)
    turned = np.where(mask.classes == 0, 1, mask.classes).astype(np.uint8)
    edit = edit_from_pixels(mask, mask.classes == 0, turned, Origin.HAND, "check")
    annotation.commit(project, val.id, edit)
    assert project.image(val.id).labelled == val.labelled, "as many pixels are painted as before"
    assert standings.val_key(project) != before
    after = standings.val_key(project)
    paint(project, next(i.id for i in project.images() if i.split == Split.TRAIN), 7)
    assert standings.val_key(project) == after, "only val counts"


def test_a_model_that_lacks_a_class_is_not_the_best_beside_one_that_knows_it(project: Project) -> None:
    project.set_classes(project.classes.with_added("pole"))
    old, taught = kept_run(project, *CLASSES), kept_run(project, *CLASSES, "pole")
    key = standings.val_key(project)
    standings.note(project, old, key, 0.9)
    standings.note(project, taught, key, 0.6)
    assert models.usable_run(project).id == taught
    newest = kept_run(project, *CLASSES, "pole")
    standings.note(project, newest, key, 0.5)
    assert models.usable_run(project).id == taught
    before = comparing.best_before(project, project.run(newest))
    assert before is not None
    assert before.id == taught
    assert models.usable_run(project, old).id == old, "it can still be named"


class Measures(Engine):
    """An engine whose worker has measured at once."""

    def __init__(self) -> None:
        """Nothing is started."""

    def run(self, *_job: object, **_more: object) -> Iterator[Event]:
        yield Evaluated(1, 0.7, 0.8, {"ground": 0.7, "box": 0.7})


def test_a_score_is_not_that_of_strokes_which_came_while_masks_were_copied(project: Project) -> None:
    (val,) = [image for image in project.images() if image.split == Split.VAL]
    run = project.run(kept_run(project, *CLASSES))
    for event in evaluation.run(project, Measures(), run):
        if isinstance(event, Progress) and event.done == event.total:  # its mask is copied
            paint(project, val.id, 8)
    assert standings.read(project)[run.id].miou == 0.7
    assert standings.read(project)[run.id].key != standings.val_key(project)
