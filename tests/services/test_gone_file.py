"""The project's file is taken away under an open window: nobody is told that what is painted is kept."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from tiny_scenes import paint

from workbench.core.edit import apply, edit_from_pixels
from workbench.core.errors import StorageError, WorkbenchError
from workbench.core.mask import LabelMask, Origin
from workbench.services import annotation
from workbench.services.annotation import Keeper
from workbench.services.caretaker import Caretaker
from workbench.store import restoring
from workbench.store.backups import listed
from workbench.store.project import FILE_NAME, Project


@pytest.fixture
def keeper(project: Project, told: list[WorkbenchError], monkeypatch: pytest.MonkeyPatch) -> Iterator[Keeper]:
    monkeypatch.setattr(annotation, "RETRY_SECONDS", 0.02)
    paint(project, 1, 1)
    made = Keeper(project, told.append)
    yield made
    made.close(timeout=0.2)


def replaced(folder: Path) -> Path:
    """What a program does that brings folders to one state."""
    shutil.copy(folder / FILE_NAME, folder / "tmp")
    os.replace(folder / "tmp", folder / FILE_NAME)
    return folder


def deleted(folder: Path) -> Path:
    (folder / FILE_NAME).unlink()
    return folder


def folder_deleted(folder: Path) -> Path:
    shutil.rmtree(folder)
    return folder.with_name(f"{folder.name}-rescued")


def stroke(keeper: Keeper, project: Project, mask: LabelMask, base: int) -> None:
    where = np.zeros(mask.classes.shape, bool)
    where[:4, :4] = True
    edit = edit_from_pixels(mask, where, np.full_like(mask.classes, base % 2), Origin.HAND, "brush")
    apply(mask, edit)
    keeper.committed(1, edit, base)


@pytest.mark.parametrize("harm", [replaced, deleted, folder_deleted])
def test_a_file_that_is_gone_is_told_once_and_its_masks_are_copied(
    keeper: Keeper, project: Project, told: list[WorkbenchError], harm: Callable[[Path], Path]
) -> None:
    before = project.mask(1)
    mask = before.copy()
    rescue = harm(project.folder)
    stroke(keeper, project, mask, 1)
    stroke(keeper, project, mask, 2)
    assert not keeper.flush(timeout=0.5)
    assert keeper.pending == 2
    assert keeper.take_kept() == set()
    (problem,) = told
    assert isinstance(problem, StorageError)
    assert "moved, replaced or deleted" in problem.message
    (copy,) = listed(rescue)
    assert str(copy.path) in problem.message
    keeper.close(timeout=0.2)
    project.close()
    restoring.restore(rescue, copy.path)
    with Project.open(rescue) as again:
        assert np.array_equal(again.mask(1).classes, before.classes)
        assert again.integrity_problems() == []


def test_a_folder_that_is_moved_and_put_back_has_every_stroke(
    keeper: Keeper, project: Project, told: list[WorkbenchError]
) -> None:
    mask = project.mask(1)
    away = project.folder.with_name("away")
    project.folder.rename(away)
    stroke(keeper, project, mask, 1)
    assert not keeper.flush(timeout=0.3)
    away.rename(project.folder)
    stroke(keeper, project, mask, 2)
    assert keeper.flush()
    assert len(told) == 1
    assert np.array_equal(project.mask(1).classes, mask.classes)
    assert len(project.history(1, 2**40)) == 3


def test_somebody_who_does_not_paint_is_told_within_a_round(project: Project, told: list[WorkbenchError]) -> None:
    caretaker = Caretaker(project, told.append)
    caretaker.make_round(datetime.now(UTC))
    assert told == []
    deleted(project.folder)
    for _ in range(2):
        caretaker.make_round(datetime.now(UTC))
    assert [type(problem) for problem in told] == [StorageError]
    caretaker.close()
