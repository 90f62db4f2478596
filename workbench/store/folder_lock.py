"""A lock on a project's folder: many may open, and whoever puts another file in the project's place is alone.

SQLite's own lock is on the bytes of one file. It says nothing while one file takes another one's place, or while
there is none.
"""

import contextlib
import errno
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from workbench.core.errors import ProjectBusyError, StorageError

if sys.platform != "win32":
    import fcntl

_NO_LOCKS = {errno.EBADF, errno.EINVAL, errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP}
"""What a file system says that has no locks for folders: SQLite's is all there is then."""


@contextlib.contextmanager
def folder_lock(folder: Path, *, alone: bool) -> Iterator[None]:
    """Hold a folder while inside: together with others that open its project, or alone.

    It ends with the process, however that ends, and leaves nothing behind. Two holders in one process are two. On
    Windows nothing is held: there the system lets nobody replace a file that is open.

    Raises:
        ProjectBusyError: somebody is alone with it; or, asked for alone, somebody is opening it.
        StorageError: the folder cannot be opened.
    """
    if sys.platform == "win32":
        yield
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise StorageError(
            f"{folder} cannot be opened: {error.strerror}.", "Connect its drive, or make the folder readable."
        ) from error
    try:
        _take(folder, descriptor, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield
    finally:
        os.close(descriptor)


def _take(folder: Path, descriptor: int, kind: int) -> None:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise ProjectBusyError(
            f"The project {folder.name} is being opened, restored or recovered at this moment.",
            "Wait until that has ended, then try again.",
        ) from error
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise StorageError(f"{folder} cannot be held: {error.strerror}.", "Check its drive.") from error
