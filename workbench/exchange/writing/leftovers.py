"""Hidden folders that a killed program leaves: known by nobody holding them, and removed by the next export there."""

import contextlib
import glob
import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

if sys.platform != "win32":
    import fcntl

_MARK = ".partial-"


def hidden_name(dest: Path) -> Path:
    """A new name beside `dest`, of a folder that is to become it."""
    return dest.parent / f".{dest.name}{_MARK}{secrets.token_hex(4)}"


def remove_leftovers(dest: Path) -> None:
    """Remove what earlier writers of `dest` have left, but nothing that one still writes into.

    Where a file system has no locks for folders, as on Windows, it stays.
    """
    for found in dest.parent.glob(f".{glob.escape(dest.name)}{_MARK}*"):
        with held(found) as alone:
            if alone:
                shutil.rmtree(found, ignore_errors=True)


@contextlib.contextmanager
def held(folder: Path) -> Iterator[bool]:
    """Hold a folder while inside, so that no other writer takes it for a leftover; whether that was possible.

    The hold ends with the process, however that ends, and goes with the folder to its new name.
    """
    if sys.platform == "win32":
        yield False
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # it is gone already
        yield False
        return
    try:
        yield _taken(descriptor)
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # another holds it, or the file system has no such locks
        return False
    return True
