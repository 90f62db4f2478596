"""What is done with many chosen images at once, through the menu of the gallery in the real window."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import predicted_project
import pytest
from many_images import make_many
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox
from small_window import comes

from workbench.core.listing import ImageQuery
from workbench.core.mask import UNLABELLED, Origin
from workbench.core.records import Split, Status
from workbench.services import judges
from workbench.ui.deeds.gallery_menu import GalleryMenu
from workbench.ui.dialogs.export import ExportDialog
from workbench.ui.main_window import MainWindow

LARGE = 6000


@pytest.fixture
def window(qtbot: object, tmp_path: Path) -> Iterator[MainWindow]:
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))
    window = MainWindow()
    window.resize(1280, 860)
    window.show()
    QTest.qWaitForWindowExposed(window)
    yield window
    window.close()


@pytest.fixture
def two(window: MainWindow, tmp_path: Path) -> MainWindow:
    """Two predicted images, the first with some road painted by hand; both are chosen."""
    predicted_project.make(tmp_path)
    window.session.open(tmp_path / "project")
    window.review._threshold.setValue(0)
    window.gallery.view.selectAll()
    return window


@pytest.fixture
def large(window: MainWindow, tmp_path: Path) -> MainWindow:
    window.session.open(make_many(tmp_path / "many", LARGE))
    window.messages._open.clear()
    assert comes(lambda: window.gallery.model.rowCount() == LARGE)
    window.gallery.view.selectAll()
    return window


def choose(window: MainWindow, *words: str) -> None:
    """Run the action of the chosen images that begins so, through its submenus."""
    menu = window.findChild(GalleryMenu).build(window.gallery.view.chosen())
    for part in words:
        action = next(a for a in menu.actions() if a.text().startswith(part))
        menu = action.menu() if isinstance(action.menu(), QMenu) else menu
    action.trigger()
    QApplication.processEvents()


def accept_box(window: MainWindow) -> QMessageBox:
    return next(box for box in window.findChildren(QMessageBox) if box.isVisible())


def press(box: QMessageBox, words: str) -> None:
    QTest.mouseClick(next(b for b in box.buttons() if b.text().replace("&", "") == words), Qt.MouseButton.LeftButton)


def test_accepting_on_all_chosen_images_keeps_what_hands_painted_and_can_be_undone(two: MainWindow) -> None:
    project, session = two.session.project, two.session
    assert project is not None
    session.show_image(1)
    two.gallery.view.selectAll()
    before = project.mask(1)
    choose(two, "Accept the model's word on 2 images")
    press(accept_box(two), "Accept")
    assert comes(lambda: not session.jobs.busy and project.image(2).labelled > 0)
    said = predicted_project.said().classes
    for image_id in (1, 2):
        mask = project.mask(image_id)
        by_hand = before.origin == Origin.HAND if image_id == 1 else np.zeros(said.shape, bool)
        assert np.array_equal(mask.classes, np.where(by_hand, before.classes, said))
        assert (mask.origin[~by_hand] == Origin.ACCEPTED).all()
        assert (mask.origin[by_hand] == Origin.HAND).all()
    assert comes(lambda: session.document is not None and (session.document.mask.classes != UNLABELLED).all())
    two.action("undo").trigger()
    session.settle()
    assert np.array_equal(project.mask(1).classes, before.classes)
    assert (project.mask(2).classes == said).all(), "each image has a step of its own"


def test_images_of_val_are_left_out_unless_the_person_says_so(two: MainWindow) -> None:
    project = two.session.project
    assert project is not None
    with project._db.transaction() as connection:  # the two pictures have the same bytes, and so the same split
        connection.exec_driver_sql("UPDATE images SET sha256 = 'another', split = 'val' WHERE id = 2")
    choose(two, "Accept the model's word on 2 images")
    box = accept_box(two)
    assert "1 image of them" in box.informativeText()
    assert not box.checkBox().isChecked()
    press(box, "Accept")
    assert comes(lambda: not two.session.jobs.busy and project.image(1).labelled == 120 * 160)
    assert project.image(2).labelled == 0
    two.gallery.view.mark(2)
    choose(two, "Accept the model's word on this image")
    box = accept_box(two)
    accept = next(b for b in box.buttons() if b.text() == "Accept")
    assert not accept.isEnabled(), "there is no other image"
    box.checkBox().setChecked(True)
    press(box, "Accept")
    assert comes(lambda: not two.session.jobs.busy and project.image(2).labelled == 120 * 160)


def test_what_the_project_settings_say_of_val_is_chosen_from_the_start(two: MainWindow) -> None:
    project = two.session.project
    assert project is not None
    judges.agree(project, True)
    project.set_split([1, 2], Split.VAL)
    choose(two, "Accept the model's word on 2 images")
    box = accept_box(two)
    assert box.checkBox().isChecked()
    press(box, "Accept")
    assert comes(lambda: not two.session.jobs.busy and project.image(2).labelled == 120 * 160)


def test_only_what_review_offers_is_accepted(two: MainWindow) -> None:
    project = two.session.project
    assert project is not None
    two.review.classes.switch_only(predicted_project.CAR)
    two.review._threshold.setValue(70)
    choose(two, "Accept the model's word on 2 images")
    assert "at least 70 % sure" in accept_box(two).informativeText()
    press(accept_box(two), "Accept")
    assert comes(lambda: not two.session.jobs.busy and project.image(2).labelled > 0)
    said = predicted_project.said()
    sure_cars = (said.classes == predicted_project.CAR) & (said.confidence > 0.7 * 255)
    assert project.areas(2) == {predicted_project.CAR: int(sure_cars.sum())}


def test_export_is_of_the_chosen_images_alone(two: MainWindow) -> None:
    two.gallery.view.mark(1)
    choose(two, "Export this image")
    dialog = next(d for d in two.findChildren(ExportDialog) if d.isVisible())
    assert dialog.count.text() == "1 image of the 1 chosen."
    assert dialog.form.choice.images == {1}
    dialog.reject()
    two.action("export").trigger()
    dialog = next(d for d in two.findChildren(ExportDialog) if d.isVisible())
    assert dialog.form.choice.images is None
    dialog.reject()


def test_paths_are_copied_a_line_each(two: MainWindow) -> None:
    choose(two, "Copy paths")
    paths = [str(image.path) for image in two.session.project.images()]
    assert QApplication.clipboard().text() == "\n".join(paths)


def test_very_many_images_change_in_parts_and_are_taken_back_as_one(large: MainWindow) -> None:
    project = large.session.project
    assert project is not None
    kept = {image.id: (image.status, image.split, image.tags) for image in project.each(ImageQuery())}
    told: list[str] = []
    large.messages.news.connect(told.append)
    choose(large, "Status", "Done")
    assert comes(lambda: project.count(ImageQuery(statuses=frozenset({Status.DONE}))) == LARGE)
    assert comes(lambda: "6,000 images are done." in told)
    assert any(words.startswith("Changing images: 500 of 6,000") for words in told)
    large.gallery.view.selectAll()
    choose(large, "Split", "Use for test")
    assert comes(lambda: any("images are used for test now" in words for words in told))
    assert project.census.images().splits[Split.TEST] == LARGE
    large.gallery.view.selectAll()
    choose(large, "Tags", "rain")
    assert comes(lambda: any("tagged rain" in words for words in told))
    assert project.tags()["rain"] == LARGE
    large.action("grid").trigger()
    for words in ("tagged rain", "used for test", "are done"):
        QTest.keyClick(large.gallery.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert comes(lambda: not large.findChild(GalleryMenu)._curating.parts.busy)
        assert words in told[-1] or any(t.startswith("Taken back") and words in t for t in told)
    assert {image.id: (image.status, image.split, image.tags) for image in project.each(ImageQuery())} == kept
