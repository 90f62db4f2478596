"""The person's time on an image in the real window: what counts, where it goes, and what is shown."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QWheelEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from tiny_scenes import HEIGHT, WIDTH, write_pictures

from workbench.core.classes import ClassSet
from workbench.core.edit import edit_from_pixels
from workbench.core.events import Finished
from workbench.core.mask import Origin
from workbench.core.records import RunStatus
from workbench.core.work import WorkClock
from workbench.services import importing
from workbench.ui import session as session_module
from workbench.ui import work_watch
from workbench.ui.main_window import MainWindow


class FakeTime:
    def __init__(self) -> None:
        self.now = 50.0
        self.moves = 0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> FakeTime:
    fake = FakeTime()
    monkeypatch.setattr(session_module, "WorkClock", partial(WorkClock, clock=fake))
    monkeypatch.setattr(work_watch, "SHOWN_EVERY", 10)
    return fake


@pytest.fixture
def window(qtbot: object, tmp_path: Path, time: FakeTime) -> Iterator[MainWindow]:
    """A window with three pictures, before which a person sits."""
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))
    window = MainWindow()
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    write_pictures(tmp_path / "pictures", 3)
    project = window.session.create(tmp_path / "project", ClassSet.from_names(["road", "car"]))
    list(importing.run(project, tmp_path / "pictures"))
    window.session.refresh_images()
    yield window
    window.close()


def handle(window: MainWindow | QDialog) -> QWindow:
    found = window.windowHandle()
    assert found is not None
    return found


def move(window: MainWindow, time: FakeTime, seconds: float, times: int = 1) -> None:
    """Move the pointer over the gallery, after so many seconds each time."""
    for _ in range(times):
        time.now += seconds
        time.moves += 1
        QTest.mouseMove(handle(window), window.gallery.mapTo(window, QPoint(30 + time.moves % 50, 40)))
        QApplication.processEvents()


def paint(window: MainWindow, value: int) -> None:
    document = window.session.document
    assert document is not None
    planes = np.full((HEIGHT, WIDTH), value, np.uint8)
    edit = edit_from_pixels(document.mask, planes < 9, planes, Origin.ACCEPTED, "accept", 99.0)
    assert edit is not None
    document.push(edit)


def kept(window: MainWindow, image: int) -> tuple[float, list[float]]:
    """Seconds of the image and of each of its edits, in the project's file."""
    window.session.settle()
    assert window.session.project is not None
    project = window.session.project
    return project.image(image).seconds, [edit.seconds for edit, _ in project.history(image, 2**40)]


def test_each_edit_takes_the_time_since_the_last_and_undo_gives_none_back(window: MainWindow, time: FakeTime) -> None:
    move(window, time, 2.0, 4)
    paint(window, 0)
    paint(window, 1)  # at once after the first: only the real time counts
    move(window, time, 15.0, 2)
    move(window, time, 21.0)  # away
    move(window, time, 3.0)
    paint(window, 0)
    assert kept(window, 1) == (41.0, [8.0, 0.0, 33.0])
    window.session.undo()
    window.session.undo()
    window.session.redo()
    assert kept(window, 1)[0] == 41.0


def test_looking_at_an_image_is_kept_when_it_is_left(window: MainWindow, time: FakeTime) -> None:
    move(window, time, 4.0, 3)
    window.session.step(1)
    move(window, time, 5.0, 2)
    paint(window, 1)
    move(window, time, 1.0, 2)
    window.session.step(-1)
    assert kept(window, 1) == (12.0, [])
    assert kept(window, 2) == (12.0, [10.0])
    move(window, time, 6.0)
    assert window.session.document is not None
    assert window.session.document.work.total == 18.0
    window.session.show_image(1)  # read again, as after an import
    move(window, time, 6.0)
    assert window.session.document.work.total == 24.0
    folder = window.session.project.folder
    window.session.close_project()
    window.session.open(folder)
    assert window.session.project.image(1).seconds == 24.0
    assert window.session.project.image(3).seconds == 0.0


