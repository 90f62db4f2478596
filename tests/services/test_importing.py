"""What comes in: pictures and masks of files that Pillow wrote, good and bad."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tiny_scenes import HEIGHT, WIDTH, paint, scene, write_pictures

from workbench.core.classes import ClassSet
from workbench.core.errors import BadInputError, MissingError, WorkbenchError
from workbench.core.events import Event, Imported, Notice, Progress, Refused
from workbench.core.mask import Origin
from workbench.core.records import Split, Status
from workbench.services import importing
from workbench.store.project import Project


def write_voc(
    folder: Path, names: Sequence[str] = ("ground", "box"), count: int = 3, order: tuple[int, int] = (0, 1)
) -> Path:
    """A VOC folder of scenes, as another program writes one; the truth's 0 and 1 get the numbers in `order`."""
    for name in ("JPEGImages", "SegmentationClass", "ImageSets/Segmentation"):
        (folder / name).mkdir(parents=True)
    for number in range(1, count + 1):
        picture, truth = scene(number)
        Image.fromarray(picture).save(folder / "JPEGImages" / f"s{number}.jpg", quality=95)
        values = np.array(order, np.uint8)[truth]
        values[:3] = 255
        Image.fromarray(values).save(folder / "SegmentationClass" / f"s{number}.png")
    (folder / "ImageSets/Segmentation/train.txt").write_text("s1\n")
    (folder / "ImageSets/Segmentation/val.txt").write_text("s2\n")
    (folder / "class_names.txt").write_text("\n".join(names) + "\n")
    return folder


def last(events: list[Event]) -> Imported:
    assert isinstance(events[-1], Imported)
    return events[-1]


def refused(events: list[Event]) -> list[Refused]:
    return [e for e in events if isinstance(e, Refused)]


def test_a_folder_of_pictures(empty: Project, tmp_path: Path) -> None:
    paths = write_pictures(tmp_path / "in" / "deep", 11)
    facts = [(hashlib.sha256(p.read_bytes()).hexdigest(), p.stat().st_mtime_ns) for p in paths]
    events = list(importing.run(empty, tmp_path / "in"))
    result = last(events)
    assert (result.format, result.images, result.masks, result.refused) == ("images", 11, 0, 0)
    images = empty.images()
    assert [i.path for i in images] == paths  # 2 before 10
    assert {(i.width, i.height, i.status, i.split, i.labelled) for i in images} == {
        (WIDTH, HEIGHT, Status.TODO, Split.NONE, 0)
    }
    assert [i.sha256 for i in images] == [sha for sha, _ in facts]
    assert [(e.done, e.total) for e in events if isinstance(e, Progress)] == [(n, 11) for n in range(1, 12)]
    assert [(hashlib.sha256(p.read_bytes()).hexdigest(), p.stat().st_mtime_ns) for p in paths] == facts


def test_again_adds_nothing(project: Project, tmp_path: Path) -> None:
    before = project.images()
    write_pictures(tmp_path / "pictures", 5)
    result = last(list(importing.run(project, tmp_path / "pictures")))
    assert (result.images, result.known) == (1, 4)
    assert project.images()[:4] == before
    elsewhere = write_pictures(tmp_path / "copies", 2)
    assert last(list(importing.run(project, tmp_path / "copies"))).images == 0
    assert elsewhere[0] not in {i.path for i in project.images()}


def test_a_single_picture(empty: Project, tmp_path: Path) -> None:
    (path,) = write_pictures(tmp_path, 1)
    assert last(list(importing.run(empty, path))).images == 1


