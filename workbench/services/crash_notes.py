"""Notes of how the program ended: one a start, which a clean end removes. What is left tells of a crash.

The note holds a lock for as long as the process lives, so that a second window is not taken for a crash.
"""

import contextlib
import faulthandler
import logging
import os
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

import workbench
from workbench.services.places import log_folder

if sys.platform != "win32":
    import fcntl

KEPT = 5
"""Notes of crashes that stay for a report; older ones go."""

_FRESH, _TOLD = ".crash", ".told"
_STARTED, _PROJECT = "started ", "project "
_FAULT = "Fatal Python error"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Crash:
    """An end that was none of the person's doing.

    Attributes:
        path: of the note.
        started: when that process began.
        ended: when something was last heard of it.
        project: the folder that was open, or None.
        text: the whole note; with a stack of every thread when the interpreter died itself.
    """

    path: Path
    started: datetime
    ended: datetime
    project: Path | None
    text: str

    @property
    def cause(self) -> str:
        """What the interpreter said of it, in a line; "" when it was killed without a word."""
        return next((line for line in self.text.splitlines() if line.startswith(_FAULT)), "")


class CrashNote:
    """The note of this process. Where the disk refuses, there is none, and the program runs all the same."""

    def __init__(self) -> None:
        self._file: IO[str] | None = None

    def begin(self) -> None:
        """Write it, and have crashes of the interpreter written into it."""
        now = datetime.now()
        path = _folder() / f"{now:%Y%m%dT%H%M%S}-{os.getpid()}{_FRESH}"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = open(path, "w", encoding="utf-8", errors="backslashreplace")  # noqa: SIM115 - open for life
        except OSError as error:
            log.warning("no note of this start: %s", error)
            return
        _hold(self._file)
        self._write(f"{_STARTED}{now.isoformat()}\nversion {workbench.__version__}, Python {sys.version.split()[0]}\n")
        faulthandler.enable(self._file, all_threads=True)

    def opened(self, project: Path | None) -> None:
        """That project is open now, or none."""
        self._write(f"{_PROJECT}{project or ''}\n")

    def live(self) -> None:
        """The program is still there: to be told from time to time, so that a killed one has been seen lately."""
        if self._file is not None:
            with contextlib.suppress(OSError):  # the note is a convenience
                os.utime(self._file.name)

    def end(self) -> None:
        """The program ends as it should."""
        if self._file is not None:
            faulthandler.disable()
            self._file.close()
            Path(self._file.name).unlink(missing_ok=True)
            self._file = None

    def _write(self, words: str) -> None:
        if self._file is not None:
            self._file.write(words)
            self._file.flush()


def left_behind() -> list[Crash]:
    """Crashes that nobody was told of yet, the newest first."""
    return [crash for path in _newest(_FRESH) if not _held(path) and (crash := _read(path)) is not None]


def remember_told(crash: Crash) -> None:
    """The person knows: it is kept for a report and not offered again."""
    try:
        crash.path.rename(crash.path.with_suffix(_TOLD))
        for old in _newest(_TOLD)[KEPT:]:
            old.unlink(missing_ok=True)
    except OSError as error:  # another window was quicker, or the disk refuses: told once more than need be
        log.warning("a note of a crash stays as it is: %s", error)


def all_crashes() -> list[Crash]:
    """The crashes that are kept, told or not, the newest first."""
    found = [*left_behind(), *(crash for path in _newest(_TOLD) if (crash := _read(path)) is not None)]
    return sorted(found, key=lambda crash: crash.path.stem, reverse=True)


def _folder() -> Path:
    return log_folder() / "crashes"


def _newest(ending: str) -> list[Path]:
    return sorted(_folder().glob(f"*{ending}"), reverse=True)


def _read(path: Path) -> Crash | None:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
        ended = datetime.fromtimestamp(path.stat().st_mtime)
    except OSError as error:
        log.warning("a note of a crash cannot be read: %s", error)
        return None
    lines = text.splitlines()
    projects = [line.removeprefix(_PROJECT) for line in lines if line.startswith(_PROJECT)]
    return Crash(path, _started(lines, ended), ended, Path(projects[-1]) if projects and projects[-1] else None, text)


def _started(lines: list[str], otherwise: datetime) -> datetime:
    try:
        return datetime.fromisoformat(lines[0].removeprefix(_STARTED)) if lines else otherwise
    except ValueError:  # the note was cut short
        return otherwise


def _hold(file: IO[str]) -> None:
    if sys.platform != "win32":
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:  # a file system without locks: a second window takes this one for a crash
            log.warning("the note of this start is not held: %s", error)


def _held(path: Path) -> bool:
    """Whether its process still lives."""
    if sys.platform == "win32":  # an open file cannot be renamed there
        try:
            path.rename(path)
        except OSError:
            return True
        return False
    try:
        with open(path, encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    return False
