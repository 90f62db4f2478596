"""Where projects, logs and what can be made again go when nobody says otherwise."""

import os
from pathlib import Path

import platformdirs

from workbench.core.places import checkout

FOLDER_VARIABLE = "WORKBENCH_PROJECTS"
"""Environment variable that moves the default folder of projects."""


def projects_folder() -> Path:
    """`projects/` of the checkout, or a folder in the user's documents when the program is installed."""
    chosen = os.environ.get(FOLDER_VARIABLE)
    if chosen:
        return Path(chosen).expanduser().resolve()
    root = checkout()
    return root / "projects" if root else Path(platformdirs.user_documents_dir()) / "Workbench projects"


def log_folder() -> Path:
    """Where the program writes its logs."""
    return Path(platformdirs.user_log_dir("segmentation-workbench", appauthor=False))


def cache_folder() -> Path:
    """Where the program keeps what it can make again."""
    return Path(platformdirs.user_cache_dir("segmentation-workbench", appauthor=False))
