"""Training that cannot begin says so before anything is started; one that did not end is told at the next opening."""

import numpy as np
import pytest
from tiny_scenes import TINY, paint

from workbench.core.edit import edit_from_pixels
from workbench.core.errors import MissingError, NotEnoughLabelsError
from workbench.core.events import Notice
from workbench.core.mask import Origin
from workbench.core.records import RunStatus, Split, Status
from workbench.services import annotation, live_rounds, models, ranking, run_history, training
from workbench.services.engine import Engine
from workbench.services.library import open_project
from workbench.store.project import Project


def test_nothing_painted(project: Project, engine: Engine) -> None:
    with pytest.raises(NotEnoughLabelsError, match="Nothing is painted in project") as caught:
        list(training.run(project, engine, TINY, "cpu"))
    assert "at least two" in caught.value.cure
    assert project.runs() == []
    with pytest.raises(MissingError, match="no trained model"):
        models.usable_run(project)
    assert ranking.queue(project) == []
    assert ranking.next_image(project, 2).id == 3
    assert ranking.next_image(project, 4).id == 1


def test_an_image_that_is_painted_all_over_waits_for_those_with_gaps(project: Project) -> None:
    image = project.image(3)
    everywhere = np.ones((image.height, image.width), bool)
    mask = project.mask(3)
    edit = edit_from_pixels(mask, everywhere, np.zeros(everywhere.shape, np.uint8), Origin.HAND, "fill")
    assert edit is not None
    annotation.commit(project, 3, edit)
    assert project.image(3).labelled == image.height * image.width
    assert ranking.next_image(project, 2).id == 4
    project.set_status([1, 2, 4], Status.DONE)
    assert ranking.next_image(project, 2).id == 3


def test_a_single_painted_image(project: Project, engine: Engine) -> None:
    paint(project, 3, 3)
    with pytest.raises(NotEnoughLabelsError, match=r"Only scene-3\.png") as caught:
        list(training.run(project, engine, TINY, "cpu"))
    assert "one image more" in caught.value.cure
    paint(project, 1, 1)
    project.undo(1)  # painted once, but nothing is left of it
    with pytest.raises(NotEnoughLabelsError, match=r"Only scene-3\.png"):
        list(training.run(project, engine, TINY, "cpu"))
    project.redo(1)
    project.set_split([1, 3], Split.VAL)
    with pytest.raises(NotEnoughLabelsError, match="val split"):
        list(training.run(project, engine, TINY, "cpu"))
    project.set_split([1, 3], Split.TEST)
    with pytest.raises(NotEnoughLabelsError) as caught:
        list(training.run(project, engine, TINY, "cpu"))
    assert "test" in caught.value.message
    assert project.runs() == []


def test_one_class_alone_is_told(project: Project, engine: Engine) -> None:
    for image_id in (1, 2):
        paint(project, image_id, image_id, only=1)
    flow = training.run(project, engine, TINY, "cpu")
    first = next(flow)
    flow.close()
    assert isinstance(first, Notice)
    assert "Only box is painted" in first.text


def test_a_run_that_the_program_did_not_survive_is_failed_at_the_next_opening(project: Project) -> None:
    run_id = project.add_run({})
    project.close()
    with open_project(project.folder) as again:
        run = again.run(run_id)
    assert (run.status, bool(run.note)) == (RunStatus.FAILED, True)


def test_live_training_that_ended_with_the_program_is_no_failure(project: Project) -> None:
    run_id = project.add_run(TINY.to_json())
    project.describe_run(run_id, started_from="random weights", device="CPU", note=live_rounds.NOTE)
    (learning,) = run_history.past_runs(project)
    assert learning.state == "learning live"
    project.run_folder(run_id).mkdir(parents=True)
    (project.run_folder(run_id) / "best.json").write_text("{}")
    project.close()
    with open_project(project.folder) as again:
        (past,) = run_history.past_runs(again)
    assert past.run.status == RunStatus.STOPPED
    assert past.run.note == "Live training ended with the program; its model is kept."
    assert past.state == "live, best, kept"


def test_training_without_a_val_image_is_told(project: Project, engine: Engine) -> None:
    project.divisions.set_sequence([1, 2], "walk")
    for image_id in (1, 2):
        paint(project, image_id, image_id)
    flow = training.run(project, engine, TINY, "cpu")
    first = next(flow)
    flow.close()
    assert isinstance(first, Notice)
    assert "No painted image is in the val split" in first.text
    paint(project, 3, 3)
    assert project.image(3).split == Split.VAL
    flow = training.run(project, engine, TINY, "cpu")
    assert not isinstance(next(flow), Notice)
    flow.close()
