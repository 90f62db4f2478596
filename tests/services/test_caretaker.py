"""Backups are made while something changes, half an hour apart, and the plain copies of masks with them."""

import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from tiny_scenes import paint

from workbench.core.errors import WorkbenchError
from workbench.pixels.mask_file import read_indexed
from workbench.services import backups, caretaker, plain_copies
from workbench.services.caretaker import Caretaker
from workbench.services.copy_notes import CLASSES_NAME, read_classes
from workbench.services.library import open_project
from workbench.store.project import Project

HALF = timedelta(minutes=30)


@pytest.fixture
def told() -> list[WorkbenchError]:
    return []


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


def test_the_first_change_is_backed_up_and_then_every_half_hour_of_change(
    project: Project, told: list[WorkbenchError], now: datetime
) -> None:
    taker = Caretaker(project, told.append)
    taker.make_round(now)
    (first,) = project.backups.listed()
    paint(project, 1, 1)
    taker.make_round(first.made + HALF - timedelta(seconds=1))
    assert project.backups.listed() == [first]
    taker.make_round(first.made + HALF)
    assert len(project.backups.listed()) == 2
    assert np.array_equal(read_indexed(project.plain_copy(1)), project.mask(1).classes)
    taker.make_round(now + 9 * HALF)
    taker.make_round(now + 99 * HALF)
    assert len(project.backups.listed()) <= 3  # the note that the copy is new is a change, once
    taker.make_round(now + 999 * HALF)
    assert len(project.backups.listed()) <= 3
    assert told == []


def test_what_was_done_in_a_short_sitting_is_backed_up_at_the_next(
    project: Project, told: list[WorkbenchError], now: datetime
) -> None:
    paint(project, 1, 1)
    project.close()
    with open_project(project.folder) as again:
        Caretaker(again, told.append).make_round(now)
        (backup,) = again.backups.listed()
        assert backups.contents(backup).labelled == again.image(1).labelled > 0
    long_ago = (now - HALF).timestamp()
    os.utime(project.folder / "project.sqlite3", (long_ago, long_ago))
    with open_project(project.folder) as again:
        Caretaker(again, told.append).make_round(now + 2 * HALF)
        assert again.backups.listed() == [backup]  # nothing has changed since


def test_it_ends_at_once_in_the_middle_of_a_backup(
    project: Project, told: list[WorkbenchError], monkeypatch: pytest.MonkeyPatch
) -> None:
    began, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        began.set()
        go_on.wait(5.0)

    monkeypatch.setattr(caretaker, "breathe", slow)
    monkeypatch.setattr(caretaker, "ROUND_SECONDS", 0.01)
    monkeypatch.setattr("workbench.store.copying.STEP_PAGES", 1)
    taker = Caretaker.started(project, told.append)
    assert began.wait(5.0)
    go_on.set()
    taker.close()
    assert "caretaker" not in {thread.name for thread in threading.enumerate()}
    assert not list((project.folder / "backups").glob(".*"))
    assert told == []


def test_a_bulk_deed_is_preceded_by_a_backup_that_says_so(project: Project) -> None:
    paint(project, 1, 1)
    made = backups.before(project, "merging classes")
    assert made.why == "before merging classes"
    assert backups.contents(made).labelled == project.image(1).labelled


def test_the_list_of_classes_is_rewritten_only_when_it_changed(project: Project) -> None:
    paint(project, 1, 1)
    list(plain_copies.refresh(project))
    path: Path = project.folder / "masks" / CLASSES_NAME
    before = path.stat()
    plain_copies.keep_classes(project)
    assert path.stat().st_ino == before.st_ino
    project.set_classes(project.classes.with_added("sky"))
    plain_copies.keep_classes(project)
    assert read_classes(project.folder) == project.classes


def test_a_backup_from_the_future_does_not_bring_one_a_minute(
    project: Project, told: list[WorkbenchError], now: datetime
) -> None:
    ahead = project.backups.make().path
    ahead.rename(ahead.with_name(f"{now.year + 1}{ahead.name[4:]}"))
    taker = Caretaker(project, told.append)
    for minute in range(4):
        paint(project, 1, minute)
        taker.make_round(now + timedelta(minutes=minute))
    assert len(project.backups.listed()) == 2
    paint(project, 1, 9)
    taker.make_round(now + HALF + timedelta(minutes=1))
    assert len(project.backups.listed()) == 3
    assert told == []
