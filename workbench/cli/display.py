"""Is there a display to open a window on?"""

import os
import sys

from workbench.core.errors import MissingError


def has_display() -> bool:
    """Whether a window would be seen; Qt's offscreen platforms show none."""
    if os.environ.get("QT_QPA_PLATFORM", "").split(":")[0] in {"offscreen", "minimal"}:
        return False
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def check_display() -> None:
    """MissingError when Qt could only abort the process, because no display is named."""
    if sys.platform in {"win32", "darwin"} or os.environ.get("QT_QPA_PLATFORM"):
        return
    if not has_display():
        raise MissingError(
            "There is no display to open the window on.",
            "Start it from a desktop session, or use the verbs of the command line: workbench --help",
        )
