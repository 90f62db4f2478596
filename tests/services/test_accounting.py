"""What work cost and what it brought, against sums made by hand."""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tiny_scenes import CLASSES, HEIGHT, WIDTH, write_pictures

from workbench.core.classes import ClassSet
from workbench.core.edit import edit_from_pixels
from workbench.core.mask import Origin
from workbench.core.prediction import Prediction
from workbench.core.records import EpochRecord, PredictionRecord, RunStatus, Status, Work
from workbench.services import accounting, annotation, importing
from workbench.services.accounting import Account
from workbench.services.library import create_project
from workbench.store.project import Project

PIXELS = HEIGHT * WIDTH


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    write_pictures(tmp_path / "pictures", 5)
    with create_project(tmp_path / "project", ClassSet.from_names(CLASSES)) as made:
        list(importing.run(made, tmp_path / "pictures"))
        yield made


def paint(project: Project, image_id: int, rows: slice, index: int, seconds: float) -> None:
    where = np.zeros((HEIGHT, WIDTH), dtype=bool)
    where[rows] = True
    planes = np.full((HEIGHT, WIDTH), index, dtype=np.uint8)
    edit = edit_from_pixels(project.mask(image_id), where, planes, Origin.HAND, "brush", seconds)
    assert edit is not None
    annotation.commit(project, image_id, edit)


def train(project: Project, miou: float, status: RunStatus = RunStatus.FINISHED) -> int:
    run = project.add_run({})
    project.add_epoch(run, EpochRecord(1, 10, 0.9, miou / 2, 0.5, {"ground": 0.1, "box": None}))
    project.add_epoch(run, EpochRecord(2, 20, 0.5, miou, 0.7, {"ground": miou, "box": 0.25}))
    project.end_run(run, status, miou, 60.0)
    return run


def predict(project: Project, image_id: int, run: int, boxes: slice) -> None:
    """A prediction of ground, with boxes in some rows."""
    classes = np.zeros((HEIGHT, WIDTH), dtype=np.uint8)
    classes[boxes] = 1
    path = project.prediction_folder(run) / f"{image_id}.npz"
    Prediction(classes, np.full_like(classes, 200), classes).write(path)
    project.put_prediction(PredictionRecord(image_id, run, path, 0.2, "Unsure."))


def accept(project: Project, image_id: int, seconds: float) -> None:
    record = project.prediction(image_id)
    assert record is not None
    found = Prediction.read(record.path, HEIGHT, WIDTH)
    edit = edit_from_pixels(
        project.mask(image_id), project.mask(image_id).classes == 255, found.classes, Origin.ACCEPTED, "accept", seconds
    )
    assert edit is not None
    annotation.commit(project, image_id, edit)


def account(project: Project) -> Account:
    flow = accounting.run(project)
    while True:
        try:
            next(flow)
        except StopIteration as end:
            return end.value


@pytest.fixture
def two_rounds(project: Project) -> Project:
    """Images 1 and 2 by hand; a model; image 3 accepted and corrected, image 4 accepted, image 5 begun; a model."""
    paint(project, 1, slice(0, 48), 0, 30.0)
    project.add_seconds(1, 5.0, clicks=7)
    paint(project, 2, slice(0, 24), 0, 20.0)
    paint(project, 2, slice(24, 48), 1, 10.0)
    project.set_status([1, 2], Status.DONE)
    run = train(project, 0.4)
    for image_id in (3, 4, 5):
        predict(project, image_id, run, slice(0, 12))
    accept(project, 3, 1.0)
    paint(project, 3, slice(0, 6), 0, 8.0)  # six of 48 rows were predicted wrongly
    accept(project, 4, 2.0)
    paint(project, 5, slice(0, 2), 0, 4.0)
    project.set_status([3, 4], Status.DONE)
    train(project, 0.6)
    return project


def test_seconds_strokes_and_clicks_belong_to_their_round(two_rounds: Project) -> None:
    assert two_rounds.ledger.work() == [
        Work(1, 0, 35.0, strokes=1, clicks=7),
        Work(2, 0, 30.0, strokes=2),
        Work(3, 1, 9.0, strokes=1, accepts=1),
        Work(4, 1, 2.0, accepts=1),
        Work(5, 1, 4.0, strokes=1),
    ]


def test_rounds_tell_what_it_took_and_what_it_brought(two_rounds: Project) -> None:
    first, second, third = account(two_rounds).rounds
    assert (first.round, first.minutes, first.images, first.miou, first.finished) == (0, 0.0, 0, None, 2)
    assert (first.seconds, first.strokes, first.clicks, first.kept) == (65.0, 3, 7, None)
    assert (second.round, second.miou, second.ious) == (1, 0.4, {"ground": 0.4, "box": 0.25})
    assert (second.minutes, second.images) == (pytest.approx(65 / 60), 2)
    assert (second.finished, second.seconds, second.strokes, second.accepts) == (2, 15.0, 2, 2)
    assert second.kept == pytest.approx((42 / 48 + 1) / 2)
    assert second.corrected == pytest.approx((6 / 48 + 0) / 2)
    assert second.accepted == pytest.approx((42 / 48 + 1) / 2)
    assert (third.round, third.miou, third.minutes, third.seconds) == (2, 0.6, pytest.approx(80 / 60), 0.0)


