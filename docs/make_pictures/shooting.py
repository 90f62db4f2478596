"""Takes the pictures of the window's states at one size, in both themes."""

import shutil
import tempfile
from pathlib import Path

import png
from desk import Desk
from places import WINDOW
from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtGui import QGuiApplication
from window_states import STATES, State

THEMES = {"dark": Qt.ColorScheme.Dark, "light": Qt.ColorScheme.Light}


def shoot(project: Path, size: str, width: int, height: int, only: list[str], all_states: bool) -> None:
    """Write ``STATE-SIZE-THEME.png`` of every state that is asked for; a state that fails is told at the end."""
    failed: list[str] = []
    for theme, scheme in THEMES.items():
        QGuiApplication.styleHints().setColorScheme(scheme)
        for state in STATES:
            if (only and state.name not in only) or not (all_states or state.every_size):
                continue
            path = WINDOW / f"{state.name}-{size}-{theme}.png"
            try:
                _take(state, project, QSize(width, height), path)
            except Exception as error:  # noqa: BLE001 - one state must not cost the others
                failed.append(f"{path.name}: {type(error).__name__}: {error}")
    if failed:
        raise SystemExit("No picture of " + "; ".join(failed))


def _take(state: State, project: Path, size: QSize, path: Path) -> None:
    QSettings("segmentation-workbench", "workbench").clear()
    with tempfile.TemporaryDirectory(prefix="workbench-desk-") as folder:
        desk = Desk(size, Path(folder))
        try:
            if state.project:
                desk.open(project)
            else:
                shutil.copytree(project, Path(folder) / "source")
            if state.holds:
                desk.inside(state.holds, state.fill, lambda: png.save(desk.picture(), path))
            else:
                state.do(desk)
                desk.settle()
                png.save(desk.picture(), path)
        finally:
            desk.leave()
