"""Loads libraries that are needed later off the window's thread: the first click on Train must not wait for them."""

import importlib
import logging
import threading
from functools import cache

LATER = ("pyqtgraph",)
"""Too slow for the start of the window, and wanted soon after a project is open."""

log = logging.getLogger(__name__)


@cache
def warm() -> None:
    """Begin to load them, the first time that this is called; who needs one meanwhile waits for what is left of it."""
    threading.Thread(target=_load, name="warming").start()


def _load() -> None:
    for name in LATER:
        try:
            importlib.import_module(name)
        except ImportError:  # told where it is needed, to the person who needs it
            log.warning("%s cannot be loaded", name, exc_info=True)
