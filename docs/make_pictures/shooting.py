"""Takes the pictures of the window's states at one size, in both themes."""

import shutil
import tempfile
from pathlib import Path

import png
from desk import Desk
from places import GUIDE, WINDOW
from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtGui import QImage
from window_states import STATES, State

from workbench.ui import style
from workbench.ui.app import application

DESK = Path(tempfile.gettempdir()) / "workbench-pictures"
"""Its name can be read in some pictures: it is the same each time."""


def shoot(project: Path, size: str, width: int, height: int, only: list[str], all_states: bool) -> None:
    """Write ``STATE-SIZE-THEME.png`` of every state that is asked for; a state that fails is told at the end."""
    failed: list[str] = []
    for theme in (style.Scheme.DARK, style.Scheme.LIGHT):
        style.wear(application(), style.Looks(theme))
        for state in STATES:
            if (only and state.name not in only) or not (all_states or state.every_size):
                continue
            path = WINDOW / f"{state.name}-{size}-{theme}.png"
            try:
                _take(state, project, QSize(width, height), path)
            except Exception as error:  # noqa: BLE001 - one state must not cost the others
                failed.append(f"{path.name}: {type(error).__name__}: {error}")
            else:
                _show_in_guide(state, path, all_states and theme == "light")
    if failed:
        raise SystemExit("No picture of " + "; ".join(failed))


def _show_in_guide(state: State, path: Path, wanted: bool) -> None:
    """A smaller one for the page on a first project."""
    if wanted and state.guide:
        image = QImage(str(path))
        small = image.scaled(image.size() / 2, mode=Qt.TransformationMode.SmoothTransformation)
        png.save(small, GUIDE / f"{state.guide}.png")


def _take(state: State, project: Path, size: QSize, path: Path) -> None:
    QSettings("segmentation-workbench", "workbench").clear()
    DESK.mkdir()
    try:
        desk = Desk(size, DESK)
        try:
            if state.project:
                desk.open(project)
            else:
                shutil.copytree(project, DESK / "source")
            if state.holds:
                desk.inside(state.holds, state.fill, lambda: png.save(desk.picture(), path))
            else:
                state.do(desk)
                desk.settle()
                png.save(desk.picture(), path)
        finally:
            desk.leave()
    finally:
        shutil.rmtree(DESK)
