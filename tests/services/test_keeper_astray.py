"""What a person does to an image that something else has changed, or whose file gives rubbish for a while."""

import sqlite3
from dataclasses import dataclass, field

import numpy as np
import pytest
from sqlalchemy.exc import DatabaseError

from workbench.core.edit import Edit, apply, edit_from_pixels
from workbench.core.errors import UnreadableError, WorkbenchError
from workbench.core.mask import UNLABELLED, LabelMask, Origin
from workbench.services import annotation, merging
from workbench.services.annotation import Keeper
from workbench.store import masks
from workbench.store.project import FILE_NAME, Project


@dataclass
class Hand:
    """Paints squares in a copy of image 1 as the window does: it knows of nobody else."""

    project: Project
    keeper: Keeper
    mask: LabelMask = field(init=False)

    def __post_init__(self) -> None:
        self.read()

    def read(self) -> None:
        self.mask, self.revision = self.project.mask(1), self.project.mask_revision(1)
        self.edits: list[Edit] = []
        self.keeper.opened(1)

    def paint(self, top: int, value: int) -> None:
        where = np.zeros(self.mask.classes.shape, bool)
        where[top : top + 8, :8] = True
        edit = edit_from_pixels(self.mask, where, np.full_like(self.mask.classes, value), Origin.HAND, "brush")
        apply(self.mask, edit)
        self.keeper.committed(1, edit, self._step())
        self.edits.append(edit)

    def undo(self) -> None:
        apply(self.mask, self.edits.pop().inverse())
        self.keeper.undone(1, self._step())

    def _step(self) -> int:
        self.revision += 1
        return self.revision - 1


@pytest.fixture
def hand(project: Project, keeper: Keeper) -> Hand:
    return Hand(project, keeper)


def sound(project: Project) -> bool:
    """Whether the areas that are counted are those of the mask."""
    return project.areas(1) == project.mask(1).areas()


def squares(project: Project) -> list[int]:
    """The classes of the squares from the top down."""
    return [int(value) for value in project.mask(1).classes[::8, 0]]


def merge_under(hand: Hand, keeper: Keeper, project: Project) -> None:
    """Two squares are painted with class 1, and a job that the hand has not heard of makes them class 0."""
    hand.paint(0, 1)
    hand.paint(8, 1)
    assert keeper.flush()
    list(merging.run(project, 1, 0))


def test_an_undo_takes_back_no_step_of_a_job(
    hand: Hand, keeper: Keeper, project: Project, told: list[WorkbenchError]
) -> None:
    merge_under(hand, keeper, project)
    hand.undo()
    hand.undo()
    assert keeper.flush()
    assert squares(project)[:3] == [0, 0, UNLABELLED], "the merge stands, and so do both strokes"
    assert keeper.astray(1)
    (problem,) = told
    assert "not undone" in problem.message
    assert "scene-1" in problem.message
    hand.read()
    assert not keeper.astray(1)
    hand.paint(16, 1)
    hand.undo()
    assert keeper.flush()
    assert squares(project)[:3] == [0, 0, UNLABELLED]
    assert len(told) == 1
    assert sound(project)


def test_a_stroke_on_an_image_that_a_job_has_changed_is_kept_with_what_the_job_did(
    hand: Hand, keeper: Keeper, project: Project, told: list[WorkbenchError]
) -> None:
    merge_under(hand, keeper, project)
    where = np.zeros(hand.mask.classes.shape, bool)
    where[4:20, :8] = True  # over half of the first square, all of the second and new ground
    edit = edit_from_pixels(hand.mask, where, np.full_like(hand.mask.classes, 0), Origin.HAND, "brush")
    keeper.committed(1, edit, hand.revision)
    hand.revision += 1
    hand.paint(32, 1)
    assert keeper.flush()
    column = project.mask(1).classes[:, 0]
    assert (column[:20] == 0).all()
    assert (column[20:32] == UNLABELLED).all()
    assert (column[32:40] == 1).all()
    assert keeper.take_kept() == {1}
    assert told == []
    assert sound(project)


