"""Pictures that were moved are found again by their bytes, and none is ever written."""

import hashlib
import shutil
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_scenes import write_pictures

from workbench.core.classes import ClassSet
from workbench.core.errors import MissingError
from workbench.core.events import Event, Notice, Refused, Relinked
from workbench.core.listing import ImageQuery
from workbench.core.records import NewImage
from workbench.pixels.image_file import probe, sha256
from workbench.services import importing, relinking
from workbench.store.project import Project

FOLDERS = st.lists(st.sampled_from(["a", "b"]), max_size=3).map("/".join)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Two folders with pictures of the same names and other bytes."""
    for number, name in enumerate(("first", "second")):
        for path in write_pictures(tmp_path / "disk" / name, 3, first=1 + 10 * number):
            path.rename(path.with_name(f"scene-{path.stem[-1]}.png"))
    return tmp_path / "disk"


@pytest.fixture
def project(tmp_path: Path, pictures: Path):
    with Project.create(tmp_path / "work" / "project", ClassSet.from_names(["a", "b"])) as made:
        list(importing.run(made, pictures))
        yield made


def facts(folder: Path) -> dict[str, tuple[str, int]]:
    """Bytes and time of change of every file, by name below the folder."""
    return {
        path.relative_to(folder).as_posix(): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def run(project: Project, folder: Path) -> tuple[Relinked, list[Event]]:
    events = list(relinking.run(project, folder))
    assert isinstance(events[-1], Relinked)
    return events[-1], events


def right(project: Project) -> bool:
    """Whether every image lies where a file with its bytes is."""
    return right_or_gone(project) == project.count(ImageQuery())


def test_removed_images_are_found_too_and_not_missed(project: Project, pictures: Path, tmp_path: Path) -> None:
    project.set_removed([2, 3], True)
    (project.image(3).path).unlink()
    pictures.rename(tmp_path / "moved")
    found, events = run(project, tmp_path / "moved")
    assert found == Relinked(5, 0)
    assert not any(isinstance(event, Refused) for event in events)
    project.set_removed([2], False)
    assert project.image(2).path.is_file()
    assert right(project)


def test_a_moved_folder_is_found_and_nothing_is_written(project: Project, pictures: Path, tmp_path: Path) -> None:
    before = facts(pictures)
    moved = tmp_path / "other" / "deep" / "disk"
    moved.parent.mkdir(parents=True)
    pictures.rename(moved)
    assert run(project, tmp_path / "other")[0] == Relinked(6, 0)
    assert right(project)
    assert [image.path.relative_to(moved) for image in project.images()] == [Path(name) for name in sorted(before)]
    assert facts(moved) == before
    assert run(project, tmp_path)[0] == Relinked(0, 0)


def test_a_renamed_file_is_found_and_one_with_other_bytes_is_not(project: Project, pictures: Path) -> None:
    one, two, *_ = project.images()
    one.path.rename(one.path.with_name("another name.png"))
    two.path.write_bytes(b"not the picture")
    shutil.move(two.path, pictures / "kept elsewhere.png")
    found, events = run(project, pictures)
    assert found == Relinked(1, 1)
    assert project.image(one.id).path.name == project.image(one.id).name == "another name.png"
    (refused,) = [event for event in events if isinstance(event, Refused)]
    assert refused.item == str(two.path)
    assert "mask is kept" in refused.cure


def test_what_was_found_stays_found_when_the_rest_is_cancelled(
    project: Project, pictures: Path, tmp_path: Path
) -> None:
    pictures.rename(tmp_path / "moved")
    flow = relinking.run(project, tmp_path / "moved")
    for event in flow:
        if getattr(event, "what", "") == "comparing pictures of the same name" and event.done == 2:
            break
    flow.close()
    assert [image.path.is_file() for image in project.images()] == [True, True, False, False, False, False]
    assert run(project, tmp_path / "moved")[0] == Relinked(4, 0)


def test_two_images_of_equal_bytes_take_a_file_each(project: Project, pictures: Path, tmp_path: Path) -> None:
    image = project.images()[0]
    copy = image.path.with_name("copy.png")
    shutil.copyfile(image.path, copy)
    project.add_image(NewImage(copy, image.width, image.height, image.sha256))
    pictures.rename(tmp_path / "moved")
    assert run(project, tmp_path / "moved")[0] == Relinked(7, 0)
    assert len({i.path for i in project.images()}) == 7


def test_a_file_is_given_to_one_image_alone(project: Project, pictures: Path, tmp_path: Path) -> None:
    image = project.images()[0]
    project.add_image(NewImage(tmp_path / "gone" / image.name, image.width, image.height, image.sha256))
    pictures.rename(tmp_path / "moved")
    assert run(project, tmp_path / "moved")[0] == Relinked(6, 1)
    assert right_or_gone(project) == 6


def test_every_file_is_read_once_however_many_are_renamed(
    project: Project, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, image in enumerate(project.images()):
        image.path.rename(image.path.with_name(f"renamed {9 - number}.png"))
    read: list[Path] = []
    monkeypatch.setattr(relinking, "probe", lambda path: read.append(path) or probe(path))
    monkeypatch.setattr(relinking, "sha256", lambda path: read.append(path) or sha256(path))
    assert run(project, pictures)[0] == Relinked(6, 0)
    assert right(project)
    assert max(Counter(read).values()) == 2, "its size, then its bytes"


def right_or_gone(project: Project) -> int:
    """How many images lie where a file with their bytes is; no file is there for the others."""
    there = [image for image in project.images() if image.path.is_file()]
    assert all(hashlib.sha256(image.path.read_bytes()).hexdigest() == image.sha256 for image in there)
    assert len({image.path for image in there}) == len(there)
    return len(there)


def test_names_that_several_images_have_are_told_at_the_import(pictures: Path, tmp_path: Path) -> None:
    (pictures / "second" / "scene-3.png").rename(pictures / "second" / "only-here.png")
    (pictures / "second" / "scene-1.png").rename(pictures / "second" / "Scene-1.PNG")
    with Project.create(tmp_path / "other", ClassSet.from_names(["a"])) as project:
        told = [event.text for event in importing.run(project, pictures) if isinstance(event, Notice)]
    (repeated,) = [text for text in told if "shared by several images" in text]
    assert repeated.endswith("Scene-1.PNG, scene-1.png, scene-2.png")


def test_a_folder_that_is_not_there_is_told(project: Project, pictures: Path, tmp_path: Path) -> None:
    pictures.rename(tmp_path / "moved")
    with pytest.raises(MissingError, match="nowhere"):
        list(relinking.run(project, tmp_path / "nowhere"))


@settings(derandomize=True, deadline=None)
@given(head=FOLDERS, other=FOLDERS, tail=FOLDERS)
def test_exchanging_prefixes_leads_from_the_old_path_to_the_new(head: str, other: str, tail: str) -> None:
    before, after = Path("/", head, tail), Path("/", other, tail)
    old, new = relinking._prefixes(before, after)
    assert new / before.relative_to(old) == after
    assert not old.name or old.name != new.name