def test_a_turned_photograph_has_its_upright_size(empty: Project, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(scene(1)[0]).save(tmp_path / "turned.jpg", exif=exif)
    list(importing.run(empty, tmp_path / "turned.jpg"))
    assert [(i.width, i.height) for i in empty.images()] == [(HEIGHT, WIDTH)]
    assert empty.mask(1).classes.shape == (WIDTH, HEIGHT)


def test_voc_with_masks_and_splits(empty: Project, tmp_path: Path) -> None:
    events = list(importing.run(empty, write_voc(tmp_path / "voc")))
    result = last(events)
    assert (result.format, result.images, result.masks, result.refused) == ("voc", 3, 3, 0)
    images = empty.images()
    assert [i.split for i in images[:2]] == [Split.TRAIN, Split.VAL]
    assert images[2].split in {Split.TRAIN, Split.VAL}  # labelled, in no list: the project chooses
    for number, image in enumerate(images, start=1):
        expected = scene(number)[1]
        expected[:3] = 255
        mask = empty.mask(image.id)
        assert np.array_equal(mask.classes, expected)
        assert np.array_equal(mask.origin == Origin.IMPORTED, expected != 255)
    again = last(list(importing.run(empty, tmp_path / "voc")))
    assert (again.images, again.masks) == (0, 0)


def test_classes_meet_by_name_not_by_number(empty: Project, tmp_path: Path) -> None:
    source = write_voc(tmp_path / "voc", ("BOX", "sky", "Ground"), order=(2, 0))
    list(importing.run(empty, source))
    assert [(c.index, c.name) for c in empty.classes] == [(0, "ground"), (1, "box"), (2, "sky")]
    expected = scene(1)[1]
    expected[:3] = 255
    assert np.array_equal(empty.mask(1).classes, expected)


def test_hand_set_pixels_stay(empty: Project, tmp_path: Path) -> None:
    source = write_voc(tmp_path / "voc", order=(1, 0))  # everything the other way round
    list(importing.run(empty, source / "JPEGImages", "images"))
    paint(empty, 1, 1, only=1)
    by_hand = empty.mask(1).origin == Origin.HAND
    list(importing.run(empty, source))
    mask = empty.mask(1)
    assert by_hand.sum() > 300
    assert (mask.classes[by_hand] == 1).all()
    assert (mask.origin[by_hand] == Origin.HAND).all()
    imported = mask.origin == Origin.IMPORTED
    assert imported.sum() == (scene(1)[1][3:] == 0).sum()
    assert (mask.classes[imported] == 1).all()
    empty.undo(1)  # an import is one step back
    assert ((empty.mask(1).classes != 255) == by_hand).all()


def test_copies_belong_to_the_project(empty: Project, tmp_path: Path) -> None:
    first = write_pictures(tmp_path / "a", 2)
    write_pictures(tmp_path / "b", 1)
    Image.fromarray(scene(77)[0]).save(tmp_path / "b" / "scene-1.png")  # the same name, another picture
    for folder in ("a", "b"):
        list(importing.run(empty, tmp_path / folder, wishes=importing.Wishes(copy=True)))
    names = [i.path.relative_to(empty.folder).as_posix() for i in empty.images()]
    assert names == ["images/scene-1.png", "images/scene-2.png", "images/scene-1-2.png"]
    assert empty.images()[0].path.read_bytes() == first[0].read_bytes()
    assert sorted(p.name for p in (empty.folder / "images").iterdir()) == sorted(Path(n).name for n in names)
    assert last(list(importing.run(empty, tmp_path / "a", wishes=importing.Wishes(copy=True)))).images == 0


def test_two_files_with_the_same_bytes_are_told(empty: Project, tmp_path: Path) -> None:
    (path,) = write_pictures(tmp_path / "in", 1)
    (tmp_path / "in" / "twin.png").write_bytes(path.read_bytes())
    events = list(importing.run(empty, tmp_path / "in"))
    assert last(events).images == 2
    (notice,) = [e.text for e in events if isinstance(e, Notice) and "bytes" in e.text]
    assert "twin.png" in notice
    assert "scene-1.png" in notice


def test_bad_files_are_named_and_the_others_come_in(empty: Project, tmp_path: Path) -> None:
    good = write_pictures(tmp_path / "in", 3)
    (tmp_path / "in" / "text.jpg").write_text("no picture")
    (tmp_path / "in" / "empty.png").write_bytes(b"")
    (tmp_path / "in" / "cut.png").write_bytes(good[0].read_bytes()[:-700])
    os.symlink(tmp_path / "nowhere.png", tmp_path / "in" / "dangling.png")
    events = list(importing.run(empty, tmp_path / "in"))
    assert (last(events).images, last(events).refused) == (3, 4)
    assert {Path(e.item).name for e in refused(events)} == {"text.jpg", "empty.png", "cut.png", "dangling.png"}
    assert all(e.reason and e.cure for e in refused(events))
    assert [i.path for i in empty.images()] == good


def test_a_mask_of_another_size_and_a_value_without_a_class(empty: Project, tmp_path: Path) -> None:
    source = write_voc(tmp_path / "voc", count=4)
    masks = source / "SegmentationClass"
    Image.fromarray(np.zeros((HEIGHT, WIDTH - 1), np.uint8)).save(masks / "s2.png")
    Image.fromarray(np.full((HEIGHT, WIDTH), 9, np.uint8)).save(masks / "s3.png")
    events = list(importing.run(empty, source))
    result = last(events)
    assert (result.masks, result.refused) == (2, 2)
    size, value = refused(events)
    assert "s2.png" in size.reason
    assert f"{WIDTH - 1} x {HEIGHT}" in size.reason
    assert "s3.png" in value.reason
    assert "9" in value.reason
    assert {i.name for i in empty.images() if i.labelled} == {"s1.jpg", "s4.jpg"}
    assert empty.integrity_problems() == []


def test_a_picture_that_changed_its_size_keeps_its_mask(project: Project, tmp_path: Path) -> None:
    paint(project, 1, 1)
    before = project.mask(1)
    path = project.image(1).path
    Image.fromarray(np.zeros((10, 12, 3), np.uint8)).save(path)
    events = list(importing.run(project, tmp_path / "pictures"))
    (told,) = refused(events)
    assert "12 x 10" in told.reason
    assert "kept" in told.reason
    assert np.array_equal(project.mask(1).classes, before.classes)
    assert (project.image(1).width, project.image(1).height) == (WIDTH, HEIGHT)


def test_sources_that_cannot_be_read_change_nothing(empty: Project, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    (tmp_path / "notes.txt").write_text("a")
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "notes.txt").write_text("a")
    for name, kind in [
        ("gone", MissingError),
        ("nothing", BadInputError),
        ("notes.txt", BadInputError),
        ("papers", BadInputError),
    ]:
        with pytest.raises(kind, match=name) as caught:
            list(importing.run(empty, tmp_path / name))
        assert caught.value.cure
    write_pictures(tmp_path / "pictures", 1)
    for format_name in ("voc", "coca"):
        with pytest.raises(WorkbenchError):
            list(importing.run(empty, tmp_path / "pictures", format_name))
    assert empty.images() == []
    assert [c.name for c in empty.classes] == ["ground", "box"]


def test_a_project_without_classes_takes_the_datasets(tmp_path: Path) -> None:
    source = write_voc(tmp_path / "voc", ("void_like", "ground", "box"), order=(1, 2))
    with Project.create(tmp_path / "p", ClassSet()) as project:
        list(importing.run(project, source))
        assert [(c.index, c.name) for c in project.classes] == [(0, "void_like"), (1, "ground"), (2, "box")]
        assert project.areas(1) == {1: int((scene(1)[1][3:] == 0).sum()), 2: int((scene(1)[1][3:] == 1).sum())}


def test_closing_half_way_keeps_whole_images_and_no_thread(empty: Project, tmp_path: Path) -> None:
    flow = importing.run(empty, write_voc(tmp_path / "voc", count=6))
    for event in flow:
        if isinstance(event, Progress) and event.done == 2:
            break
    flow.close()
    assert [i.labelled > 0 for i in empty.images()] == [True, True]
    assert last(list(importing.run(empty, tmp_path / "voc"))).images == 4
