"""Archives come in as their folders do, and what was unpacked stays only where the project needs it."""

import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tiny_scenes import scene, write_pictures

from workbench.core.errors import BadInputError, WorkbenchError
from workbench.core.events import Event, Imported, Listed, Notice, Progress
from workbench.services import importing
from workbench.services.importing import Wishes
from workbench.store.project import Project


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Two pictures with masks of two classes, as a zip in a folder of its own."""
    write_pictures(tmp_path / "made" / "images", 2)
    (tmp_path / "made" / "masks").mkdir()
    (tmp_path / "downloads").mkdir()
    for number in (1, 2):
        Image.fromarray(scene(number)[1].astype(np.uint8)).save(tmp_path / "made" / "masks" / f"scene-{number}.png")
    (tmp_path / "made" / "classes.txt").write_text("ground\nbox\nsky\n")
    path = tmp_path / "downloads" / "task 1.zip"
    with zipfile.ZipFile(path, "w") as file:
        for found in sorted((tmp_path / "made").rglob("*.*")):
            file.write(found, f"export/{found.relative_to(tmp_path / 'made').as_posix()}")
    return path


def last(events: list[Event]) -> Imported:
    assert isinstance(events[-1], Imported)
    return events[-1]


def test_an_archive_comes_in_as_its_folder_does(empty: Project, archive: Path, tmp_path: Path) -> None:
    before = archive.read_bytes()
    events = list(importing.run(empty, archive))
    assert (last(events).format, last(events).images, last(events).masks) == ("masks-index", 2, 2)
    place = tmp_path / "task 1"
    assert f"Unpacked task 1.zip into {place}." in [e.text for e in events if isinstance(e, Notice)]
    assert [e.what for e in events if isinstance(e, Progress)][:2] == ["unpacking", "unpacking"]
    images = empty.images()
    assert [image.path for image in images] == [place / "export" / "images" / f"scene-{n}.png" for n in (1, 2)]
    for number, image in enumerate(images, start=1):
        assert np.array_equal(empty.mask(image.id).classes, scene(number)[1])
    assert archive.read_bytes() == before


def test_again_and_copied_and_nothing_known_leave_no_folder(empty: Project, archive: Path, tmp_path: Path) -> None:
    def folders() -> set[str]:
        return {path.name for path in tmp_path.iterdir()} - {"made", "downloads", "project"}

    assert last(list(importing.run(empty, archive, wishes=Wishes(copy=True)))).images == 2
    assert folders() == set()
    assert all(image.path.is_file() and image.path.is_relative_to(empty.folder) for image in empty.images())
    assert last(list(importing.run(empty, archive))).known == 2
    assert folders() == set()
    with zipfile.ZipFile(tmp_path / "downloads" / "notes.zip", "w") as file:
        file.writestr("readme.txt", "nothing")
    with pytest.raises(BadInputError, match="no dataset that is known here"):
        list(importing.run(empty, tmp_path / "downloads" / "notes.zip"))
    assert folders() == set()


def test_the_named_folder_is_taken_and_must_be_new(empty: Project, archive: Path, tmp_path: Path) -> None:
    wishes = Wishes(unpack_to=tmp_path / "mine" / "deep")
    assert last(list(importing.run(empty, archive, wishes=wishes))).images == 2
    assert all(image.path.is_relative_to(tmp_path / "mine" / "deep") for image in empty.images())
    with pytest.raises(WorkbenchError, match="not empty"):
        list(importing.run(empty, archive, wishes=wishes))
    assert all(image.path.is_file() for image in empty.images())


def test_a_cancelled_import_keeps_the_pictures_that_came_in(empty: Project, archive: Path) -> None:
    flow = importing.run(empty, archive)
    for event in flow:
        if isinstance(event, Progress) and event.what == "importing":
            break
    flow.close()  # type: ignore[attr-defined]
    (image,) = empty.images()
    assert image.path.is_file()


def test_archives_inside_are_told(empty: Project, archive: Path) -> None:
    inner = archive.read_bytes()
    with zipfile.ZipFile(archive, "a") as file:
        file.writestr("more/val.ZIP", inner)
    for flow in (importing.preview(empty, archive), importing.run(empty, archive)):
        told = [event.text for event in flow if isinstance(event, Notice)]
        assert "Inside it, 1 archive stayed packed: val.ZIP. Import these by themselves." in told


def test_a_look_leaves_nothing(empty: Project, archive: Path, tmp_path: Path) -> None:
    before = sorted(path.name for path in tmp_path.iterdir())
    events = list(importing.preview(empty, archive))
    assert [e.item for e in events if isinstance(e, Listed)] == ["export/scene-1.png", "export/scene-2.png"]
    assert (last(events).images, last(events).dry) == (2, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert empty.images() == []
