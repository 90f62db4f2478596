"""Small things of the window that a new user stumbles over: panels, keys, closing, colours, a low screen."""

import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QMessageBox
from tiny_scenes import write_pictures

from workbench.core.classes import ClassSet
from workbench.core.control import Control
from workbench.core.events import EpochDone, Finished, Notice, Progress
from workbench.ui import style
from workbench.ui.actions import ROWS
from workbench.ui.dialogs.keys import KeysDialog
from workbench.ui.dialogs.new_project import NewProject
from workbench.ui.main_window import MainWindow
from workbench.ui.panels.training.curves import Curves


@pytest.fixture
def project(person, tmp_path: Path):
    """The person before a project of three images."""
    write_pictures(tmp_path / "pictures", 3)
    classes = ClassSet.from_names(["road", "car"])
    person.window.commands.make(NewProject(tmp_path / "project", tmp_path / "pictures", classes, False))
    person.wait_idle()
    return person


def front(window: MainWindow) -> set[str]:
    """The panels that can be seen: those in front of others, and those that stand alone."""
    docks = window.findChildren(QDockWidget)
    return {dock.objectName() for dock in docks if dock.isVisible() and not dock.visibleRegion().isEmpty()}


def test_tab_twice_brings_back_the_panels_as_they_stood(project) -> None:
    window = project.window
    window.presenter.show_dock("History")
    next(dock for dock in window.docks if dock.objectName() == "Images").close()
    QTest.qWait(50)
    before = front(window)
    assert "History" in before
    assert "Images" not in before
    project.key(Qt.Key.Key_Tab)
    assert front(window) == set()
    project.key(Qt.Key.Key_Tab)
    QTest.qWait(50)
    assert front(window) == before


def test_tab_in_a_field_leads_on_and_hides_nothing(project) -> None:
    field = project.window.gallery.filters.text
    project.window.activateWindow()
    field.setFocus()
    QTest.qWait(50)
    before = front(project.window)
    QTest.keyClick(field, Qt.Key.Key_Tab)
    QTest.qWait(50)
    assert front(project.window) == before
    assert not field.hasFocus()


def test_an_undo_of_what_was_done_before_the_image_was_opened_says_so(project) -> None:
    window, session = project.window, project.window.session
    first = session.document.image_id
    project.stroke((10, 10), (10, 30))
    session.step(1)
    project.wait_idle()
    session.show_image(first)
    project.wait_idle()
    heard: list[str] = []
    window.messages.news.connect(heard.append)
    project.stroke((20, 10), (20, 30))
    window.action("undo").trigger()
    assert heard == []
    window.action("undo").trigger()
    assert heard == ["Taken back: brush, from before this image was opened. Ctrl+Shift+Z does it again."]


def test_panels_stand_as_they_were_left_when_the_program_starts_again(project) -> None:
    project.window.presenter.show_dock("History")
    QTest.qWait(50)
    before = front(project.window)
    folder = project.project.folder
    project.window.close()
    again = MainWindow()
    again.show()
    again.session.open(folder)
    QTest.qWait(50)
    assert front(again) == before
    again.close()


def test_a_project_is_reopened_where_it_was_left(project) -> None:
    window, images = project.window, project.project.images()
    window.session.show_image(images[2].id)
    window.session.choice.choose(1)
    window.canvas.set_brush(57.0)
    folder = project.project.folder
    window.commands.close()
    window.canvas.set_brush(9.0)
    window.commands.open(folder)
    assert project.document.image_id == images[2].id
    assert window.session.choice.current == 1
    assert window.canvas.ink_palette.diameter == 57.0
    images[2].path.unlink()
    window.commands.close()
    window.commands.open(folder)
    assert project.document.image_id == images[0].id, "it is gone: the next to work on"
    assert not project.boxes


def test_escape_in_the_find_field_shows_all_and_gives_the_keyboard_back(project) -> None:
    find = project.window.gallery.filters.text
    find.setFocus()
    QTest.keyClicks(find, "nothing of that name")
    assert project.window.gallery.model.rowCount() == 0
    QTest.keyClick(find, Qt.Key.Key_Escape)
    assert project.window.gallery.model.rowCount() == 3
    assert QApplication.focusWidget() is project.window.canvas


def test_every_key_is_listed_in_a_box_that_fits_a_low_screen(project) -> None:
    project.key(Qt.Key.Key_F1)
    (dialog,) = project.window.findChildren(KeysDialog)
    assert dialog.minimumSizeHint().height() < 600
    listed = " ".join(keys for _, keys in dialog.shown)
    assert all(key in listed for row in ROWS for key in row.keys)
    QTest.keyClicks(dialog.wanted, "ctrl+z")
    assert [words for words, _ in dialog.shown] == ["Undo"]
    dialog.close()


def test_the_window_fits_a_low_screen_after_a_training(project) -> None:
    training = project.window.training
    training.show_run(None, [])
    for number in range(6):
        training.show_event(Notice(f"Notice {number}: the batch was halved, for the memory of this machine."))
    training.show_event(EpochDone(1, 10, 10, 0.5, 0.4, 0.5, {}, True, 1.0))
    project.window.presenter.show_dock("Training")
    QTest.qWait(50)
    assert project.window.minimumSizeHint().height() <= 720 - 32
    assert project.window.minimumSizeHint().width() <= 1280


def test_a_single_validation_is_drawn(project) -> None:
    curves = Curves()
    curves.resize(QSize(300, 200))
    curves.show()
    empty = picture(curves)
    curves.add_epoch(EpochDone(1, 100, 100, 0.5, 0.6, 0.7, {}, False, 1.0))
    QApplication.processEvents()
    good = np.array(rgb(style.theme().good))
    assert near(picture(curves), good) > near(empty, good) + 8
    curves.close()