def test_redos_that_happen_to_fit_a_changed_mask_are_left_out_too(hand: Hand, keeper: Keeper, project: Project) -> None:
    """Once an image is astray its numbers mean nothing, be they equal or not, until it is opened anew."""
    hand.paint(0, 1)
    hand.paint(8, 1)
    assert keeper.flush()
    project.undo(1)
    keeper.undone(1, hand.revision)  # of revision 2; the file has 3
    keeper.redone(1, hand.revision + 1)  # of revision 3
    assert keeper.flush()
    assert squares(project)[:2] == [1, UNLABELLED]


def corrupt(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Let SQLite complain of the file at each write."""

    def write_edit(*_: object) -> None:
        complaint = sqlite3.DatabaseError("database disk image is malformed")
        complaint.sqlite_errorname = code  # type: ignore[misc]
        raise DatabaseError("INSERT", {}, complaint)

    monkeypatch.setattr(masks, "write_edit", write_edit)


@pytest.mark.parametrize("code", ["SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_CORRUPT_INDEX"])
def test_a_disk_that_gives_rubbish_for_a_while_costs_nothing(
    hand: Hand,
    keeper: Keeper,
    project: Project,
    told: list[WorkbenchError],
    monkeypatch: pytest.MonkeyPatch,
    code: str,
) -> None:
    hand.paint(0, 1)
    assert keeper.flush()
    assert keeper.take_kept() == {1}
    with monkeypatch.context() as patch:
        corrupt(patch, code)
        hand.paint(8, 1)
        hand.paint(16, 0)
        hand.undo()
        assert not keeper.flush(timeout=0.3)
        assert keeper.pending == 3
        assert keeper.take_kept() == set()
        (problem,) = told
        assert isinstance(problem, UnreadableError)
    assert keeper.flush()
    assert np.array_equal(project.mask(1).classes, hand.mask.classes)
    assert squares(project)[:3] == [1, 1, UNLABELLED]
    assert sound(project)


def test_what_is_given_up_is_not_kept_and_takes_no_other_step_with_it(
    hand: Hand, keeper: Keeper, project: Project, told: list[WorkbenchError]
) -> None:
    for top in (0, 8, 16):
        hand.paint(top, 1)
    assert keeper.flush()
    keeper.take_kept()
    with project._db.transaction() as connection:
        connection.exec_driver_sql(
            "UPDATE edits SET before = substr(before, 1, 9) WHERE id = (SELECT max(id) FROM edits)"
        )
    hand.undo()  # of the damaged step
    hand.undo()  # of a sound one, but it is not the newest that stands
    hand.paint(32, 0)
    assert keeper.flush()
    assert squares(project)[:5] == [1, 1, 1, UNLABELLED, 0]
    assert keeper.astray(1)
    assert keeper.take_kept() == {1}, "of the stroke alone"
    assert len(told) == 1
    assert "history is damaged" in told[0].message
    assert sound(project)


def test_pages_that_were_read_wrong_are_read_anew(project: Project) -> None:
    """SQLite keeps a page that it has read, be it rubbish: the next try must ask the disk again."""
    folder, path = project.folder, project.folder / FILE_NAME
    mask = project.mask(1)
    where = np.ones(mask.classes.shape, bool)
    annotation.commit(project, 1, edit_from_pixels(mask, where, np.zeros_like(mask.classes), Origin.HAND, "brush"))
    project.close()
    sound_bytes = path.read_bytes()
    with Project.open(folder) as again:
        with again._db.transaction() as connection:
            connection.exec_driver_sql("PRAGMA shrink_memory")  # the pages that opening has read
        torn = bytearray(path.read_bytes())
        for start in range(8192, len(sound_bytes), 8192):
            torn[start : start + 200] = b"\x5a" * 200
        path.write_bytes(torn)
        with pytest.raises(UnreadableError):
            again.mask(1)
        path.write_bytes(sound_bytes)
        assert (again.mask(1).classes == 0).all()
