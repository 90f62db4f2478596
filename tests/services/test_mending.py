"""One damaged byte costs at most the piece of a mask that it lies in; everything else stays, and undo goes on."""

import sqlite3
import threading
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from tiny_scenes import TINY, paint

from workbench.core.arrays import U8
from workbench.core.errors import WorkbenchError
from workbench.core.events import Notice, Progress, Refused
from workbench.core.job import TrainingJob
from workbench.core.mask import UNLABELLED
from workbench.pixels.mask_file import read_indexed
from workbench.services import health, plain_copies, recovery, training
from workbench.services.caretaker import Caretaker
from workbench.services.engine import Engine
from workbench.services.library import open_project
from workbench.store.project import FILE_NAME, Project

Story = list[tuple[U8, U8]]


def raw(folder: Path, statement: str, *values: object) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(folder / FILE_NAME)
    with connection:
        rows = connection.execute(statement, values).fetchall()
    connection.close()
    return rows


def flip(folder: Path, image_id: int) -> None:
    """Change one byte of the only piece of an image's mask, in the file itself."""
    ((piece,),) = raw(folder, "SELECT planes FROM tiles WHERE image_id = ?", image_id)
    assert isinstance(piece, bytes)
    data = bytearray((folder / FILE_NAME).read_bytes())
    data[data.find(piece) + len(piece) - 2] ^= 0xFF
    (folder / FILE_NAME).write_bytes(data)


def story(project: Project, image_id: int) -> Story:
    """The mask as it is, then after each undo; everything is done again afterwards."""
    told, steps = [], 0
    while True:
        mask = project.mask(image_id)
        told.append((mask.classes.copy(), mask.origin.copy()))
        if project.undo(image_id) is None:
            break
        steps += 1
    for _ in range(steps):
        project.redo(image_id)
    return told


def same(one: Story, other: Story) -> bool:
    return len(one) == len(other) and all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def recover(folder: Path) -> tuple[str, list[str]]:
    events = list(recovery.run(folder))
    told = "\n".join(e.text for e in events if isinstance(e, Notice))
    return told, [e.item for e in events if isinstance(e, Refused)]


@pytest.fixture
def painted(project: Project) -> Project:
    """Of images 1 and 2 there are plain copies, and both were painted on since."""
    for seed in (1, 5):
        for image_id in (1, 2):
            paint(project, image_id, seed + 10 * image_id)
    list(plain_copies.refresh(project))
    for image_id in (1, 2):
        paint(project, image_id, 8 + 10 * image_id)
    return project


@pytest.mark.parametrize("undone", [0, 1, 2])
def test_the_steps_bring_a_damaged_mask_back_and_cost_nothing_else(painted: Project, undone: int) -> None:
    for _ in range(undone):
        painted.undo(1)
    masks = {n: painted.mask(n).classes for n in (1, 2)}
    before = {n: story(painted, n) for n in (1, 2)}
    painted.close()
    flip(painted.folder, 1)
    told, refused = recover(painted.folder)
    assert refused == []
    assert "scene-1.png: 1 piece" in told
    assert "cannot be used" not in told
    with open_project(painted.folder) as found:
        assert all(np.array_equal(found.mask(n).classes, masks[n]) for n in masks)
        assert {n: same(story(found, n), before[n]) for n in (1, 2)} == {1: True, 2: True}
        assert [e for e in health.check(found) if isinstance(e, Refused)] == []
        assert [b.why for b in found.backups.listed()] == ["after mending", "before mending"]
    told, refused = recover(painted.folder)
    assert "is sound" in told


def test_where_the_steps_are_gone_the_plain_copy_tells(painted: Project) -> None:
    painted.close()
    raw(painted.folder, "DELETE FROM edits WHERE image_id = 1")
    copy = read_indexed(painted.plain_copy(1))
    flip(painted.folder, 1)
    _, refused = recover(painted.folder)
    assert refused == []
    with open_project(painted.folder) as found:
        assert np.array_equal(found.mask(1).classes, copy)
        assert found.areas(1) == {c: int((copy == c).sum()) for c in (0, 1)}


