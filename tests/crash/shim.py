"""A disk that refuses what SQLite asks of it: a small C library that stands before the system's own calls."""

import ctypes
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SOURCE = Path(__file__).with_name("disk_shim.c")


def build(folder: Path) -> Path | None:
    """Compile it; None where there is no C compiler for Linux at hand."""
    compiler = shutil.which("cc")
    if compiler is None or not hasattr(os, "posix_fallocate"):
        return None
    library = folder / "disk_shim.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", str(library), str(SOURCE), "-ldl"], check=True)
    return library


class Shim:
    """The library that this process was started with, told to watch one folder."""

    def __init__(self, folder: Path) -> None:
        self._calls = ctypes.CDLL(None)
        self._calls.disk_watch(str(folder).encode())

    @property
    def refused(self) -> list[str]:
        """A word for each call that was refused."""
        return ["call"] * int(self._calls.disk_refused())

    @contextmanager
    def refusing(self, at: int, code: int, lasting: bool) -> Iterator["Shim"]:
        """Meanwhile call number `at` is refused, and with `lasting` all that follow."""
        self._calls.disk_refuse(ctypes.c_long(at), code, int(lasting))
        try:
            yield self
        finally:
            self._calls.disk_refuse(ctypes.c_long(0), 0, 0)

    def unplug(self, gone: bool) -> None:
        """Take the drive away, or put it back: what was open stays lost."""
        self._calls.disk_unplug(int(gone))
