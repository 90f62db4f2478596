"""What the status line says of the disk, when the news of it come late."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest
from tiny_scenes import write_pictures

from workbench.core.classes import ClassSet
from workbench.core.edit import edit_from_pixels
from workbench.core.errors import StorageError
from workbench.core.mask import Origin
from workbench.services import importing
from workbench.services.library import create_project
from workbench.store.project import Project
from workbench.ui.main_window import MainWindow


@pytest.fixture
def window(qtbot: object, tmp_path: Path) -> Iterator[MainWindow]:
    """A window with a project of one picture."""
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))
    write_pictures(tmp_path / "pictures", 1)
    with create_project(tmp_path / "project", ClassSet.from_names(["road", "car"])) as project:
        list(importing.run(project, tmp_path / "pictures"))
    window = MainWindow()
    window.session.open(tmp_path / "project")
    yield window
    window.close()


def paint(window: MainWindow, row: int) -> None:
    document = window.session.document
    assert document is not None
    where = np.zeros(document.mask.classes.shape, dtype=bool)
    where[row] = True
    edit = edit_from_pixels(document.mask, where, np.ones_like(document.mask.classes), Origin.HAND, "brush")
    assert edit is not None
    assert document.push(edit)


def test_saved_is_not_said_while_a_second_change_is_refused(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = window.session.keeper
    assert keeper is not None
    paint(window, 0)
    assert keeper.flush()
    with monkeypatch.context() as broken:

        def full(*_: object) -> None:
            raise StorageError("The disk is full.", "Free some space.")

        broken.setattr(Project, "commit", full)
        paint(window, 1)
        QTest.qWait(50)
        assert keeper.pending == 1
        assert window.status.saved_words == "saving 1"
    paint(window, 2)
    assert keeper.flush()
    QTest.qWait(50)
    assert window.status.saved_words == "saved"


def test_a_closed_project_has_nothing_to_keep(window: MainWindow) -> None:
    paint(window, 0)
    window.session.close_project()
    QTest.qWait(50)
    assert window.status.saved_words == ""
