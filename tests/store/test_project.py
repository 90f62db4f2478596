"""The door to a project: what it refuses, what it keeps, what it gives out."""

import dataclasses
import shutil
import threading
from collections import Counter
from collections.abc import Iterable
from enum import Enum
from pathlib import Path

import numpy as np
import pytest
from store_strokes import commit, picture, raw, train

from workbench.core.classes import ClassSet
from workbench.core.edit import Edit, Patch
from workbench.core.errors import (
    BadInputError,
    MissingError,
    StorageError,
)
from workbench.core.geometry import Rect
from workbench.core.mask import LabelMask
from workbench.core.planes import Planes
from workbench.core.records import (
    EpochRecord,
    NewImage,
    PredictionRecord,
    RunStatus,
    Split,
    Status,
)
from workbench.store.project import FILE_NAME, Project

CLASSES = ClassSet.from_names(["ground", "box"])


def test_a_project_is_one_file_that_says_whose_it_is(database: Path) -> None:
    assert [p.name for p in database.parent.iterdir()] == [FILE_NAME]
    assert database.read_bytes()[68:72] == b"WBNC"
    with Project.open(database.parent) as project:
        assert project.classes == CLASSES
        assert project.name == "field work"
    with Project.open(database) as project:  # as a file dialog gives it
        assert project.folder == database.parent


def test_making_one_where_something_is(tmp_path: Path, database: Path) -> None:
    before = database.read_bytes()
    with pytest.raises(BadInputError, match="already"):
        Project.create(database.parent, CLASSES)
    assert database.read_bytes() == before
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for name in ("full", "file"):
        with pytest.raises(BadInputError, match=name):
            Project.create(tmp_path / name, CLASSES)
    with pytest.raises(StorageError, match="file"):
        Project.create(tmp_path / "file" / "below", CLASSES)
    assert [p.name for p in (tmp_path / "full").iterdir()] == ["thesis.txt"]


