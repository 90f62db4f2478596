"""Merging a class into another: one edit an image, nothing else changes, and a merge that was cut short goes on."""

import json
import sqlite3

import numpy as np
import pytest
from tiny_scenes import HEIGHT, TINY, WIDTH, paint

from workbench.core.edit import edit_from_pixels
from workbench.core.errors import BadInputError, StorageError
from workbench.core.events import Merged, Notice, Progress, Refused
from workbench.core.mask import Origin
from workbench.core.prediction import Prediction
from workbench.core.records import PredictionRecord
from workbench.services import annotation, backups, merging, models, prediction, training
from workbench.services.engine import Engine
from workbench.store.project import FILE_NAME, Project

GROUND, BOX, SKY = 0, 1, 2


@pytest.fixture
def painted(project: Project) -> Project:
    """Four pictures of three classes: box in 1 to 3, ground everywhere, of several origins; sky in none."""
    project.set_classes(project.classes.with_added("sky"))
    for image_id in (1, 2, 3):
        paint(project, image_id, image_id)
    paint(project, 4, 4, only=GROUND)
    corner = np.zeros((HEIGHT, WIDTH), dtype=bool)
    corner[:, 40:] = True
    for origin, image_id in ((Origin.ACCEPTED, 2), (Origin.IMPORTED, 3)):
        mask = project.mask(image_id)
        edit = edit_from_pixels(mask, corner & (mask.classes != 255), np.full_like(mask.classes, BOX), origin, "accept")
        assert edit is not None
        annotation.commit(project, image_id, edit)
    return project


def planes(project: Project) -> dict[int, tuple[bytes, bytes]]:
    masks = {image.id: project.mask(image.id) for image in project.images()}
    return {number: (mask.classes.tobytes(), mask.origin.tobytes()) for number, mask in masks.items()}


def test_every_pixel_changes_hands_and_nothing_else_does(painted: Project) -> None:
    before = {image.id: painted.mask(image.id) for image in painted.images()}
    boxes = {number: int((mask.classes == BOX).sum()) for number, mask in before.items()}
    found = merging.plan(painted, BOX, GROUND)
    assert (found.images, found.pixels) == (3, sum(boxes.values()))
    events = list(merging.run(painted, BOX, GROUND))
    assert events[-1] == Merged("box", "ground", 3, sum(boxes.values()))
    assert [e.done for e in events if isinstance(e, Progress)] == [1, 2, 3]
    for number, mask in before.items():
        after = painted.mask(number)
        assert np.array_equal(after.classes, np.where(mask.classes == BOX, GROUND, mask.classes))
        assert np.array_equal(after.origin, mask.origin), "who set a pixel does not change"
        assert painted.areas(number) == after.areas()
    assert [c.name for c in painted.classes.shown] == ["ground", "sky"]
    assert painted.classes.get(BOX).merged_into == GROUND
    assert painted.image(1).seconds == pytest.approx(2.0), "a merge is nobody's work"


def test_one_undo_an_image_takes_it_back(painted: Project) -> None:
    before = planes(painted)
    lengths = {n: len(painted.history(n, 2**40)) for n in before}
    list(merging.run(painted, BOX, GROUND))
    assert {n: len(painted.history(n, 2**40)) - lengths[n] for n in before} == {1: 1, 2: 1, 3: 1, 4: 0}
    for number in (1, 2, 3):
        undone = painted.undo(number)
        assert undone is not None
        assert undone.tool == "merge"
    assert planes(painted) == before
    assert list(merging.run(painted, BOX, GROUND))[-1].images == 3


def test_cut_short_between_images_it_goes_on_where_it_stopped(painted: Project) -> None:
    whole = planes(painted)
    flow = merging.run(painted, BOX, GROUND)
    assert isinstance(next(flow), Notice)
    next(flow)
    flow.close()
    assert [n for n, kept in planes(painted).items() if kept != whole[n]] == [1]
    assert "box" in [c.name for c in painted.classes.shown], "it still has pixels"
    assert list(merging.run(painted, BOX, GROUND))[-1].images == 2
    assert BOX not in painted.areas()
    assert [len(painted.history(n, 2**40)) for n in (1, 2, 3)] == [2, 3, 3]
    assert list(merging.run(painted, BOX, GROUND))[-1].images == 0, "once more changes nothing"