def test_what_a_model_had_learnt_from_is_not_praised(two_rounds: Project) -> None:
    predict(two_rounds, 1, 2, slice(0, 0))  # finished before that model: it was shown this very image
    paint(two_rounds, 5, slice(2, 48), 0, 3.0)  # begun before the second model, which predicts it, and ended after
    predict(two_rounds, 5, 2, slice(0, 0))
    two_rounds.set_status([5], Status.DONE)
    by_image = {one.image: one for one in account(two_rounds).images}
    assert (by_image[1].kept, by_image[5].kept) == (None, None)
    assert by_image[1].accepted == 0.0
    assert by_image[3].kept == pytest.approx(42 / 48)


def test_a_prediction_that_is_gone_is_unknown_and_not_zero(two_rounds: Project) -> None:
    (two_rounds.prediction_folder(1) / "3.npz").unlink()
    (two_rounds.prediction_folder(1) / "4.npz").write_bytes(b"rubbish")
    by_image = {one.image: one for one in account(two_rounds).images}
    assert [by_image[n].kept for n in (3, 4)] == [None, None]
    assert by_image[3].accepted == pytest.approx(42 / 48)


def test_a_damaged_mask_costs_its_own_shares_alone(two_rounds: Project) -> None:
    with two_rounds._db.transaction() as connection:
        connection.exec_driver_sql("UPDATE tiles SET planes = x'00' WHERE image_id = 3")
    found = account(two_rounds)
    by_image = {one.image: one for one in found.images}
    assert (by_image[3].accepted, by_image[3].kept, by_image[3].seconds) == (None, None, 9.0)
    assert by_image[4].kept == 1.0
    assert found.rounds[1].kept == 1.0


def test_a_finished_image_stays_in_the_round_in_which_it_was_finished_first(two_rounds: Project) -> None:
    """Visited after the second model, it costs there, and is counted where it was finished."""
    paint(two_rounds, 3, slice(6, 9), 1, 16.0)
    two_rounds.add_seconds(4, 7.0, clicks=2)
    two_rounds.set_status([3], Status.STARTED)
    two_rounds.set_status([3], Status.DONE)
    found = account(two_rounds)
    by_image = {one.image: one for one in found.images}
    assert [by_image[n].round for n in (1, 2, 3, 4, 5)] == [0, 0, 1, 1, 1]
    assert (by_image[3].seconds, by_image[4].seconds) == (25.0, 9.0)
    assert [one.finished for one in found.rounds] == [2, 2, 0]
    assert [one.seconds for one in found.rounds] == [65.0, 15.0, 23.0]
    assert (found.rounds[2].strokes, found.rounds[2].clicks) == (1, 2)
    assert found.last_cost == pytest.approx((35 + 30 + 25 + 9) / 4)


def test_what_passed_in_a_round_is_booked_there_though_it_is_kept_later(two_rounds: Project) -> None:
    two_rounds.add_seconds(5, 6.0, clicks=3, during=1)
    two_rounds.add_seconds(5, 2.5, clicks=1)
    assert two_rounds.ledger.newest_round() == 2
    assert two_rounds.ledger.work()[4:] == [Work(5, 1, 10.0, strokes=1, clicks=3), Work(5, 2, 2.5, clicks=1)]
    assert two_rounds.image(5).seconds == 12.5


def test_images_that_an_older_program_marked_done_count_where_they_were_worked_on_last(two_rounds: Project) -> None:
    with two_rounds._db.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM settings WHERE name LIKE 'finished/%'")
    two_rounds.settings.put("finished/2", [1, "rubbish"])
    two_rounds.add_seconds(1, 5.0)
    by_image = {one.image: one.round for one in account(two_rounds).images}
    assert by_image == {1: 2, 2: 0, 3: 1, 4: 1, 5: 1}


def test_cancelled_runs_and_imports_begin_no_round_and_cost_nothing(project: Project) -> None:
    paint(project, 1, slice(0, 9), 0, 3.0)
    train(project, 0.1, RunStatus.CANCELLED)
    paint(project, 1, slice(9, 20), 0, 4.0)
    planes = np.zeros((HEIGHT, WIDTH), dtype=np.uint8)
    edit = edit_from_pixels(project.mask(2), planes == 0, planes, Origin.IMPORTED, "import")
    assert edit is not None
    annotation.commit(project, 2, edit)
    assert project.ledger.work() == [Work(1, 0, 7.0, strokes=2)]
    assert [one.round for one in account(project).rounds] == [0]


def test_the_cost_of_the_last_ten(project: Project) -> None:
    assert account(project).words == "No image is finished yet."
    for image_id in (1, 2, 3):
        paint(project, image_id, slice(0, 9), 0, 10.0 * image_id)
        project.set_status([image_id], Status.DONE)
    found = account(project)
    assert found.last_cost == pytest.approx(20.0)
    assert found.words == "The last 3 finished images took 20 s each."


def test_tables_hold_the_same_numbers(two_rounds: Project, tmp_path: Path) -> None:
    found = account(two_rounds)
    rounds, images = accounting.write_csv(tmp_path / "new", found)
    with open(rounds, newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["round"] for row in rows] == ["0", "1", "2"]
    assert [row["miou"] for row in rows] == ["", "0.4", "0.6"]
    assert [row["iou box"] for row in rows] == ["", "0.25", "0.25"]
    assert [row["iou ground"] for row in rows] == ["", "0.4", "0.6"]
    assert float(rows[1]["kept"]) == pytest.approx(found.rounds[1].kept, abs=1e-4)
    with open(images, newline="") as file:
        table = {row["name"]: row for row in csv.DictReader(file)}
    assert table["scene-3.png"]["strokes"] == "1"
    assert table["scene-1.png"]["clicks"] == "7"
    assert table["scene-5.png"]["kept"] == ""