def test_opening_what_is_not_there(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(MissingError, match=str(folder)) as caught:
            Project.open(folder)
        assert "workbench new" in caught.value.cure
    assert list(tmp_path.iterdir()) == []


def test_the_folder_can_be_moved_with_the_images_inside_it(project: Project, tmp_path: Path) -> None:
    inside = NewImage(project.folder / "images" / "ä b.jpg", 64, 48, "1")
    outside = NewImage(tmp_path / "photos" / "c.jpg", 64, 48, "2")
    ids = [project.add_image(inside), project.add_image(outside)]
    run = project.add_run({})
    for image_id in ids:
        path = project.prediction_folder(run) / f"{image_id}.npz"
        project.put_prediction(PredictionRecord(image_id, run, path, 0.5, "why"))
    project.close()
    rows = raw(project.folder / FILE_NAME, "SELECT path FROM images UNION ALL SELECT path FROM predictions")
    expected = {"images/ä b.jpg", "../photos/c.jpg", "predictions/0001/1.npz", "predictions/0001/2.npz"}
    assert {path for (path,) in rows} == expected
    moved = tmp_path / "elsewhere"
    shutil.move(project.folder, moved)
    with Project.open(moved) as found:
        assert [i.path for i in found.images()] == [moved / "images" / "ä b.jpg", outside.path]
        assert found.prediction(1).path == moved / "predictions" / "0001" / "1.npz"
        assert found.find_image(moved / "images" / "ä b.jpg", "").id == 1


def test_images_are_found_by_place_then_by_bytes(project: Project) -> None:
    a, b = (project.add_image(picture(f"/p/{n}.jpg")) for n in "ab")
    assert project.find_image(Path("/p/b.jpg"), "sha of /p/a.jpg").id == b
    assert project.find_image(Path("/q/a.jpg"), "sha of /p/a.jpg").id == a
    assert project.find_image(Path("/q/c.jpg"), "other") is None
    with pytest.raises(MissingError, match="77"):
        project.image(77)


def test_the_first_label_decides_split_and_status_once(project: Project) -> None:
    asked = []

    def choose(images: dict[Split, int], with_class: dict[Split, dict[int, int]], present: set[int]) -> Split:
        asked.append((images[Split.TRAIN], with_class[Split.TRAIN], present))
        return Split.TRAIN

    ids = [project.add_image(picture(f"/p/{n}.jpg")) for n in range(2)]
    for image_id in (*ids, *ids):
        blank = Planes(*(np.full((2, 2), v, np.uint8) for v in (255, 0)))
        painted = Planes(*(np.full((2, 2), v, np.uint8) for v in (image_id, 1)))
        project.commit(image_id, Edit((Patch(Rect(0, 0, 2, 2), blank, painted),), "brush"), choose)
    assert asked == [(0, {}, {1}), (1, {1: 1}, {2})]
    assert [(i.status, i.split) for i in project.images()] == [(Status.STARTED, Split.TRAIN)] * 2
    project.set_split([ids[0]], Split.TEST)
    project.set_status([ids[0]], Status.DONE)
    commit(project, ids[0], project.mask(ids[0]), 3)
    assert (project.image(ids[0]).status, project.image(ids[0]).split) == (Status.DONE, Split.TEST)


def test_an_erasure_alone_gives_no_split(project: Project) -> None:
    image_id = project.add_image(picture())
    planes = [Planes(np.full((1, 1), 255, np.uint8), np.full((1, 1), v, np.uint8)) for v in (0, 1)]
    project.commit(image_id, Edit((Patch(Rect(0, 0, 1, 1), *planes),), "eraser"), train)
    assert (project.image(image_id).split, project.image(image_id).labelled) == (Split.NONE, 0)


@pytest.mark.parametrize(
    "rect", [Rect(270, 0, 301, 5), Rect(-1, 0, 4, 4), Rect(0, 516, 4, 521), Rect(5, 5, 5, 9), Rect(9, 250, 12, 260)]
)
def test_an_edit_outside_the_image_or_over_the_border_of_tiles_is_a_mistake_that_changes_nothing(
    project: Project, rect: Rect
) -> None:
    image_id = project.add_image(picture())
    planes = Planes(*np.zeros((2, rect.height, rect.width), np.uint8))
    with pytest.raises(ValueError, match="not inside"):
        project.commit(image_id, Edit((Patch(rect, planes, planes),), "brush"), train)
    assert project.history(image_id, 2**40) == []


def test_a_class_is_hidden_never_lost(project: Project) -> None:
    with pytest.raises(ValueError, match="sky"):
        project.set_classes(ClassSet(project.classes.classes[:2]))
    mixed = ClassSet(project.classes.with_added("Ünten", (1, 2, 3), 200).classes[::-1])
    project.set_classes(mixed)
    assert project.classes == mixed


def test_plain_copies_are_stale_until_they_show_the_newest_mask(project: Project) -> None:
    a, b = (project.add_image(picture(f"/p/{n}.jpg")) for n in "ab")
    assert project.stale_copies() == []
    commit(project, b, project.mask(b), 1)
    ((stale, revision),) = project.stale_copies()
    assert stale == b
    commit(project, b, project.mask(b), 2)  # painted while the copy was written
    project.mark_copy(b, revision)
    ((stale, newer),) = project.stale_copies()
    assert (stale, newer > revision) == (b, True)
    project.mark_copy(b, newer)
    assert project.stale_copies() == [(b, newer)]  # as long as there is no file
    project.plain_copy(b).parent.mkdir()
    project.plain_copy(b).touch()
    assert project.stale_copies() == []
    project.undo(b)
    assert [image_id for image_id, _ in project.stale_copies()] == [b]
    assert a != b


def test_runs_and_predictions(project: Project) -> None:
    image_id = project.add_image(picture())
    first, second = project.add_run({"steps": 4}), project.add_run({"steps": 9})
    project.describe_run(first, started_from="random weights", device="cpu")
    epochs = [EpochRecord(1, 2, 0.5, None, None, {"a": None}), EpochRecord(2, 4, 0.25, 0.5, 0.75, {"a": 0.5})]
    for epoch in epochs:
        project.add_epoch(first, epoch)
    project.end_run(first, RunStatus.FINISHED, 0.5, 12.5, "well")
    run = project.run(first)
    assert (run.recipe, run.status, run.best_miou, run.seconds) == ({"steps": 4}, RunStatus.FINISHED, 0.5, 12.5)
    assert (run.started_from, run.device, run.note) == ("random weights", "cpu", "well")
    assert project.epochs(first) == epochs
    assert [(r.id, r.status) for r in project.runs()] == [(first, "finished"), (second, "running")]
    with pytest.raises(MissingError, match="9"):
        project.run(9)
    assert project.image(image_id).doubt is None
    for run_id, doubt in ((first, 0.25), (second, 0.5)):
        newest = PredictionRecord(image_id, run_id, project.prediction_folder(run_id) / "1.npz", doubt, f"run {run_id}")
        project.put_prediction(newest)
    assert project.prediction(image_id) == newest
    assert (project.image(image_id).doubt, project.image(image_id).reason) == (0.5, "run 2")
    assert project.prediction(99) is None


def test_threads_share_a_project(project: Project) -> None:
    ids = [project.add_image(picture(f"/p/{n}.jpg")) for n in range(3)]

    def paint(image_id: int) -> None:
        mask = LabelMask.blank(300, 520)
        for number in range(8):
            commit(project, image_id, mask, number)
        masks[image_id] = mask

    masks: dict[int, LabelMask] = {}
    threads = [threading.Thread(target=paint, args=(image_id,)) for image_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for image_id in ids:
        assert np.array_equal(project.mask(image_id).classes, masks[image_id].classes)
    assert project.integrity_problems() == []


def test_nothing_of_the_database_comes_through_the_door(project: Project) -> None:
    image_id = project.add_image(picture())
    commit(project, image_id, project.mask(image_id), 1)
    commit(project, image_id, project.mask(image_id), 2)
    run = project.add_run({"steps": 4})
    project.add_epoch(run, EpochRecord(1, 2, 0.5, 0.5, 0.5, {"a": 0.5}))
    project.put_prediction(PredictionRecord(image_id, run, project.prediction_folder(run) / "1.npz", 0.5, "why"))
    given = [
        project.classes,
        project.images(),
        project.image(image_id),
        project.find_image(Path("/pictures/a.jpg"), ""),
        project.mask(image_id),
        project.areas(image_id),
        project.history(image_id, 2**40),
        project.undo(image_id),
        project.redo(image_id),
        project.stale_copies(),
        project.runs(),
        project.run(run),
        project.epochs(run),
        project.prediction(image_id),
        project.integrity_problems(),
    ]
    strangers = {kind for value in given for kind in _kinds(value)} - {int, float, str, bool, type(None), type(Path())}
    assert all(kind.__module__.split(".")[:2] == ["workbench", "core"] for kind in strangers), strangers


def _kinds(value: object) -> Iterable[type]:
    """The types in a value, exactly as they are, containers and arrays looked into."""
    if dataclasses.is_dataclass(value):
        yield type(value)
        for field in dataclasses.fields(value):
            yield from _kinds(getattr(value, field.name))
    elif isinstance(value, Enum) or not isinstance(value, list | tuple | dict | np.ndarray):
        yield type(value)
    elif type(value) in (list, tuple):
        for item in value:
            yield from _kinds(item)
    elif type(value) in (dict, Counter):
        for key, item in value.items():
            yield from _kinds(key)
            yield from _kinds(item)
    elif type(value) is not np.ndarray:
        yield type(value)


def test_closing_twice_does_nothing(folder: Path) -> None:
    project = Project.create(folder, CLASSES)
    project.close()
    project.close()
    with Project.open(folder) as opened:
        assert opened.classes == CLASSES


def test_images_are_found_beside_each_other(tmp_path: Path) -> None:
    with Project.create(tmp_path / "project", CLASSES) as project:
        first, second, third = (project.add_image(picture(f"/pictures/{name}.jpg")) for name in "zxy")
        assert project.image_beside(first, True) == project.image(second)
        assert project.image_beside(third, False) == project.image(second)
        assert project.image_beside(first, False) is None
        assert project.image_beside(third, True) is None


def test_doubtful_images_come_in_the_order_of_their_doubt(tmp_path: Path) -> None:
    with Project.create(tmp_path / "project", CLASSES) as project:
        ids = [project.add_image(picture(f"/pictures/{number}.jpg")) for number in range(6)]
        run = project.add_run({})
        for image_id, doubt in zip(ids, (0.2, 0.9, 0.5, 0.5, 0.7), strict=False):  # the sixth has no prediction
            path = project.prediction_folder(run) / f"{image_id}.npz"
            project.put_prediction(PredictionRecord(image_id, run, path, doubt, "why"))
        project.set_status([ids[1]], Status.DONE)
        doubtful = project.doubtful({Status.DONE, Status.SKIPPED})
        assert [image.id for image in doubtful] == [ids[4], ids[2], ids[3], ids[0]]
        assert doubtful == [project.image(image.id) for image in doubtful]
        assert project.doubtful({Status.DONE, Status.SKIPPED}, limit=2) == doubtful[:2]
        assert len(project.doubtful((), limit=None)) == 5
