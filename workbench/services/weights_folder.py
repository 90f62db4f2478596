"""Where pretrained weights are kept once they were fetched: PyTorch's own folder, or one that a person chose."""

import os
from pathlib import Path

VARIABLE = "TORCH_HOME"
"""Environment variable that PyTorch, and so the worker, takes the folder from."""

_AT_START = os.environ.get(VARIABLE)


def folder() -> Path:
    """The folder that the next worker takes them from."""
    home = os.environ.get(VARIABLE) or Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache") / "torch"
    return Path(home).expanduser() / "hub" / "checkpoints"


def move_to(home: Path | None) -> None:
    """Let workers that start from now on keep their weights below that folder; None for the usual one."""
    wanted = _AT_START if home is None else str(home)
    if wanted is None:
        os.environ.pop(VARIABLE, None)
    else:
        os.environ[VARIABLE] = wanted
