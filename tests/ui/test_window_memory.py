"""What the window remembers for its next start, and the way back to projects and out of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QMessageBox
from tiny_scenes import write_pictures

from workbench.core.classes import ClassSet
from workbench.services import importing
from workbench.services.library import create_project
from workbench.ui import window_memory
from workbench.ui.main_window import MainWindow


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Two projects of three pictures."""
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))
    monkeypatch.setattr(window_memory, "QUIET_MILLISECONDS", 10)
    write_pictures(tmp_path / "pictures", 3)
    made = [tmp_path / "first", tmp_path / "second & last"]
    for folder in made:
        with create_project(folder, ClassSet.from_names(["road", "car"])) as project:
            list(importing.run(project, tmp_path / "pictures"))
    return made


@pytest.fixture
def window(qtbot: object, folders: list[Path]) -> Iterator[MainWindow]:
    window = MainWindow()
    window.show()
    QTest.qWaitForWindowExposed(window)
    yield window
    window.close()


def until_remembered(key: str, old: object) -> None:
    for _ in range(500):
        if QSettings("segmentation-workbench", "workbench").value(key) != old:
            return
        QTest.qWait(10)
    pytest.fail("waited too long")


def test_a_program_that_is_killed_comes_back_as_its_window_stood(window: MainWindow) -> None:
    window.resize(window.width(), 700)
    until_remembered("geometry", None)
    killed = MainWindow()
    assert killed.height() == 700
    before = QSettings("segmentation-workbench", "workbench").value("geometry")
    window.setWindowState(Qt.WindowState.WindowMaximized)
    until_remembered("geometry", before)
    other = MainWindow()
    assert other.isMaximized()
    for closed in (killed, other):
        closed.close()


def test_the_file_menu_opens_recent_projects(window: MainWindow, folders: list[Path]) -> None:
    recent = next(menu for menu in window.findChildren(QMenu) if menu.title() == "Open &recent")
    assert not recent.menuAction().isEnabled()
    for folder in folders:
        window.session.open(folder)
    file = recent.parentWidget()
    file.aboutToShow.emit()
    assert [action.text().split("    ")[0] for action in recent.actions()] == ["second && last", "first"]
    recent.actions()[1].trigger()
    assert window.session.project.folder == folders[0]
    texts = [action.text() for action in file.actions()]
    assert texts.index("Open &recent") == texts.index("&Open project...") + 1


def test_the_image_menu_removes_the_open_image(
    window: MainWindow, folders: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    window.session.open(folders[0])
    window.session.show_image(2)
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)
    window.action("remove").trigger()
    assert window.gallery.model.ids.tolist() == [1, 3]
    assert window.session.project.image(2).removed
