"""The real window with a project of small pictures, and waiting for what it does."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest
from tiny_scenes import write_pictures

from workbench.core.classes import ClassSet
from workbench.services import importing
from workbench.ui.main_window import MainWindow

TRIES, PAUSE = 2000, 5
"""Looks, and milliseconds between two of them: far more than a busy machine needs."""


@contextmanager
def window_with_pictures(folder: Path, *classes: str) -> Iterator[MainWindow]:
    """A window, not shown yet, with a new project of two pictures and these classes; all of it lies in `folder`."""
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(folder / "settings"))
    window = MainWindow()
    write_pictures(folder / "pictures", 2)
    project = window.session.create(folder / "project", ClassSet.from_names(classes or ("road", "car")))
    list(importing.run(project, folder / "pictures"))
    window.session.refresh_images()
    yield window
    window.close()


def comes(holds: Callable[[], bool]) -> bool:
    """Whether it holds by and by, while the window goes on."""
    for _ in range(TRIES):
        if holds():
            return True
        QTest.qWait(PAUSE)
    return False