def picture(widget) -> np.ndarray:
    image = widget.grab().toImage().convertToFormat(widget.grab().toImage().Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).astype(int)


def test_a_picture_one_pixel_wide_is_to_be_seen_in_the_gallery(person, tmp_path: Path) -> None:
    folder = tmp_path / "thin"
    folder.mkdir()
    Image.new("RGB", (1, 1000), (250, 0, 250)).save(folder / "column.png")
    Image.new("RGB", (1000, 1), (250, 0, 250)).save(folder / "row.png")
    person.window.commands.make(NewProject(tmp_path / "project", folder, ClassSet.from_names(["road"]), False))
    person.wait_idle()
    view, pink = person.window.gallery.view, np.array((250, 0, 250))
    person.wait(lambda: near(picture(view.viewport()), pink) >= 3 * (84 + 114), "both thumbnails")
    seen = close_to(picture(view.viewport()), pink)
    assert seen.sum(axis=0).max() >= 84, "the column stands as high as a thumbnail"
    assert seen.sum(axis=1).max() >= 114, "the row lies as wide as one"


def rgb(color: str) -> tuple[int, ...]:
    return tuple(int(color[start : start + 2], 16) for start in (1, 3, 5))


def close_to(pixels: np.ndarray, color: np.ndarray) -> np.ndarray:
    """Which pixels are of about that colour."""
    return abs(pixels - color).max(axis=2) < 40


def near(pixels: np.ndarray, color: np.ndarray) -> int:
    """How many pixels are of about that colour."""
    return int(close_to(pixels, color).sum())


def test_icons_and_curves_follow_the_system_from_dark_to_light(project, monkeypatch: pytest.MonkeyPatch) -> None:
    curves, action = project.window.training.curves, project.window.action("eraser")
    dark = style.theme()
    other = style.LIGHT if dark is style.DARK else style.DARK

    def ink() -> np.ndarray:
        drawn = action.icon().pixmap(QSize(64, 64), QIcon.Mode.Normal, QIcon.State.Off).toImage()
        colors = [drawn.pixelColor(x, y) for x in range(64) for y in range(64)]
        return np.array([[c.red(), c.green(), c.blue()] for c in colors if c.alpha() == 255]).mean(axis=0)

    assert ink() == pytest.approx(rgb(dark.text), abs=3)
    with monkeypatch.context() as system:
        for module in ("style", "icons", "main_window", "panels.training.curves"):
            system.setattr(f"workbench.ui.{module}.theme", lambda: other)
        style._dress(QApplication.instance())
        QApplication.processEvents()
        assert ink() == pytest.approx(rgb(other.text), abs=3)
        assert near(picture(curves), np.array(rgb(other.panel))) > curves.width() * curves.height() // 2
    style._dress(QApplication.instance())


def answer(person, words: str) -> list[str]:
    """Press that button of the next box that waits for an answer; returns the buttons that it had."""
    offered: list[str] = []

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        offered.extend(button.text() for button in box.buttons())
        next(button for button in box.buttons() if button.text() == words).click()

    QTimer.singleShot(100, person.window, press)
    return offered


@pytest.mark.parametrize(
    ("words", "stays", "kept"),
    [("Keep training", True, None), ("Stop and keep", False, True), ("Discard", False, False)],
)
def test_closing_while_training_asks_what_should_become_of_it(
    project, words: str, stays: bool, kept: bool | None
) -> None:
    control, seen = Control(), []

    def flow():
        try:
            while not control.ends:
                yield Progress("training", 1, 2)
                threading.Event().wait(0.01)
        finally:
            seen.append(not control.cancelled)
        if not control.cancelled:  # as a round does: the run is kept, and predictions would follow for a long time
            control.resume()
            yield Finished(1, "stopped", 0.5)
            while not control.ends:
                yield Progress("predicting", 1, 2)
                threading.Event().wait(0.01)

    project.window.session.start_job("training", flow(), control)
    offered = answer(project, words)
    closed = project.window.close()
    assert sorted(offered) == ["Discard", "Keep training", "Stop and keep"]
    assert closed is not stays
    assert project.window.session.jobs.busy is stays
    assert seen == ([] if kept is None else [kept])
    if stays:
        project.window.session.jobs.finish()


def test_what_a_thread_does_not_catch_is_shown(project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.excepthook", None)
    monkeypatch.setattr("sys.unraisablehook", None)
    monkeypatch.setattr(threading, "excepthook", None)
    project.window.messages.install_as_excepthook()

    def fail() -> None:
        raise LookupError("nobody catches this")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    project.wait(lambda: bool(project.boxes), "the error to be shown")
    (box,) = project.window.findChildren(QMessageBox)
    assert "nobody catches this" in box.detailedText()
    project.answer_boxes()


def test_a_missing_image_says_how_to_find_it_and_is_found(project, tmp_path: Path) -> None:
    images = project.project.images()
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    images[2].path.rename(moved / images[2].path.name)
    project.window.session.show_image(images[2].id)
    assert "is not there. Its mask is kept." in project.boxes[-1]
    (box,) = project.window.findChildren(QMessageBox)
    assert "Image, Locate missing images" in box.informativeText()
    project.answer_boxes()
    project.window.commands.relink(moved)
    project.wait_idle()
    project.window.session.show_image(images[2].id)
    assert project.document.image_id == images[2].id
