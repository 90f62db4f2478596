"""Which project files this process holds, so that it never opens one a second time.

On POSIX systems a lock belongs to the process: closing any descriptor of a file drops every lock that the process has
on it, those of another connection too.

Source: sqlite.org, "How To Corrupt An SQLite Database File", section 2.2; fcntl(2), "Advisory record locking".
"""

import os
import threading
from pathlib import Path

from workbench.core.errors import ProjectBusyError, StorageError

_guard = threading.Lock()
_held: set[tuple[int, int]] = set()
"""Device and number of each file, whatever paths lead to it."""


class Claim:
    """This process's claim on a project file: to be made before the file is opened for the first time.

    Args:
        path: of the file.

    Raises:
        ProjectBusyError: this process has it open already.
        StorageError: there is no such file, or it cannot be looked at.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: tuple[int, int] | None = None
        self.renew()

    def renew(self) -> None:
        """Claim the file that lies at the path now: a drive that comes back may number its files anew."""
        try:
            found = os.stat(self._path)
        except OSError as error:
            raise StorageError(f"{self._path} cannot be read: {error.strerror}.", "Make the file readable.") from error
        file = found.st_dev, found.st_ino
        with _guard:
            if file in _held and file != self._file:
                raise busy(self._path, f"in this process ({os.getpid()})")
            if self._file is not None:
                _held.discard(self._file)
            _held.add(file)
            self._file = file

    def in_place(self) -> bool:
        """Whether the claimed file is still the one at the path."""
        try:
            found = os.stat(self._path)
        except OSError:
            return False
        return (found.st_dev, found.st_ino) == self._file

    def release(self) -> None:
        """The file is closed. Releasing twice does nothing."""
        with _guard:
            if self._file is not None:
                _held.discard(self._file)
            self._file = None


def busy(path: Path, where: str) -> ProjectBusyError:
    """The refusal of a project that is open somewhere."""
    return ProjectBusyError(f"The project {path.parent.name} is open {where}.", "Close it there, then try again.")
