"""A backup is chosen from a list that says what each holds, and the project comes back as it was then."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from small_window import window_with_pictures
from tiny_scenes import paint

from workbench.ui.deeds.restoring import Restoring
from workbench.ui.dialogs.restore import RestoreDialog
from workbench.ui.main_window import MainWindow


@pytest.fixture
def window(qtbot: object, tmp_path: Path) -> Iterator[MainWindow]:
    """A window with a project of two pictures."""
    with window_with_pictures(tmp_path) as window:
        yield window


def wait_until(window: MainWindow, idle: bool) -> None:
    for _ in range(500):
        QTest.qWait(10)
        if window.session.jobs.busy != idle:
            return
    pytest.fail("the job did not end")


def dialog_of(window: MainWindow) -> RestoreDialog:
    (dialog,) = window.findChildren(RestoreDialog)
    return dialog


def test_the_project_becomes_what_it_was_and_can_come_back(window: MainWindow) -> None:
    project = window.session.project
    paint(project, 1, 1)
    project.backups.make("before merging classes")
    then = project.mask(1).classes
    paint(project, 2, 2)
    window.action("restore").trigger()
    dialog = dialog_of(window)
    row = dialog.list.topLevelItem(0)
    assert dialog.list.columnWidth(0) > dialog.list.fontMetrics().horizontalAdvance(row.text(0))
    assert [row.text(column) for column in (1, 2, 3)] == ["before merging classes", "2", f"{46 * 62:,}"]
    QTest.mouseClick(dialog.restore, Qt.MouseButton.LeftButton)
    wait_until(window, idle=True)
    again = window.session.project
    assert again is not project
    assert np.array_equal(again.mask(1).classes, then)
    assert again.image(2).labelled == 0
    reasons = [backup.why for backup in again.backups.listed()]
    assert reasons == ["after restoring", "before restore", "before merging classes"]
    assert window.session.document is not None


def test_a_damaged_backup_cannot_be_chosen(window: MainWindow) -> None:
    bad = window.session.project.backups.make()
    bad.path.write_bytes(b"torn" * 2000)
    window.action("restore").trigger()
    dialog = dialog_of(window)
    assert "damaged" in dialog.list.topLevelItem(0).text(1)
    assert dialog.list.topLevelItem(0).isDisabled()
    assert not dialog.restore.isEnabled()
    dialog.reject()


def test_a_failed_restore_is_told_and_the_project_opens_as_it_was(window: MainWindow) -> None:
    boxes: list[str] = []
    window.messages.shown.connect(boxes.append)
    project = window.session.project
    paint(project, 1, 1)
    held = project.mask(1).classes
    backup = project.backups.make()
    window.action("restore").trigger()
    backup.path.write_bytes(backup.path.read_bytes()[:9000])  # meanwhile
    QTest.mouseClick(dialog_of(window).restore, Qt.MouseButton.LeftButton)
    wait_until(window, idle=True)
    assert any("damaged" in text for text in boxes)
    assert np.array_equal(window.session.project.mask(1).classes, held)


def test_a_project_without_backups_says_when_they_are_made(window: MainWindow) -> None:
    boxes: list[str] = []
    window.messages.shown.connect(boxes.append)
    window.action("restore").trigger()
    assert any("no backups" in text for text in boxes)
    assert window.findChildren(RestoreDialog) == []
    assert window.findChildren(Restoring)
