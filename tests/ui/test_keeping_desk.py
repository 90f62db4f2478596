"""Which image is open is kept soon after it was opened: also for a program that never ends in order."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest
from tiny_scenes import write_pictures

from workbench.core.classes import ClassSet
from workbench.services import desk, importing, ranking
from workbench.ui.deeds import keeping_desk
from workbench.ui.main_window import MainWindow


@pytest.fixture
def window(qtbot: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """A window with five pictures."""
    monkeypatch.setattr(keeping_desk, "SETTLED", 30)
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))
    window = MainWindow()
    window.show()
    write_pictures(tmp_path / "pictures", 5)
    project = window.session.create(tmp_path / "project", ClassSet.from_names(["road", "car"]))
    list(importing.run(project, tmp_path / "pictures"))
    window.session.refresh_images()
    yield window
    window.close()


def kept(window: MainWindow, image: int) -> bool:
    project = window.session.project
    assert project is not None
    for _ in range(500):
        if desk.read(project).image == image:
            return True
        QTest.qWait(10)
    return False


def test_an_image_that_was_opened_is_opened_again_though_nobody_closed_the_project(window: MainWindow) -> None:
    project = window.session.project
    assert project is not None
    window.session.show_image(3)
    assert kept(window, 3)
    first = ranking.first_image(project)
    assert first is not None
    assert first.id == 3
    for image in (4, 1, 5):
        window.session.show_image(image)
    assert kept(window, 5)


def test_who_closes_at_once_finds_the_same_image(window: MainWindow) -> None:
    folder = window.session.project.folder
    window.session.show_image(4)
    window.session.close_project()
    window.session.open(folder)
    assert window.session.document.image_id == 4
