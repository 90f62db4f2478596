"""Pruning the journal makes room, and what is left of each history is undone and done again as before."""

import numpy as np
import pytest
from store_strokes import commit, picture, replay, same

from workbench.core.records import NewImage
from workbench.store import journal
from workbench.store.project import Project


@pytest.fixture
def painted(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Two images of ten strokes each, in turn; the last three of the second are undone."""
    monkeypatch.setattr(journal, "BATCH", 3000)
    first = picture()
    project.add_image(first)
    project.add_image(NewImage(first.path.with_name("second.png"), first.width, first.height, "1" * 64))
    for number in range(10):
        for image_id in (1, 2):
            commit(project, image_id, project.mask(image_id), number)
    for _ in range(3):
        project.undo(2)
    return project


def steps(project: Project, image_id: int) -> list[bool]:
    """Of each kept step whether it is undone."""
    return [undone for _, undone in project.history(image_id, 2**40)]


def test_nothing_goes_while_there_is_room(painted: Project) -> None:
    size = painted.journal.bytes
    with painted._db.transaction() as connection:
        kept = connection.exec_driver_sql("SELECT sum(length(before) + length(after)) FROM edits").scalar()
    assert size == kept
    assert painted.journal.prune(size) == 0
    assert painted.journal.bytes == size


def test_undone_steps_go_first_and_from_the_far_end(painted: Project) -> None:
    assert painted.journal.prune(painted.journal.bytes - 1) == 1
    assert steps(painted, 1) == [False] * 10
    assert steps(painted, 2) == [False] * 7 + [True] * 2
    for count in (8, 9):
        assert painted.redo(2) is not None
        assert same(painted.mask(2), replay(count))
    assert painted.redo(2) is None


def test_then_the_oldest_of_all_images_and_undo_stays_right(painted: Project) -> None:
    size = painted.journal.bytes
    gone = painted.journal.prune(size // 2)
    assert size // 2 - 2 * size // 17 < painted.journal.bytes <= size // 2
    one, two = steps(painted, 1), steps(painted, 2)
    assert not any(one + two)
    assert len(one) + len(two) == 20 - gone
    assert abs(len(one) - (len(two) + 3)) <= 1  # they were painted in turn
    for image_id, painted_strokes, left in ((1, 10, len(one)), (2, 7, len(two))):
        assert same(painted.mask(image_id), replay(painted_strokes))
        for back in range(1, left + 1):
            assert painted.undo(image_id) is not None
            assert same(painted.mask(image_id), replay(painted_strokes - back))
        assert painted.undo(image_id) is None
    assert painted.integrity_problems() == []


def test_a_limit_of_nothing_empties_the_journal_and_keeps_the_masks(painted: Project) -> None:
    assert painted.journal.prune(0) == 20
    assert painted.journal.bytes == 0
    assert same(painted.mask(1), replay(10))
    assert same(painted.mask(2), replay(7))
    commit(painted, 1, painted.mask(1), 10)
    assert painted.undo(1) is not None
    assert same(painted.mask(1), replay(10))


def test_other_work_goes_on_between_the_transactions(painted: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    batches: list[int] = []
    first_to_go = journal._first_to_go

    def watched(connection: object, excess: int) -> list[int]:
        found = first_to_go(connection, excess)
        batches.append(len(found))
        return found

    monkeypatch.setattr(journal, "_first_to_go", watched)
    painted.journal.prune(0)
    assert len(batches) > 3
    assert np.sum(batches) == 20
