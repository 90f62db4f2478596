"""Children that do one long thing each: bring a project up, export it, back it up, open it before another does."""

import os
import time
from pathlib import Path

from workbench.core.errors import ProjectBusyError
from workbench.services import exporting
from workbench.store.project import Project


def open_project(folder: str) -> None:
    """Open and close it."""
    Project.open(Path(folder)).close()


def export(folder: str, dest: str) -> None:
    """Export it as a VOC folder, with the proof."""
    with Project.open(Path(folder)) as project:
        for _ in exporting.run(project, Path(dest)):
            pass


def backup(folder: str) -> None:
    """Make two backups of it."""
    with Project.open(Path(folder)) as project:
        for _ in range(2):
            project.backups.make()


def race(folder: str, mine: str, others: str, moment: float) -> None:
    """Open it at that moment; write what came of it into a file, and hold what was won until the other one knows."""
    time.sleep(max(0.0, moment - time.monotonic() - 0.005))
    while time.monotonic() < moment:
        pass
    try:
        project = Project.open(Path(folder))
    except ProjectBusyError as error:
        _write(mine, f"busy {error.message}")
        return
    _write(mine, f"won {os.getpid()}")
    while not Path(others).exists():
        time.sleep(0.001)
    project.close()


def _write(path: str, words: str) -> None:
    partial = Path(f"{path}.partial")
    partial.write_text(words, encoding="utf-8")
    partial.rename(path)
