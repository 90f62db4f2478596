"""Projects that were open lately, and how the window stood: kept in the user's settings."""

import json
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

from workbench.core.estimate import Speed
from workbench.services.live_rounds import LiveChoice

KEPT = 8

GRIP = 32
"""Logical pixels of a window's upper edge that a hand needs to drag it."""


def settings() -> QSettings:
    """The program's settings on this machine."""
    return QSettings("segmentation-workbench", "workbench")


def recent_projects() -> list[Path]:
    """Folders of projects, the newest first; one may be gone meanwhile, which only the disk can tell."""
    stored = settings().value("recent", [])
    names = [stored] if isinstance(stored, str) else stored if isinstance(stored, list) else []
    return [Path(str(name)) for name in names]


def remember_project(folder: Path) -> None:
    """Put a folder first."""
    others = [p for p in recent_projects() if p != folder]
    settings().setValue("recent", [str(p) for p in [folder, *others][:KEPT]])


def forget_project(folder: Path) -> None:
    """Take a folder from the list."""
    settings().setValue("recent", [str(p) for p in recent_projects() if p != folder])


def last_folder(kind: str) -> str:
    """Where folders or files of that kind were chosen last, while it is there; "" where none were."""
    kept = str(settings().value(f"folders/{kind}", ""))
    return kept if kept and Path(kept).is_dir() else ""


def remember_folder(kind: str, folder: Path) -> None:
    """Begin there next time."""
    settings().setValue(f"folders/{kind}", str(folder))


def remembered_switch(name: str, usual: bool = False) -> bool:
    """Whether a switch was on when it was last turned; before that it is as usual."""
    return settings().value(f"switches/{name}", usual, type=bool) is True


def remember_switch(name: str, on: bool) -> None:
    """Keep how a switch was turned."""
    settings().setValue(f"switches/{name}", on)


def remember_window(geometry: QByteArray, panels: QByteArray) -> None:
    """Keep place and size (`QWidget.saveGeometry`), and the panels (`QMainWindow.saveState`)."""
    settings().setValue("geometry", geometry)
    settings().setValue("panels", panels)


def restore_window(window: QMainWindow) -> bool:
    """Put the window back as it was; whether there was something to restore."""
    geometry, panels = settings().value("geometry"), settings().value("panels")
    if not isinstance(geometry, QByteArray) or not isinstance(panels, QByteArray):
        return False
    restored = window.restoreGeometry(geometry) and window.restoreState(panels)
    _bring_into_sight(window)
    return restored


def _bring_into_sight(window: QMainWindow) -> None:
    """A window that was left on a monitor that is gone, or is larger now than any, comes back on one that is there.

    The title bar counts: without it nobody can drag the rest.
    """
    frame = window.geometry()
    handle = QRect(frame.left(), frame.top(), frame.width(), GRIP)
    rooms = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    seen = [room.intersected(handle) for room in rooms]
    held = any(part.width() >= min(4 * GRIP, frame.width()) and part.height() >= GRIP // 2 for part in seen)
    fits = any(room.width() >= frame.width() and room.height() >= frame.height() for room in rooms)
    if held and fits:
        return
    room = max(rooms, key=lambda area: frame.intersected(area).width() * frame.intersected(area).height())
    window.resize(min(frame.width(), room.width()), min(frame.height(), room.height() - GRIP))
    window.move(
        min(max(frame.left(), room.left()), room.right() - window.width() + 1),
        min(max(frame.top(), room.top() + GRIP), room.bottom() - window.height() + 1),
    )


def remembered_speeds() -> tuple[Speed, ...]:
    """How quickly devices learnt on this machine; what cannot be read is forgotten."""
    try:
        rows = json.loads(str(settings().value("speeds", "[]")))
        return tuple(Speed(str(device), str(network), float(macs)) for device, network, macs in rows)
    except (ValueError, TypeError):
        return ()


def remember_speeds(speeds: tuple[Speed, ...]) -> None:
    """Keep them for every project on this machine."""
    settings().setValue("speeds", json.dumps([[one.device, one.network, one.macs] for one in speeds]))


def remembered_live() -> LiveChoice:
    """What was granted to live training last; what cannot be read is the program's own choice again."""
    kept, usual = settings(), LiveChoice()
    try:
        return LiveChoice(
            int(str(kept.value("live/cores", usual.cores))),
            int(str(kept.value("live/memory", usual.memory))),
            float(str(kept.value("live/idle_minutes", usual.idle_minutes))),
        )
    except ValueError:
        return usual


def remember_live(choice: LiveChoice) -> None:
    """Keep it for every project on this machine."""
    for name in ("cores", "memory", "idle_minutes"):
        settings().setValue(f"live/{name}", getattr(choice, name))
