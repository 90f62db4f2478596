"""Whoever puts another file in a project's place is alone with the folder, and says truly what a disk refused."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from store_strokes import commit, picture, replay, same

from workbench.core.errors import BadInputError, ProjectBusyError, StorageError
from workbench.store import preparing, restoring
from workbench.store.folder_lock import folder_lock
from workbench.store.project import FILE_NAME, Project
from workbench.store.restoring import restore


@pytest.fixture
def chosen(project: Project) -> Path:
    """A backup of three strokes, of a project that has five."""
    image_id = project.add_image(picture())
    for number in range(5):
        if number == 3:
            backup = project.backups.make()
        commit(project, image_id, project.mask(image_id), number)
    return backup.path


def strokes(folder: Path) -> int:
    """How many strokes the project holds."""
    with Project.open(folder) as project:
        count = len(project.history(1, 2**40))
        assert same(project.mask(1), replay(count))
    return count


def refusing(*_: object, **__: object) -> Any:
    raise OSError(errno.EIO, "Input/output error")


def test_a_window_cannot_open_while_the_files_change_places(
    project: Project, chosen: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.close()
    real, refused = os.replace, []

    def replace(source: Path, place: Path) -> None:
        if Path(place).name == FILE_NAME:
            with pytest.raises(ProjectBusyError, match="restored"):
                Project.open(project.folder)
            refused.append(place)
        real(source, place)

    monkeypatch.setattr(os, "replace", replace)
    restore(project.folder, chosen)
    assert len(refused) == 1
    assert strokes(project.folder) == 3


def test_an_open_project_is_refused_before_anything_is_copied(
    project: Project, chosen: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(project.folder.rglob("*"))
    monkeypatch.setattr(preparing, "whole_file", refusing)
    monkeypatch.setattr(preparing, "make_file", refusing)
    with pytest.raises(ProjectBusyError):
        restore(project.folder, chosen)
    assert sorted(project.folder.rglob("*")) == before


def test_a_flush_that_fails_after_the_change_of_places_is_told_as_what_it_is(
    project: Project, chosen: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.close()
    monkeypatch.setattr(restoring, "flush_folder", refusing)
    with pytest.raises(StorageError) as caught:
        restore(project.folder, chosen)
    assert "has been restored, but" in caught.value.message
    assert "as it was" not in str(caught.value)
    assert strokes(project.folder) == 3


@pytest.mark.parametrize("linking", [True, False], ids=["links", "no links"])
def test_a_damaged_file_is_back_in_its_place_when_the_other_one_cannot_take_it(
    project: Project, chosen: Path, monkeypatch: pytest.MonkeyPatch, linking: bool
) -> None:
    project.close()
    file = project.folder / FILE_NAME
    file.write_bytes(b"torn" * 900)
    (project.folder / f"{FILE_NAME}-wal").write_bytes(b"its log")
    before = {p: p.read_bytes() for p in project.folder.rglob("*") if p.is_file()}
    real = os.replace
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", lambda a, b: refusing() if Path(b) == file else real(a, b))
        if not linking:
            patch.setattr(os, "link", refusing)
        with pytest.raises(StorageError, match="could not be written"):
            restore(project.folder, chosen)
    assert {p: p.read_bytes() for p in project.folder.rglob("*") if p.is_file()} == before
    kept = restore(project.folder, chosen)
    assert kept is not None
    assert kept.read_bytes() == b"torn" * 900
    assert strokes(project.folder) == 3


def test_a_prepared_file_that_somebody_else_replaced_is_not_taken(project: Project, chosen: Path) -> None:
    project.close()
    with restoring.alone(project.folder) as present, preparing.prepared(project.folder, chosen) as other:
        other.close()
        other.path.rename(other.path.with_name("theirs"))
        other.path.write_bytes(b"not ours")
        with pytest.raises(StorageError, match="another program"):
            present.replace_by(other)
    assert strokes(project.folder) == 5


def test_what_a_killed_restore_left_is_swept(project: Project, chosen: Path) -> None:
    project.close()
    for ending in ("", "-wal", "-0a1b2c3d"):
        (project.folder / f".{FILE_NAME}.prepared{ending}").write_bytes(b"half")
    restore(project.folder, chosen)
    assert sorted(p.name for p in project.folder.iterdir()) == ["backups", FILE_NAME]


def test_a_window_whose_drive_comes_back_waits_until_the_files_have_changed_places(project: Project) -> None:
    project._db._lost = True
    with folder_lock(project.folder, alone=True), pytest.raises(StorageError, match="restored"):
        project.images()
    assert project.images() == []


# Links


@pytest.mark.parametrize("name", ["masks", "backups", "runs", "predictions", "runs/0001", "predictions/0003"])
def test_a_project_whose_folders_lead_elsewhere_is_refused(project: Project, tmp_path: Path, name: str) -> None:
    project.close()
    (tmp_path / "home").mkdir()
    place = project.folder / name
    place.parent.mkdir(exist_ok=True)
    place.symlink_to(tmp_path / "home")
    with pytest.raises(BadInputError, match="link to another place"):
        Project.open(project.folder)
    assert list((tmp_path / "home").iterdir()) == []
    place.unlink()
    Project.open(project.folder).close()


def test_a_note_of_the_holder_that_is_a_link_is_replaced(project: Project, tmp_path: Path) -> None:
    project.close()
    (tmp_path / "precious").write_text("precious")
    holder = project.folder / f"{FILE_NAME}.holder"
    holder.symlink_to(tmp_path / "precious")
    with Project.open(project.folder):
        assert not holder.is_symlink()
        assert "pid" in holder.read_text()
    assert (tmp_path / "precious").read_text() == "precious"
