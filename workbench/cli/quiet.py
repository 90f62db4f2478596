"""Keeps the terminal for our own words: what libraries written in C print there goes to a file beside the log."""

import os
import sys

from workbench.services.places import log_folder

FILE_NAME = "libraries.txt"


def keep_libraries_quiet() -> None:
    """Lead descriptor 2 of this process to the file; Python's standard error goes on to the terminal.

    libtiff, for one, writes a line for each damaged strip, which names neither file nor cure; the error that we tell
    names both. Called once, by the program's own process.
    """
    try:
        terminal = os.dup(2)
        sys.stderr = os.fdopen(terminal, "w", buffering=1, encoding=sys.stderr.encoding, errors="backslashreplace")
        folder = log_folder()
        folder.mkdir(parents=True, exist_ok=True)
        sink = os.open(folder / FILE_NAME, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o644)
    except (OSError, AttributeError):  # no standard error at all, or a home that cannot be written: nothing is changed
        return
    os.dup2(sink, 2)
    os.close(sink)
