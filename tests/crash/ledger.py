"""What a child says that is on disk, written so that it outlives the child: one line a fact, each in one system call.

A kill ends a process, not the machine: what a system call has taken is there for whoever reads the file.
"""

import os
import threading
from pathlib import Path
from typing import NamedTuple


class Told(NamedTuple):
    """What a ledger says: deeds before number `kept` are on disk, deeds from number `begun` on were never begun."""

    kept: int
    begun: int
    problems: list[str]


class Ledger:
    """The child's side. `pending` is to be the keeper's `on_pending`, `problem` its `on_problem`."""

    def __init__(self, path: str | Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._deed = 0

    def begin(self, deed: int) -> None:
        """A deed begins: what is given to the keeper from now on is its doing."""
        self._deed = deed
        self._write(f"begun {deed}")

    def pending(self) -> None:
        """The keeper's count has changed: it was given a change, or, on its own thread, has one on disk."""
        kept = threading.current_thread().name == "keeper"
        self._write("kept" if kept else f"given {self._deed}")

    def problem(self, error: Exception) -> None:
        """The keeper could not do something."""
        self._write(f"problem {error}")

    def _write(self, words: str) -> None:
        os.write(self._file, f"{words}\n".encode())


def read(path: Path, first: int) -> Told:
    """What the ledger of a child says that began with deed `first`."""
    given, begun, kept, problems = [], first, 0, []
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        word, _, rest = line.partition(" ")
        if word == "begun":
            begun = int(rest) + 1
        elif word == "given":
            given.append(int(rest))
        elif word == "kept":
            kept += 1
        else:
            problems.append(rest)
    return Told(max(given[:kept], default=first - 1) + 1, begun, problems)
