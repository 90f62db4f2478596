"""What is exported and imported again is the same: pixel for pixel, class for class, split for split."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tiny_scenes import paint

from workbench.core.classes import ClassSet
from workbench.core.edit import edit_from_pixels
from workbench.core.errors import NotEnoughLabelsError, WorkbenchError
from workbench.core.events import Exported, Notice, Progress
from workbench.core.mask import Origin
from workbench.core.records import Split, Status
from workbench.exchange.writing.choice import ExportChoice
from workbench.services import annotation, exporting, importing
from workbench.store.project import Project


@pytest.fixture
def painted(project: Project) -> Project:
    """Three of four images painted, one in each split."""
    for image_id in (1, 2, 4):
        paint(project, image_id, image_id)
    project.set_split([4], Split.TEST)
    return project


def test_there_and_back(painted: Project, tmp_path: Path) -> None:
    painted.set_classes(painted.classes.with_added("Tür", (9, 8, 7), 200))
    events = list(exporting.run(painted, tmp_path / "out" / "voc"))
    result = events[-1]
    assert isinstance(result, Exported)
    assert (result.images, result.verified, Path(result.folder)) == (3, 3, tmp_path / "out" / "voc")
    assert any(isinstance(e, Progress) for e in events)
    with Project.create(tmp_path / "second", ClassSet()) as second:
        list(importing.run(second, tmp_path / "out" / "voc"))
        assert second.classes == painted.classes
        ours = [i for i in painted.images() if i.labelled]
        theirs = second.images()
        assert [i.split for i in theirs] == [i.split for i in ours] == [Split.TRAIN, Split.VAL, Split.TEST]
        assert [Path(i.name).stem for i in theirs] == [Path(i.name).stem for i in ours]
        for mine, other in zip(ours, theirs, strict=True):
            assert np.array_equal(painted.mask(mine.id).classes, second.mask(other.id).classes)
            stored = np.array(Image.open(tmp_path / "out/voc/SegmentationClass" / f"{Path(mine.name).stem}.png"))
            assert np.array_equal(stored, painted.mask(mine.id).classes)


def test_nothing_painted_leaves_no_folder(project: Project, tmp_path: Path) -> None:
    with pytest.raises(NotEnoughLabelsError, match="project"):
        list(exporting.run(project, tmp_path / "voc"))
    assert not (tmp_path / "voc").exists()


def test_what_cannot_be_written_leaves_nothing(painted: Project, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("mine")
    before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")}
    for dest in ("file", "file/below", "full"):
        with pytest.raises(WorkbenchError, match=dest.split("/")[0]) as caught:
            list(exporting.run(painted, tmp_path / dest))
        assert caught.value.cure
    with pytest.raises(WorkbenchError, match="coca"):
        list(exporting.run(painted, tmp_path / "out", "coca"))
    painted.image(2).path.unlink()
    with pytest.raises(WorkbenchError, match=r"scene-2\.png"):
        list(exporting.run(painted, tmp_path / "out"))
    after = {p for p in tmp_path.rglob("*") if not p.name.startswith("project.sqlite3")}
    assert after == {p for p in before if not p.name.startswith("project.sqlite3")} - {painted.image(2).path}


def test_only_what_is_chosen_goes_out(painted: Project, tmp_path: Path) -> None:
    painted.set_status([2], Status.DONE)
    for name, choice, ids in (
        ("splits", ExportChoice(frozenset({Split.TRAIN, Split.TEST})), {"scene-1", "scene-4"}),
        ("status", ExportChoice(statuses=frozenset({Status.DONE})), {"scene-2"}),
    ):
        result = list(exporting.run(painted, tmp_path / name, "voc", choice))[-1]
        assert isinstance(result, Exported)
        assert result.images == len(ids)
        assert {path.stem for path in (tmp_path / name / "SegmentationClass").iterdir()} == ids


def test_what_is_expected_is_what_is_exported(painted: Project, tmp_path: Path) -> None:
    choices = (ExportChoice(), ExportChoice(frozenset({Split.TRAIN})), ExportChoice(tile=16), ExportChoice(tile=32))
    for format_name in ("voc", "index"):
        for number, choice in enumerate(choices):
            expected = exporting.expected(painted, format_name, choice)
            result = list(exporting.run(painted, tmp_path / format_name / str(number), format_name, choice))[-1]
            assert isinstance(result, Exported)
            assert result.images == expected.files
    assert exporting.expected(painted, "voc", ExportChoice()) == exporting.Expected(3, 3, 1)
    assert exporting.expected(painted, "voc", ExportChoice(tile=32, overlap=16)) == exporting.Expected(3, 18, 1)
    assert exporting.expected(painted, "index", ExportChoice()) == exporting.Expected(4, 4, 0)


def test_who_painted_stands_in_the_manifest(painted: Project, tmp_path: Path) -> None:
    truth = painted.mask(1).classes
    where = np.zeros(truth.shape, dtype=bool)
    where[0] = True
    edit = edit_from_pixels(painted.mask(1), where, np.zeros_like(truth), Origin.ACCEPTED, "accept")
    assert edit is not None
    annotation.commit(painted, 1, edit)
    list(exporting.run(painted, tmp_path / "out"))
    first = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["files"][0]
    assert first["set_by"] == {"hand": 62 * 46, "accepted": 64, "imported": 0}
    assert sum(first["classes"].values()) == painted.image(1).labelled
    assert first["sha256"] == painted.image(1).sha256


def test_what_is_painted_meanwhile_is_not_in_the_export_and_does_not_harm_it(painted: Project, tmp_path: Path) -> None:
    before = painted.mask(4).classes
    flow = exporting.run(painted, tmp_path / "out")
    assert Progress("Writing images", 3, 3) in flow
    paint(painted, 4, 7)
    painted.undo(4)
    paint(painted, 4, 8)
    assert not np.array_equal(painted.mask(4).classes, before)
    assert isinstance(list(flow)[-1], Exported)
    assert np.array_equal(np.array(Image.open(tmp_path / "out/SegmentationClass/scene-4.png")), before)


def test_an_image_without_a_way_back_is_named(painted: Project, tmp_path: Path) -> None:
    flow = exporting.run(painted, tmp_path / "out")
    assert Progress("Writing images", 3, 3) in flow
    painted.undo(4)
    paint(painted, 4, 7)
    with pytest.raises(WorkbenchError, match=r"scene-4\.png was undone and painted anew") as caught:
        list(flow)
    assert "Export again" in caught.value.cure
    assert not (tmp_path / "out").exists()
    assert [path.name for path in tmp_path.iterdir() if "partial" in path.name] == []


def test_nothing_is_written_among_the_pictures(painted: Project, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    for dest in (tmp_path / "pictures" / "out", tmp_path / "pictures" / "a" / "b", painted.folder / ".." / "pictures"):
        with pytest.raises(WorkbenchError, match="among the pictures") as caught:
            list(exporting.run(painted, dest))
        assert str(tmp_path / "pictures") in caught.value.message
        assert caught.value.cure
    assert sorted(tmp_path.rglob("*")) == before
    assert list(exporting.run(painted, painted.folder / "out"))


def test_what_becomes_of_classes_that_are_left_out_is_told(painted: Project, tmp_path: Path) -> None:
    choice = ExportChoice(classes=frozenset({1}), unlabelled_as="rest")
    events = list(exporting.run(painted, tmp_path / "out", "index", choice))
    (told,) = [event.text for event in events if isinstance(event, Notice)]
    assert told.startswith("Pixels of ground become rest")
    mask = np.array(Image.open(tmp_path / "out" / "scene-1.png"))
    assert set(mask[painted.mask(1).classes == 0]) == {2}
    plain = exporting.run(painted, tmp_path / "plain", "index", ExportChoice(classes=frozenset({1})))
    assert not any(isinstance(event, Notice) for event in plain)
