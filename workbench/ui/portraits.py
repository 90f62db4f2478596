"""Pictures of the real window, for where there is no display."""

import os
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QSize
from PySide6.QtWidgets import QApplication

from workbench.core.listing import ImageQuery
from workbench.ui.main_window import MainWindow

SIZE = QSize(1600, 1000)
SETTLE_MILLISECONDS = 1500


def take(project: Path, folder: Path) -> Iterator[Path]:
    """Open the window off screen on a project, and write PNG pictures of it into `folder`; yields their paths."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from workbench.ui.app import application  # the platform must be chosen before Qt starts

    application()
    window = MainWindow(SIZE)
    try:
        window.show()
        window.session.open(project)
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("prediction", "doubt", "painted"):
            window.action("show_doubt").setChecked(name == "doubt")
            if name == "painted":
                window.session.show_image(_first_painted(window))
            _settle()
            path = folder / f"window-{name}.png"
            window.grab().save(str(path))
            yield path
    finally:
        window.close()


def _first_painted(window: MainWindow) -> int:
    assert window.session.project is not None
    return int(window.session.project.image_ids(ImageQuery(painted=True))[0])


def _settle() -> None:
    """Let thumbnails arrive and everything be painted."""
    deadline = QDeadlineTimer(SETTLE_MILLISECONDS)
    while not deadline.hasExpired():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
