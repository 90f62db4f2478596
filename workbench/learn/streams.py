"""The standard streams of a worker process: JSON lines in, JSON lines out, and nothing else among them."""

import json
import logging
import os
import signal
import sys
from typing import TextIO


def obey_parent() -> None:
    """Let the parent alone decide what Ctrl+C means, log to standard error, and read UTF-8 on every system."""
    # Ctrl+C in a terminal reaches both processes.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]


def private_stdout() -> TextIO:
    """The real standard output for events alone; all that prints, in any language, goes to standard error."""
    sys.stdout.flush()
    events = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return events


def wish_of(line: str) -> str:
    """The "do" of a line, or "" when it is no such thing; the answer to a job tells what is wrong with it."""
    try:
        values = json.loads(line)
    except json.JSONDecodeError:
        return ""
    return str(values.get("do", "")) if isinstance(values, dict) else ""
