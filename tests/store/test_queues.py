"""The kept queue: its order, what leaves it, and what a person refused."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from workbench.core.classes import ClassSet
from workbench.core.edit import Edit, EditRecorder
from workbench.core.geometry import Rect
from workbench.core.prediction import Prediction
from workbench.core.records import NewImage, PredictionRecord, QueuePlace, Split, Status
from workbench.paint.ink import RefusalInk
from workbench.store.project import Project

ROWS, COLUMNS = 40, 10


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Five predicted images, queued as 5, 4, 3, 2, 1."""
    with Project.create(tmp_path / "project", ClassSet.from_names(["ground"])) as made:
        run = made.add_run({})
        for number in range(1, 6):
            made.add_image(NewImage(Path(f"/p/{number}.png"), COLUMNS, ROWS, f"{number:064x}"))
            path = made.prediction_folder(run) / f"{number}.npz"
            made.put_prediction(PredictionRecord(number, run, path, 0.2, "Said."), b"look")
        made.queues.put("doubt", [QueuePlace(number, run, number / 10, f"Why {number}.") for number in (5, 4, 3, 2, 1)])
        yield made


def order(project: Project) -> list[int]:
    return [image.id for image in project.queues.read("doubt")]


def refused(project: Project, image_id: int, rows: int) -> Edit:
    plane = np.zeros((ROWS, COLUMNS), np.uint8)
    recorder, box = EditRecorder(project.mask(image_id)), Rect(0, 0, rows, COLUMNS)
    recorder.touch(box)
    RefusalInk(Prediction(plane, plane + 255, plane, 1)).pour(recorder.mask, box, np.ones((rows, COLUMNS), bool))
    edit = recorder.finish("refuse")
    assert edit is not None
    return edit


def test_finished_and_removed_images_leave_and_come_back(project: Project) -> None:
    project.set_status([5], Status.DONE)
    project.set_status([3], Status.SKIPPED)
    project.set_removed([1], True)
    assert order(project) == [4, 2]
    project.set_status([5], Status.STARTED)
    project.set_removed([1], False)
    assert order(project) == [5, 4, 2, 1]
    assert [image.reason for image in project.queues.read("doubt", limit=1)] == ["Said. Why 5."]


def test_queues_of_two_strategies_do_not_mix_and_a_new_one_takes_the_place_of_the_old(project: Project) -> None:
    project.queues.put("random", [QueuePlace(2, 1, 1.0, "Dice."), QueuePlace(4, 1, 0.5, "Dice.")])
    assert order(project) == [5, 4, 3, 2, 1]
    project.queues.put("doubt", [QueuePlace(1, 1, 1.0, "Now.")])
    assert order(project) == [1]
    assert [place.image for place in project.queues.places("random")] == [2, 4]


def test_what_was_refused_comes_forward_by_its_share_and_goes_back(project: Project) -> None:
    project.commit(1, refused(project, 1, ROWS // 2), lambda *_: Split.TRAIN)
    assert order(project) == [5, 4, 1, 3, 2]  # half of the way from the fourth place to the first
    again = [QueuePlace(number, 1, 0.5, "Why.") for number in (2, 3, 4, 5, 1)]
    project.queues.put("doubt", again)
    assert order(project) == [2, 3, 1, 4, 5]
    project.undo(1)
    assert order(project) == [2, 3, 4, 5, 1]


def test_another_picture_forgets_look_and_place(project: Project) -> None:
    assert [kept.image for kept in project.queues.looks()] == [1, 2, 3, 4, 5]
    assert project.take_picture(3, COLUMNS, ROWS, "f" * 64)
    assert [kept.image for kept in project.queues.looks()] == [1, 2, 4, 5]
    assert order(project) == [5, 4, 2, 1]


def test_a_damaged_doubt_makes_no_file_that_is_refused(project: Project) -> None:
    with project._db.transaction() as connection:
        connection.exec_driver_sql("UPDATE predictions SET doubt = 900 WHERE image_id = 1")
    project.queues.put("doubt", [QueuePlace(number, 1, 0.5, "Why.") for number in (5, 4, 3, 2, 1)])
    folder = project.folder
    project.close()
    with Project.open(folder) as again:
        assert order(again) == [1, 5, 4, 3, 2]