@pytest.mark.parametrize("copy", ["gone", "of another picture", "torn"])
def test_what_nothing_tells_is_unlabelled_and_said(painted: Project, copy: str) -> None:
    painted.close()
    raw(painted.folder, "UPDATE edits SET before = substr(before, 1, 9) WHERE image_id = 1")
    file = painted.plain_copy(1)
    if copy == "gone":
        file.unlink()
    elif copy == "torn":
        file.write_bytes(file.read_bytes()[:150])
    else:
        file.write_bytes(painted.plain_copy(2).read_bytes())
    flip(painted.folder, 1)
    told, refused = recover(painted.folder)
    assert refused == ["scene-1.png"]
    assert "cannot be undone" in told
    with open_project(painted.folder) as found:
        assert (found.mask(1).classes == UNLABELLED).all()
        assert (found.image(1).labelled, found.history(1, 2**40)) == (0, [])
        assert found.image(2).labelled > 0
        paint(found, 1, 3)


def test_the_check_names_the_way_out(painted: Project) -> None:
    painted.close()
    flip(painted.folder, 1)
    with open_project(painted.folder) as found:
        (problem,) = [e for e in health.check(found) if isinstance(e, Refused)]
    assert problem.item == "scene-1.png"
    assert "workbench recover" in problem.cure


def test_a_damaged_mask_does_not_keep_the_others_from_their_copies(painted: Project) -> None:
    painted.close()
    flip(painted.folder, 1)
    told: list[WorkbenchError] = []
    with open_project(painted.folder) as found:
        before = found.plain_copy(1).read_bytes()
        events = list(plain_copies.refresh(found))
        assert [e.item for e in events if isinstance(e, Refused)] == ["scene-1.png"]
        assert [e.done for e in events if isinstance(e, Progress)] == [1, 2]
        assert np.array_equal(read_indexed(found.plain_copy(2)), found.mask(2).classes)
        assert found.plain_copy(1).read_bytes() == before
        taker = Caretaker(found, told.append)
        taker.make_round(datetime.now(UTC))
        taker.make_round(datetime.now(UTC))
        assert len(found.backups.listed()) == 1
    (problem,) = told
    assert "scene-1.png" in problem.message
    assert "could not be" not in problem.message


def test_a_backup_with_a_damaged_mask_is_mended_as_well(painted: Project) -> None:
    painted.undo(1)
    held = painted.mask(1).classes
    painted.close()
    flip(painted.folder, 1)
    with open_project(painted.folder) as found:
        found.backups.make()
    (painted.folder / FILE_NAME).unlink()
    painted.plain_copy(1).unlink()
    _, refused = recover(painted.folder)
    assert refused == []
    with open_project(painted.folder) as found:
        assert np.array_equal(found.mask(1).classes, held)


def test_of_two_copies_written_at_once_the_newer_one_stays(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    paint(project, 1, 1)
    write, first_writes, painted_on = plain_copies.write_indexed, threading.Event(), threading.Event()
    slow = threading.Thread(target=lambda: list(plain_copies.refresh(project)), name="slow")
    quick = threading.Thread(target=lambda: list(plain_copies.refresh(project)))

    def held_up(*args: object, **options: object) -> None:
        if threading.current_thread() is slow:
            first_writes.set()
            painted_on.wait(5.0)
            quick.join(0.5)  # without a lock it comes to its end here, and its copy is overwritten
        write(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(plain_copies, "write_indexed", held_up)
    slow.start()
    assert first_writes.wait(5.0)
    paint(project, 1, 8)
    quick.start()
    painted_on.set()
    slow.join(5.0)
    quick.join(5.0)
    assert np.array_equal(read_indexed(project.plain_copy(1)), project.mask(1).classes)
    assert project.stale_copies() == []


def test_what_is_learnt_leaves_a_damaged_mask_out(painted: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    paint(painted, 3, 3)
    painted.close()
    flip(painted.folder, 1)
    jobs: list[TrainingJob] = []
    engine = Engine()
    monkeypatch.setattr(engine, "run", lambda job, _control: iter(jobs.append(job) or ()))
    with open_project(painted.folder) as found:
        events = list(training.run(found, engine, TINY))
    engine.close()
    assert [e.item for e in events if isinstance(e, Refused)] == ["scene-1.png"]
    assert [image.id for image in jobs[0].images] == [2, 3]
