"""Who holds a project: a small file beside it that is only ever read to tell a person."""

import json
import logging
import os
import socket
import time
from pathlib import Path

from workbench.core.whole_file import whole_file

log = logging.getLogger(__name__)


class Holder:
    """The file `project.sqlite3.holder`. The lock itself is SQLite's, so a stale one does no harm.

    Args:
        path: of the project file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path.with_name(path.name + ".holder")

    def who(self) -> str:
        """Where the project is open, in words."""
        try:
            holder = json.loads(self._path.read_text(encoding="utf-8"))
            since = time.strftime("%H:%M", time.localtime(float(holder["since"])))
            return f"in process {int(holder['pid'])} on {holder['host']}, since {since}"
        except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
            return "in another process"

    def write(self) -> None:
        """Tell a second process whom to blame."""
        facts = {"pid": os.getpid(), "host": socket.gethostname(), "since": time.time()}
        with whole_file(self._path, "The note of who holds it", "Make the folder writable.", durable=False) as file:
            file.write(json.dumps(facts).encode())

    def remove(self) -> None:
        """Nobody holds it any more. A disk that refuses leaves a stale file, which does no harm."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            log.warning("%s could not be removed: %s", self._path, error)
