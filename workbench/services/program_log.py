"""The program's log: a few files of a limited size that replace each other, in the user's log folder."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from workbench.services.places import log_folder

BYTES, OLDER = 1_000_000, 3
"""Of one file, and how many full ones are kept."""

_NAME = "workbench.log"


def start_log() -> None:
    """Log to the files from now on; to standard error where the home cannot be written."""
    try:
        log_folder().mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(
            log_folder() / _NAME, maxBytes=BYTES, backupCount=OLDER, encoding="utf-8"
        )
    except OSError:
        handler = logging.StreamHandler()
    logging.basicConfig(
        level=logging.INFO, handlers=[handler], format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )


def log_files() -> list[Path]:
    """The files that are there, the newest first."""
    names = [_NAME, *(f"{_NAME}.{number}" for number in range(1, OLDER + 1))]
    return [path for path in (log_folder() / name for name in names) if path.is_file()]
