"""The two pipes of a worker process, each served by a thread, so that nobody ever waits for the other side."""

import contextlib
import json
import queue
import threading
from collections.abc import Callable
from typing import IO, Any

JOIN_SECONDS = 2.0
"""How long a thread may take to see that its process has ended."""


class LineReader:
    """Reads lines as they come."""

    def __init__(self, pipe: IO[str]) -> None:
        self._pipe = pipe
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._read, name="worker lines", daemon=True)
        self._thread.start()

    def next(self, timeout: float) -> str | None:
        """The next line; None at the end of the pipe.

        Raises:
            queue.Empty: none came within `timeout` seconds.
        """
        return self._lines.get(timeout=timeout)

    def close(self) -> None:
        """Let go of the pipe; its process must have ended."""
        with contextlib.suppress(OSError):
            self._pipe.close()
        self._thread.join(JOIN_SECONDS)

    def _read(self) -> None:
        with contextlib.suppress(ValueError):  # the pipe was closed while it was read: the worker was let go
            for line in self._pipe:
                self._lines.put(line)
        self._lines.put(None)


class MessageWriter:
    """Writes JSON lines in order. A worker that does not read, because it starts or is busy, holds up only the thread.

    A large job is a line of many megabytes, more than a pipe takes at once: its sender must be free to change its mind.
    """

    def __init__(self, pipe: IO[str]) -> None:
        self._pipe = pipe
        self._messages: queue.SimpleQueue[Callable[[], dict[str, Any]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write, name="worker requests", daemon=True)
        self._thread.start()

    def send(self, make: Callable[[], dict[str, Any]]) -> None:
        """Send what `make` gives, after all that was sent before."""
        self._messages.put(make)

    def close(self) -> None:
        """Let go of the pipe; its process must have ended."""
        self._messages.put(None)
        self._thread.join(JOIN_SECONDS)
        with contextlib.suppress(OSError):
            self._pipe.close()

    def _write(self) -> None:
        # The worker may be gone: its closing line tells how, when it is read.
        with contextlib.suppress(OSError, ValueError):
            while (make := self._messages.get()) is not None:
                self._pipe.write(json.dumps(make()) + "\n")
                self._pipe.flush()
