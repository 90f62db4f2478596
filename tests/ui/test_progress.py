"""Progress and cost in the real window: the chart's lines, the table, the files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton
from tiny_scenes import CLASSES, paint, write_pictures

from workbench.core.classes import ClassSet
from workbench.core.records import EpochRecord, RunStatus, Status
from workbench.services import importing
from workbench.services.library import create_project
from workbench.ui.dialogs.progress import ProgressDialog
from workbench.ui.main_window import MainWindow


@pytest.fixture
def window(qtbot: object, tmp_path: Path) -> Iterator[MainWindow]:
    """A window with three images painted in two seconds each, one before a model and two after."""
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))
    write_pictures(tmp_path / "pictures", 4)
    with create_project(tmp_path / "project", ClassSet.from_names(CLASSES)) as project:
        list(importing.run(project, tmp_path / "pictures"))
        paint(project, 1, 1)
        project.set_status([1], Status.DONE)
        run = project.add_run({})
        project.add_epoch(run, EpochRecord(1, 10, 0.9, 0.5, 0.7, {"ground": 0.75, "box": 0.25}))
        project.end_run(run, RunStatus.FINISHED, 0.5, 60.0)
        paint(project, 2, 2)
        paint(project, 3, 3)
        project.set_status([2, 3], Status.DONE)
    window = MainWindow()
    window.show()
    QTest.qWaitForWindowExposed(window)
    window.session.open(tmp_path / "project")
    yield window
    for dialog in window.findChildren(ProgressDialog):
        dialog.close()  # a window below an open dialog does not close
    window.close()


def shown(window: MainWindow) -> ProgressDialog:
    """The dialog, asked for as a person does."""
    window.action("progress").trigger()
    for _ in range(500):
        found = [child for child in window.findChildren(ProgressDialog) if child.isVisible()]
        if found:
            return found[0]
        QTest.qWait(10)
    pytest.fail("the dialog did not come")


def test_chart_and_table_tell_the_same_account(window: MainWindow) -> None:
    dialog = shown(window)
    assert dialog.chart.lines == {
        "mIoU on val": [(2.0 / 60, 0.5)],
        "ground": [(2.0 / 60, 0.75)],
        "box": [(2.0 / 60, 0.25)],
    }
    rows = [dialog.table.topLevelItem(n) for n in range(dialog.table.topLevelItemCount())]
    cells = [[row.text(column) for column in range(7)] for row in rows]
    assert [c[0] for c in cells] == ["0", "1"]
    assert [c[2] for c in cells] == ["-", "0.50"]
    assert [c[3] for c in cells] == ["1", "2"]
    assert [c[5] for c in cells] == ["1", "2"]
    assert "The last 3 finished images took 2 s each." in dialog.account.words


def test_tables_are_saved_where_the_person_says(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "out").mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "out"))
    dialog = shown(window)
    button = next(b for b in dialog.findChildren(QPushButton) if b.text().startswith("Save"))
    button.click()
    assert (tmp_path / "out" / "rounds.csv").read_text().count("\n") == 3
    assert "scene-2.png" in (tmp_path / "out" / "images.csv").read_text()


def test_closing_the_project_while_it_adds_up_leaves_nothing_behind(window: MainWindow) -> None:
    window.action("progress").trigger()
    window.session.close_project()
    QTest.qWait(50)
    assert not window.findChildren(ProgressDialog)


def test_presses_in_the_window_are_counted(window: MainWindow) -> None:
    window.session.show_image(4)
    document = window.session.document
    for _ in range(3):
        document.work.touch(pressed=True)
    document.work.touch()
    window.session.show_image(1)
    window.session.settle()
    assert [work.clicks for work in window.session.project.ledger.work() if work.image == 4] == [3]
