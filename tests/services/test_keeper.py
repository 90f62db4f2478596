"""What is painted reaches the disk in order, whatever the disk says in between."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from workbench.core.edit import Edit, apply, edit_from_pixels
from workbench.core.errors import StorageError, WorkbenchError
from workbench.core.mask import LabelMask, Origin
from workbench.services import annotation
from workbench.services.annotation import Keeper
from workbench.store.project import Project


class MoodyDisk:
    """A project whose disk refuses as long as `error` is set."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.error: Exception | None = None
        self.refused = threading.Event()

    def __getattr__(self, name: str) -> Any:
        if self.error is not None:
            self.refused.set()
            raise self.error
        return getattr(self.project, name)


@pytest.fixture
def disk(project: Project) -> MoodyDisk:
    return MoodyDisk(project)


@pytest.fixture
def keeper(disk: MoodyDisk, told: list[WorkbenchError], monkeypatch: pytest.MonkeyPatch) -> Iterator[Keeper]:
    monkeypatch.setattr(annotation, "RETRY_SECONDS", 0.02)
    made = Keeper(disk, told.append)
    yield made
    made.close(timeout=1.0)


def dabs(mask: LabelMask, count: int, seed: int = 0) -> list[Edit]:
    """Edits on top of one another; the mask takes them all."""
    draw = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        where = draw.random(mask.classes.shape) < 0.2
        classes = draw.integers(0, 2, mask.classes.shape, dtype=np.uint8)
        edit = edit_from_pixels(mask, where, classes, Origin.HAND, "brush")
        apply(mask, edit)
        made.append(edit)
    return made


def test_strokes_undos_and_redos_in_order(keeper: Keeper, project: Project) -> None:
    mask = project.mask(1)
    edits = dabs(mask, 12)
    for base, edit in enumerate(edits):
        keeper.committed(1, edit, base)
    for base in range(12, 15):
        keeper.undone(1, base)
    keeper.redone(1, 15)
    assert keeper.flush()
    assert keeper.pending == 0
    for edit in edits[:-3:-1]:
        apply(mask, edit.inverse())
    assert np.array_equal(project.mask(1).classes, mask.classes)
    assert [undone for _, undone in project.history(1, 2**40)] == [False] * 10 + [True] * 2


@pytest.mark.parametrize("error", [StorageError("The disk is full.", "Free some."), RuntimeError("a bug")])
def test_a_streak_of_refusals_is_told_once_and_nothing_is_lost(
    keeper: Keeper, disk: MoodyDisk, project: Project, told: list[WorkbenchError], error: Exception
) -> None:
    mask = project.mask(1)
    for streak in (1, 2):
        disk.refused.clear()
        disk.error = error
        for base, edit in enumerate(dabs(mask, 4, seed=streak), start=4 * (streak - 1)):
            keeper.committed(1, edit, base)
        assert disk.refused.wait(5.0)
        assert not keeper.flush(timeout=0.1)
        assert keeper.pending == 4
        assert len(told) == streak
        assert str(error.args[0]) in told[-1].message
        assert "kept in memory" in told[-1].cure
        disk.error = None
        assert keeper.flush()
        assert np.array_equal(project.mask(1).classes, mask.classes)
    assert len(project.history(1, 2**40)) == 8


def test_an_undo_of_a_damaged_step_is_told_and_holds_up_nothing(
    keeper: Keeper, disk: MoodyDisk, project: Project, told: list[WorkbenchError]
) -> None:
    first, second = project.mask(1), project.mask(2)
    keeper.committed(1, *dabs(first, 1), 0)
    assert keeper.flush()
    with project._db.transaction() as connection:
        connection.exec_driver_sql("UPDATE edits SET before = substr(before, 1, 9)")
    keeper.undone(1, 1)
    keeper.committed(2, *dabs(second, 1, seed=1), 0)
    assert keeper.flush()
    assert np.array_equal(project.mask(1).classes, first.classes)
    assert np.array_equal(project.mask(2).classes, second.classes)
    assert len(told) == 1
    assert "history is damaged" in told[0].message


def test_time_without_an_edit_is_kept_beside_that_of_edits(
    keeper: Keeper, disk: MoodyDisk, project: Project, told: list[WorkbenchError]
) -> None:
    (edit,) = dabs(project.mask(1), 1)
    keeper.committed(1, replace(edit, seconds=2.5), 0)
    assert keeper.flush()
    disk.error = StorageError("The disk is full.")
    keeper.worked(1, 30.0)
    assert disk.refused.wait(5.0)
    assert project.image(1).seconds == 2.5
    disk.error = None
    keeper.undone(1, 1)
    assert keeper.flush()
    assert project.image(1).seconds == 32.5
    assert len(told) == 1


def test_closing_writes_what_waits(project: Project) -> None:
    mask = project.mask(1)
    pending: list[int] = []
    keeper = Keeper(project, lambda _: None, lambda: pending.append(keeper.pending))
    for base, edit in enumerate(dabs(mask, 20)):
        keeper.committed(1, edit, base)
    assert keeper.close()
    assert np.array_equal(project.mask(1).classes, mask.classes)
    assert pending[-1] == 0
    assert "keeper" not in {thread.name for thread in threading.enumerate()}


def test_closing_says_when_not_everything_could_be_kept(disk: MoodyDisk, project: Project) -> None:
    keeper = Keeper(disk, lambda _: None)
    disk.error = StorageError("The disk is full.")
    (edit,) = dabs(project.mask(1), 1)
    keeper.committed(1, edit, 0)
    assert not keeper.close(timeout=0.2)
    assert keeper.pending == 1
    assert "keeper" not in {thread.name for thread in threading.enumerate()}
