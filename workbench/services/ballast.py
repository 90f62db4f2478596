"""Eight megabytes in the project's folder that are given up when the disk is full.

On a full disk SQLite cannot even delete. With the ballast gone, what waits in memory can be written, and there is
room for some hundred strokes more while a person makes space.
"""

import contextlib
import os
import shutil
from pathlib import Path

from workbench.core.whole_file import told, whole_file

NAME = ".ballast"
SIZE = 8 * 1024**2

FREE = 16 * SIZE
"""Bytes that must be free before the ballast is taken on again: else it would be the next to fill the disk."""

_CURE = "Free some space on the disk of the project."


def ensure(folder: Path) -> None:
    """Take the ballast on unless it is there, or the disk is nearly full."""
    path = folder / NAME
    with told(path, "The ballast", _CURE):
        if path.exists() or shutil.disk_usage(folder).free < FREE:
            return
    with whole_file(path, "The ballast", _CURE) as file:
        file.write(os.urandom(SIZE))  # a disk that compresses would keep zeros in no room at all


def give_up(folder: Path) -> None:
    """Give the ballast up, if there is any and the disk lets it go."""
    with contextlib.suppress(OSError):
        (folder / NAME).unlink(missing_ok=True)