def test_a_backup_is_taken_before_anything_changes(painted: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    before = planes(painted)

    def full(*_: object) -> None:
        raise StorageError("The disk is full.", "Free some space.")

    with monkeypatch.context() as broken:
        broken.setattr(backups, "before", full)
        with pytest.raises(StorageError):
            list(merging.run(painted, BOX, GROUND))
    assert planes(painted) == before, "merged without a backup"
    list(merging.run(painted, BOX, GROUND))
    (copy,) = painted.backups.listed()
    assert copy.why == "before merging classes"
    folder = painted.folder
    painted.close()
    backups.restore(folder, copy)
    with Project.open(folder) as restored:
        assert planes(restored) == before
        assert [c.name for c in restored.classes.shown] == ["ground", "box", "sky"]


def test_a_full_disk_keeps_what_was_merged_before(painted: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    commit, calls = Project.commit, []

    def full(self: Project, *rest: object) -> None:
        calls.append(rest)
        if len(calls) == 2:
            raise StorageError("The disk is full.", "Free some space.")
        commit(self, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Project, "commit", full)
    with pytest.raises(StorageError):
        list(merging.run(painted, BOX, GROUND))
    assert BOX not in painted.areas(1)
    assert BOX in painted.areas(2)
    assert list(merging.run(painted, BOX, GROUND))[-1].images == 2


def test_a_damaged_mask_is_told_and_keeps_the_class_in_the_list(painted: Project) -> None:
    folder = painted.folder
    painted.close()
    connection = sqlite3.connect(folder / FILE_NAME)
    with connection:
        connection.execute("UPDATE tiles SET planes = x'00' WHERE image_id = 2")
    connection.close()
    with Project.open(folder) as opened:
        events = list(merging.run(opened, BOX, GROUND))
        assert [e.item for e in events if isinstance(e, Refused)] == ["scene-2.png"]
        assert not any(isinstance(e, Merged) for e in events)
        assert list(opened.census.images_with_class(BOX)) == [2]
        assert "box" in [c.name for c in opened.classes.shown]


def test_a_class_that_nobody_painted_is_only_hidden(painted: Project) -> None:
    before = planes(painted)
    assert list(merging.run(painted, SKY, BOX)) == [Merged("sky", "box", 0, 0)]
    assert planes(painted) == before
    with pytest.raises(BadInputError):
        list(merging.run(painted, BOX, SKY))


def test_predictions_of_the_merged_class_are_shown_and_accepted_as_the_other(painted: Project) -> None:
    run = painted.add_run({})
    path = painted.prediction_folder(run) / "4.npz"
    draw = np.random.default_rng(5)
    made = Prediction(*(draw.integers(0, top, (HEIGHT, WIDTH), dtype=np.uint8) for top in (3, 256, 3)))
    made.write(path)
    painted.put_prediction(PredictionRecord(4, run, path, 0.5, "why"))
    image = painted.image(4)
    assert np.array_equal(prediction.load(painted, image).classes, made.classes)
    list(merging.run(painted, BOX, SKY))
    shown = prediction.load(painted, image)
    assert np.array_equal(shown.classes, np.where(made.classes == BOX, SKY, made.classes))
    assert np.array_equal(shown.rival, np.where(made.rival == BOX, SKY, made.rival))
    assert np.array_equal(shown.confidence, made.confidence)
    edit = shown.to_edit(painted.mask(4))
    annotation.commit(painted, 4, edit)
    assert BOX not in painted.areas(4)
    assert painted.areas(4)[SKY] > 0


def test_the_merge_is_remembered_and_a_class_that_is_shown_again_is_itself(painted: Project) -> None:
    list(merging.run(painted, BOX, SKY))
    folder = painted.folder
    painted.close()
    with Project.open(folder) as opened:
        assert opened.classes.final(BOX) == SKY
        opened.set_classes(opened.classes.with_hidden(BOX, False))
        assert opened.classes.final(BOX) == BOX


def test_trained_models_keep_their_rows_and_new_ones_do_without(painted: Project, engine: Engine) -> None:
    def rows(run_id: int) -> list[int]:
        return [c["index"] for c in json.loads((painted.run_folder(run_id) / "best.json").read_text())["classes"]]

    list(training.run(painted, engine, TINY, "cpu"))
    list(merging.run(painted, BOX, SKY))
    old = models.usable_run(painted)
    list(prediction.run(painted, engine, old, painted.images(), "cpu"))
    assert rows(old.id) == [GROUND, BOX, SKY]
    for image in painted.images():
        raw = Prediction.read(painted.prediction(image.id).path, image.height, image.width)
        shown = prediction.load(painted, image)
        assert np.array_equal(shown.classes == SKY, np.isin(raw.classes, (BOX, SKY)))
    list(training.run(painted, engine, TINY, "cpu"))
    assert rows(2) == [GROUND, SKY]