def test_time_is_parted_where_a_model_comes_while_an_image_is_open(window: MainWindow, time: FakeTime) -> None:
    project = window.session.project
    assert project is not None
    move(window, time, 4.0, 2)
    paint(window, 0)
    move(window, time, 5.0, 3)
    window.session.settle()  # the edit is on disk before the model is
    run = project.add_run({})
    project.end_run(run, RunStatus.FINISHED, 0.5, 1.0)
    window.session.jobs.happened.emit(Finished(run, "finished", 0.5))
    move(window, time, 2.0, 2)
    paint(window, 1)
    move(window, time, 1.0, 3)
    project.add_run({})  # it ends without a model
    window.session.jobs.ended.emit("training")
    window.session.step(1)
    window.session.settle()
    booked = [(one.image, one.round, one.seconds, one.strokes + one.accepts) for one in project.ledger.work()]
    assert booked == [(1, 0, 8.0 + 15.0, 1), (1, run, 4.0 + 3.0, 1)]
    assert project.image(1).seconds == 30.0


def test_every_kind_of_input_in_every_window_counts(window: MainWindow, time: FakeTime) -> None:
    place = QPoint(300, 200)
    shortcut, typed = Qt.Key.Key_Q, Qt.Key.Key_F12

    def turn() -> None:
        wheel = (QPointF(place), QPointF(place), QPoint(), QPoint(0, 120))
        keys = (Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)
        QApplication.sendEvent(handle(window), QWheelEvent(*wheel, *keys))

    dialog = QDialog(window)
    deeds = [
        lambda: QTest.mouseMove(handle(window), place),
        lambda: QTest.mousePress(handle(window), Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, place),
        lambda: QTest.mouseRelease(handle(window), Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, place),
        turn,
        lambda: QTest.keyPress(handle(window), shortcut),
        lambda: QTest.keyRelease(handle(window), shortcut),
        lambda: QTest.keyPress(handle(window), typed),
        lambda: QTest.keyRelease(handle(window), typed),
        lambda: QTest.mouseMove(handle(dialog), QPoint(5, 5)),
    ]
    document = window.session.document
    assert document is not None
    for number, deed in enumerate(deeds, start=1):
        if number == len(deeds):
            dialog.show()
            dialog.activateWindow()
            assert QTest.qWaitForWindowActive(dialog)
            QApplication.processEvents()
        time.now += 1.0
        deed()
        QApplication.processEvents()
        assert document.work.total == number
    dialog.close()


def test_time_in_a_dialog_that_bars_the_window_is_no_work(window: MainWindow, time: FakeTime) -> None:
    document = window.session.document
    assert document is not None
    move(window, time, 3.0, 2)
    dialog = QDialog(window)
    dialog.open()
    assert QTest.qWaitForWindowActive(dialog)
    for step in range(4):
        time.now += 10.0
        QTest.mouseMove(handle(dialog), QPoint(5 + step, 5))
        QApplication.processEvents()
    dialog.close()
    move(window, time, 2.0)
    assert document.work.total == 3.0 + 3.0 + 2.0


def test_the_status_bar_shows_the_time_of_the_open_image(window: MainWindow, time: FakeTime) -> None:
    assert window.status.work_words == "work 0 s"
    for seconds, times, expected in (
        (9.5, 2, "work 19 s"),
        (20.0, 9, "work 3 min 19 s"),
        (20.0, 180, "work 1 h 3 min"),
    ):
        move(window, time, seconds, times)
        window.work_watch.show_time()
        assert window.status.work_words == expected
    window.session.step(1)
    assert window.status.work_words == "work 0 s"
    move(window, time, 7.0)
    for _ in range(200):
        if window.status.work_words == "work 7 s":
            break
        QTest.qWait(10)
    assert window.status.work_words == "work 7 s"
    window.session.close_project()
    assert window.status.work_words == ""
