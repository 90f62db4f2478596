"""The session when the world does not play along: a full disk, jobs that overlap, imports under an open image."""

import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from tiny_scenes import write_pictures

from workbench.core.classes import ClassSet
from workbench.core.control import Control
from workbench.core.edit import edit_from_pixels
from workbench.core.errors import StorageError, WorkbenchError
from workbench.core.events import Event, Progress
from workbench.core.mask import Origin
from workbench.services import exporting, importing, merging
from workbench.store.project import FILE_NAME, Project
from workbench.ui import session as session_module
from workbench.ui.kept_news import KeptNews
from workbench.ui.messages import Messages
from workbench.ui.session import Session


@pytest.fixture
def session(qtbot: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """A session with three pictures; the window waits as long as the disk of a busy machine may take."""
    monkeypatch.setattr(session_module, "FLUSH_SECONDS", 30)
    window = QWidget()
    qtbot.addWidget(window)  # type: ignore[attr-defined]
    made = Session(Messages(window))
    write_pictures(tmp_path / "pictures", 3)
    project = made.create(tmp_path / "project", ClassSet.from_names(["road", "car"]))
    list(importing.run(project, tmp_path / "pictures"))
    made.refresh_images()
    yield made
    made.close()


def stroke(session: Session, value: int = 1) -> None:
    """Paint the upper left corner of the open image with a class."""
    document = session.document
    assert document is not None
    where = np.zeros(document.mask.classes.shape, dtype=bool)
    where[:8, :8] = True
    edit = edit_from_pixels(document.mask, where, np.full_like(document.mask.classes, value), Origin.HAND, "brush")
    assert edit is not None
    document.push(edit)


def refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the disk take nothing more; the window waits only briefly for it."""
    monkeypatch.setattr(session_module, "FLUSH_SECONDS", 0.2)

    def full(*_: object) -> None:
        raise StorageError("The disk is full.", "Free some space.")

    monkeypatch.setattr(Project, "commit", full)


def test_what_the_disk_refuses_is_shown_as_it_was_left(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    first = session.document.image_id
    told: list[str] = []
    session._messages.news.connect(told.append)
    with monkeypatch.context() as broken:
        refuse(broken)
        stroke(session)
        session.step(1)
        second = session.document.image_id
        assert second != first
        assert (session.document.mask.classes == 255).all()
        stroke(session, value=0)
        session.step(-1)
        assert session.document.image_id == first
        assert (session.document.mask.classes[:8, :8] == 1).all()
        session.undo()
        session.redo()
        session.step(1)
        assert (session.document.mask.classes[:8, :8] == 0).all()
        assert any("not on disk yet" in words for words in told)
        with pytest.raises(StorageError, match="4 changes"):
            session.settle()
        with pytest.raises(StorageError):
            session.start_job("export", iter(()), Control())
    session.step(-1)
    agrees(session)
    assert (session.document.mask.classes[:8, :8] == 1).all()
    session.show_image(second)
    agrees(session)
    session.undo()
    agrees(session)


def test_a_disk_that_refuses_is_not_waited_for(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        refuse(broken)
        broken.setattr(session_module, "FLUSH_SECONDS", 3600)  # whoever waits, waits for ever
        stroke(session)
        session.refresh_images()
        session.step(1)
        session.step(-1)
        with pytest.raises(StorageError):
            session.settle()
    agrees(session)


def test_a_change_from_elsewhere_is_shown_once_the_disk_takes_what_waits(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    image_id = session.document.image_id
    stroke(session)
    session.settle()
    with monkeypatch.context() as broken:
        refuse(broken)
        stroke(session, value=0)
        with session.project._db.transaction() as connection:  # what a job that is under way does
            connection.exec_driver_sql("UPDATE images SET mask_revision = mask_revision + 2")
        before = session.document
        session.refresh_images()
    session_wait(lambda: session.document is not before)
    assert session.document.image_id == image_id
    agrees(session)


def test_an_image_with_a_damaged_history_can_be_painted_on(session: Session) -> None:
    project = session.project
    image_id = session.document.image_id
    stroke(session)
    folder = project.folder
    session.close_project()
    connection = sqlite3.connect(folder / FILE_NAME)
    with connection:
        connection.execute("UPDATE edits SET after = x'00'")
    connection.close()
    told: list[str] = []
    session._messages.shown.connect(told.append)
    session.open(folder)
    session.show_image(image_id)
    document = session.document
    assert document.image_id == image_id
    assert any("history is damaged" in words for words in told)
    assert (document.mask.classes[:8, :8] == 1).all()
    assert not document.history.canUndo()
    stroke(session, value=0)
    session.undo()
    session.settle()
    assert (session.project.mask(image_id).classes[:8, :8] == 1).all()


def test_a_job_is_over_before_the_project_closes(session: Session) -> None:
    heard: list[str] = []
    session.jobs.ended.connect(lambda name: heard.append(f"{name} with {session.project.name}"))
    going = threading.Event()

    def slow() -> Iterator[Event]:
        for number in range(10_000):
            going.set()
            yield Progress("waiting", number, 10_000)
            threading.Event().wait(0.01)

    session.start_job("slow", slow(), Control())
    session_wait(going.is_set)
    session.close_project()
    assert heard == ["slow with project"]
    assert not session.jobs.busy


def test_a_job_that_does_not_end_keeps_the_project_open(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.ui.work.jobs.FINISH_MILLISECONDS", 200)
    release = threading.Event()

    def deaf() -> Iterator[Event]:
        release.wait(20)
        yield Progress("late", 1, 1)

    session.start_job("deaf", deaf(), Control())
    with pytest.raises(WorkbenchError, match="has not ended"):
        session.close_project()
    assert session.project is not None
    release.set()
    session_wait(lambda: not session.jobs.busy)


def agrees(session: Session) -> None:
    """The open mask is the one in the file, in both planes, and so is the number of steps."""
    document, project = session.document, session.project
    assert document is not None
    assert project is not None
    session.settle()
    kept = project.mask(document.image_id)
    assert np.array_equal(kept.classes, document.mask.classes)
    assert np.array_equal(kept.origin, document.mask.origin)
    steps = [undone for _, undone in project.history(document.image_id, 2**30)]
    assert (len(steps), steps.count(False)) == (document.history.count(), document.history.index())


def test_an_import_that_changes_only_who_set_pixels_is_shown(session: Session, tmp_path: Path) -> None:
    document = session.document
    where = np.zeros(document.mask.classes.shape, dtype=bool)
    where[10:20] = True
    accepted = edit_from_pixels(document.mask, where, np.ones_like(document.mask.classes), Origin.ACCEPTED, "accept")
    assert accepted is not None
    document.push(accepted)
    stroke(session, value=0)
    session.settle()
    source = session.project.image(document.image_id).path
    list(exporting.run(session.project, tmp_path / "voc", "voc"))
    shutil.copy(source, next((tmp_path / "voc" / "JPEGImages").glob(f"{source.stem}.*")))  # it is known by its bytes
    list(importing.run(session.project, tmp_path / "voc"))
    session.refresh_images()
    assert session.document.history.count() == 3
    assert (session.document.mask.origin[10:20] == Origin.IMPORTED).all()
    agrees(session)
    session.undo()
    agrees(session)
    assert (session.document.mask.origin[10:20] == Origin.ACCEPTED).all()


def test_an_image_that_nobody_else_changed_stays_open(session: Session) -> None:
    document = session.document
    for value in (1, 0, 1):
        stroke(session, value)
    session.undo()
    session.undo()
    session.redo()
    session.refresh_images()
    assert session.document is document
    agrees(session)


def test_a_merge_under_an_open_image_is_shown(session: Session) -> None:
    stroke(session, value=1)
    session.settle()
    list(merging.run(session.project, 1, 0))
    session.refresh_images()
    agrees(session)
    session.undo()
    agrees(session)
    assert (session.document.mask.classes[:8, :8] == 1).all()


def test_opening_the_open_project_again_changes_nothing(session: Session) -> None:
    document = session.document
    session.open(session.project.folder)
    assert session.document is document


def test_a_picture_that_is_gone_is_passed_over(session: Session) -> None:
    first, second, third = session.project.images()
    second.path.unlink()
    assert session.document.image_id == first.id
    session.step(1)
    assert session.document.image_id == third.id
    session.step(-1)
    assert session.document.image_id == first.id


def session_wait(condition: Callable[[], bool]) -> None:
    for _ in range(500):
        QTest.qWait(10)
        if condition():
            return
    pytest.fail("waited in vain")


def test_classes_that_a_job_brings_in_survive_what_a_person_changes_in_the_list(session: Session) -> None:
    project, choice = session.project, session.choice
    assert project is not None
    shown = choice.classes.classes[0]
    project.change_classes(lambda present: present.with_added("lamp"))  # a job; the list in the window is older
    choice.add("wheel")
    assert [(c.index, c.name) for c in project.classes] == [(0, "road"), (1, "car"), (2, "lamp"), (3, "wheel")]
    assert choice.current == 3
    project.change_classes(lambda present: present.with_changed(replace(shown, name="street")))
    choice.change(replace(shown, color=(1, 2, 3)))
    assert next((c.name, c.color) for c in project.classes) == ("street", (1, 2, 3))
    project.change_classes(lambda present: present.with_added("sign"))
    choice.move(0, 1)
    choice.hide(1)
    assert [c.name for c in project.classes] == ["car", "street", "lamp", "wheel", "sign"]


def test_an_undo_while_a_job_changes_the_open_image_takes_nothing_of_the_job_back(session: Session) -> None:
    news = KeptNews(session, session)
    project, document = session.project, session.document
    assert project is not None
    assert document is not None
    assert session.keeper is not None
    stroke(session)
    assert session.keeper.flush(30)
    flow = merging.run(project, 1, 0)
    next(event for event in flow if isinstance(event, Progress))
    session.undo()
    assert session.keeper.flush(30)
    assert (project.mask(document.image_id).classes[:8, :8] == 0).all(), "the merge stands"
    news._tell()
    again = session.document
    assert again is not document
    assert again is not None
    assert np.array_equal(again.mask.classes, project.mask(again.image_id).classes)
    assert not session.keeper.astray(again.image_id)
    list(flow)
    session.undo()
    assert session.keeper.flush(30)
    assert (project.mask(again.image_id).classes[:8, :8] == 1).all(), "the merge was the newest step"
    assert np.array_equal(again.mask.classes, project.mask(again.image_id).classes)


def test_the_file_of_the_open_project_means_the_open_project(session: Session) -> None:
    project = session.project
    assert project is not None
    for path in (project.folder, project.folder / FILE_NAME, project.folder / ".." / project.folder.name):
        session.open(path)
        assert session.project is project
