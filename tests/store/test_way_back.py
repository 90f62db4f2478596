"""A project whose file is lost, torn or out of reach: what is said names what is left, and how to come back."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from store_strokes import commit, picture

from workbench.core.classes import ClassSet
from workbench.core.errors import BadInputError, MissingError, StorageError
from workbench.store.project import FILE_NAME, Project

NOBODY = 65534


@pytest.fixture
def backed_up(project: Project) -> Path:
    """The folder of a closed project with a backup."""
    commit(project, project.add_image(picture()), project.mask(1), 1)
    project.backups.make()
    project.close()
    return project.folder


def test_a_lost_file_with_backups_is_told_with_both_ways_back(backed_up: Path) -> None:
    (backed_up / FILE_NAME).unlink()
    with pytest.raises(MissingError, match=r"is gone, but 1 backup of it is here\.") as caught:
        Project.open(backed_up)
    assert "Restore a backup" in caught.value.cure
    assert f"workbench recover {backed_up}" in caught.value.cure
    with pytest.raises(BadInputError, match="its file is gone, but 1 backup of it is here") as caught_too:
        Project.create(backed_up, ClassSet())
    assert "workbench restore" in caught_too.value.cure


def test_a_lost_file_with_masks_alone_can_be_rebuilt(tmp_path: Path) -> None:
    (tmp_path / "masks").mkdir()
    (tmp_path / "masks" / "3.png").touch()
    with pytest.raises(MissingError, match="is gone, but its masks are here") as caught:
        Project.open(tmp_path)
    assert "recover" in caught.value.cure


@pytest.mark.parametrize("torn", [100, 40_000])
def test_a_damaged_beginning_is_damage_where_there_are_backups(backed_up: Path, torn: int) -> None:
    whole = (backed_up / FILE_NAME).read_bytes()
    (backed_up / FILE_NAME).write_bytes(np.random.default_rng(3).bytes(torn) + whole[torn:])
    with pytest.raises(BadInputError, match=r"is damaged, but 1 backup of it is here") as caught:
        Project.open(backed_up)
    assert "Restore a backup" in caught.value.cure


def test_a_folder_that_never_was_a_project_is_told_as_before(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="There is no project") as caught:
        Project.open(tmp_path)
    assert "New project" in caught.value.cure
    (tmp_path / "holiday.txt").touch()
    with pytest.raises(BadInputError, match="not an empty folder"):
        Project.create(tmp_path, ClassSet())


@contextmanager
def a_plain_user() -> Iterator[None]:
    """While inside, this process is nobody in particular: who runs as root may write everywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@pytest.mark.skipif(not hasattr(os, "setresuid"), reason="rights are changed as Linux has them")
def test_a_folder_that_may_not_be_written_in_is_told_as_that() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "shared"
        Project.create(folder, ClassSet()).close()
        for path, rights in ((Path(place), 0o755), (folder, 0o555), (folder / FILE_NAME, 0o444)):
            path.chmod(rights)
        with a_plain_user(), pytest.raises(StorageError, match=f"You may not write in {folder}") as caught:
            Project.open(folder)
        assert "writable" in caught.value.cure
        assert "drive" not in str(caught.value)
        folder.chmod(0o755)
