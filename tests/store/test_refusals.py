"""What was refused survives, raises the doubt of its image, and ends with undo or with a newer run."""

from pathlib import Path

import numpy as np
import pytest

from workbench.core.edit import Edit, EditRecorder
from workbench.core.geometry import Rect
from workbench.core.mask import LabelMask
from workbench.core.offer import mark_of
from workbench.core.prediction import Prediction
from workbench.core.records import NewImage, PredictionRecord, QueuePlace, Split
from workbench.paint.ink import RefusalInk, SolidInk, lay
from workbench.store.project import Project

HEIGHT, WIDTH = 40, 50
AREA = HEIGHT * WIDTH


@pytest.fixture
def predicted(project: Project) -> Project:
    """Two images; a model doubts the second a little more."""
    for number, doubt in ((1, 0.1), (2, 0.2)):
        project.add_image(NewImage(Path(f"/p/{number}.png"), WIDTH, HEIGHT, f"{number:064x}"))
        project.add_run({})
        project.put_prediction(PredictionRecord(number, 1, project.folder / "p.npz", doubt, "unsure."))
    return project


def refused(mask: LabelMask, run: int, rows: int) -> Edit:
    """The edit that refuses the first rows."""
    plane = np.zeros((HEIGHT, WIDTH), np.uint8)
    recorder, box = EditRecorder(mask), Rect(0, 0, rows, WIDTH)
    lay(recorder, box, np.ones((rows, WIDTH), bool), RefusalInk(Prediction(plane, plane + 255, plane, run)))
    edit = recorder.finish("refuse")
    assert edit is not None
    return edit


def commit(project: Project, image_id: int, edit: Edit) -> None:
    project.commit(image_id, edit, lambda *_: Split.TRAIN)


def queue(project: Project) -> list[tuple[int, float]]:
    return [(image.id, round(image.doubt or 0.0, 9)) for image in project.doubtful(())]


def test_an_image_of_which_much_is_refused_comes_first(predicted: Project) -> None:
    assert queue(predicted) == [(2, 0.2), (1, 0.1)]
    commit(predicted, 1, refused(predicted.mask(1), 1, 20))
    assert queue(predicted) == [(1, 0.1 + 0.9 * 0.5), (2, 0.2)]
    image = predicted.image(1)
    assert image.reason == "50% refused. unsure."
    assert image.labelled == 0
    assert image.split is Split.NONE, "nothing is labelled yet"
    predicted.undo(1)
    assert queue(predicted) == [(2, 0.2), (1, 0.1)]
    assert predicted.image(1).reason == "unsure."
    predicted.redo(1)
    assert queue(predicted)[0] == (1, 0.55)


def test_painting_over_it_ends_a_refusal(predicted: Project) -> None:
    commit(predicted, 1, refused(predicted.mask(1), 1, 20))
    mask = predicted.mask(1)
    recorder = EditRecorder(mask)
    lay(recorder, Rect(0, 0, 10, WIDTH), np.ones((10, WIDTH), bool), SolidInk(0))
    edit = recorder.finish("brush")
    assert edit is not None
    commit(predicted, 1, edit)
    assert queue(predicted)[0] == (1, round(0.1 + 0.9 * 0.25, 9))


def test_it_is_there_after_closing_and_for_this_run_alone(tmp_path: Path, predicted: Project) -> None:
    commit(predicted, 1, refused(predicted.mask(1), 1, 10))
    folder = predicted.folder
    predicted.close()
    with Project.open(folder) as project:
        mask = project.mask(1)
        assert (mask.origin[:10] == mark_of(1)).all()
        assert (mask.origin[10:] == 0).all()
        assert project.integrity_problems() == []
        project.put_prediction(PredictionRecord(1, 2, folder / "q.npz", 0.05, "sure."))
        assert (project.image(1).doubt, project.image(1).reason) == (0.05, "sure.")
        project.put_prediction(PredictionRecord(1, 1, folder / "p.npz", 0.1, "unsure."))
        assert project.image(1).doubt == pytest.approx(0.1 + 0.9 * 0.25), "the older run's word is refused as before"


def test_a_count_beyond_the_image_makes_no_file_that_is_refused(predicted: Project) -> None:
    predicted.queues.put("doubt", [QueuePlace(2, 1, 0.2, ""), QueuePlace(1, 1, 0.1, "")])
    commit(predicted, 1, refused(predicted.mask(1), 1, 10))
    with predicted._db.transaction() as connection:
        connection.exec_driver_sql("UPDATE refusals SET pixels = 1000000000")
    commit(predicted, 1, refused(predicted.mask(1), 1, 20))
    assert queue(predicted)[0] == (1, 1.0)
    folder = predicted.folder
    predicted.close()
    with Project.open(folder) as project:
        (first, _) = project.queues.read("doubt")
        assert (first.id, first.reason) == (1, "100% refused. unsure.")


def test_counting_anew_finds_the_same(predicted: Project) -> None:
    commit(predicted, 1, refused(predicted.mask(1), 1, 10))
    before = queue(predicted)
    predicted.mending.mend(1, None)
    assert queue(predicted) == before


@pytest.mark.parametrize("change", ["SET pixels = 7", "SET mark = 90"])
def test_a_wrong_count_is_found_and_mended(predicted: Project, change: str) -> None:
    commit(predicted, 1, refused(predicted.mask(1), 1, 10))
    before = queue(predicted)
    assert not predicted.mending.is_damaged(1)
    with predicted._db.transaction() as connection:
        connection.exec_driver_sql(f"UPDATE refusals {change}")
    assert predicted.mending.is_damaged(1)
    predicted.mending.mend(1, None)
    assert not predicted.mending.is_damaged(1)
    assert queue(predicted) == before
