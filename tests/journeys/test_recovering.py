"""A project that cannot be opened any more: the window offers what there is to come back to, and does it."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from tiny_scenes import paint, write_pictures

from workbench.core.classes import ClassSet
from workbench.services import plain_copies
from workbench.store.project import FILE_NAME
from workbench.ui.dialogs.new_project import NewProject
from workbench.ui.dialogs.restore import RestoreDialog


@pytest.fixture
def torn(person, tmp_path: Path):
    """The person before the start page; their project has a backup, newer masks, and a file that is torn."""
    write_pictures(tmp_path / "pictures", 2)
    classes = ClassSet.from_names(["ground", "box"])
    person.window.commands.make(NewProject(tmp_path / "mine", tmp_path / "pictures", classes, False))
    person.wait_idle()
    paint(person.project, 1, 1)
    person.project.backups.make()
    paint(person.project, 2, 2)
    list(plain_copies.refresh(person.project))
    person.window.commands.close()
    file = tmp_path / "mine" / FILE_NAME
    file.write_bytes(b"torn" * 4000)
    return person


def press(person, words: str) -> None:
    """Press a button of the box that is open."""
    (box,) = [box for box in person.window.findChildren(QMessageBox) if box.isVisible()]
    button = next(button for button in box.buttons() if button.text() == words)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_torn_project_is_recovered_from_its_backup_and_newer_masks(torn, tmp_path: Path) -> None:
    torn.window.commands.open(tmp_path / "mine")
    assert "is damaged" in torn.boxes[-1]
    press(torn, "Recover")
    torn.wait(lambda: torn.window.session.project is not None, "the project to open")
    torn.wait_idle()
    assert [image.labelled for image in torn.project.images()] == [46 * 62, 46 * 62]
    assert set(np.unique(torn.project.mask(2).classes)) == {0, 1, 255}
    (box,) = [box for box in torn.window.findChildren(QMessageBox) if box.isVisible()]
    assert box.text() == "mine is open again."
    assert "Begun from the backup" in box.detailedText()
    torn.answer_boxes()


def test_a_backup_can_be_chosen_instead(torn, tmp_path: Path) -> None:
    torn.window.commands.open(tmp_path / "mine")
    press(torn, "Restore a backup...")
    (dialog,) = torn.window.findChildren(RestoreDialog)
    assert dialog.list.topLevelItemCount() >= 1
    dialog.reject()
    assert torn.window.session.project is None


def test_where_nothing_is_left_the_error_alone_is_told(person, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    person.window.commands.open(tmp_path / "empty")
    assert "There is no project" in person.boxes[-1]
    (box,) = [box for box in person.window.findChildren(QMessageBox) if box.isVisible()]
    assert [button.text() for button in box.buttons()] == ["OK"]
    person.answer_boxes()


def test_a_sound_project_is_looked_through_and_opened_again(torn, tmp_path: Path) -> None:
    (tmp_path / "mine" / FILE_NAME).unlink()
    torn.window.commands.open(tmp_path / "mine")
    press(torn, "Recover")
    torn.wait(lambda: torn.window.session.project is not None, "the project to open")
    torn.answer_boxes()
    torn.window.action("recover").trigger()
    torn.wait(lambda: torn.boxes[-1] == "mine is open again." and not torn.window.session.jobs.busy, "the end")
    (box,) = [box for box in torn.window.findChildren(QMessageBox) if box.isVisible()]
    assert "is sound" in box.detailedText()
    torn.answer_boxes()
