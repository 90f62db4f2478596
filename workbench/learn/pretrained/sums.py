"""The sha256 of fetched files: its beginning as a publisher tells it, and the whole of it from the first use on.

What came first is trusted, as far as it fits what was published; from then on nothing else is. The sum lies beside the
file as `sha256sum` writes it: NAME.sha256.
"""

import hashlib
from pathlib import Path

from workbench.core.whole_file import whole_file

SUFFIX = ".sha256"


def sum_of(path: Path) -> str:
    """The sha256 of a file in hexadecimal."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def kept_sum(path: Path) -> str:
    """The sum that a file had at its first use; "" where that was not written down."""
    try:
        return _beside(path).read_text(encoding="ascii").split(" ", 1)[0]
    except (OSError, UnicodeDecodeError):
        return ""


def keep_sum(path: Path, digest: str) -> None:
    """Write a file's sum beside it. Raises StorageError where the folder does not take it."""
    with whole_file(_beside(path), "The sum of the weights", "Free some space, or make the folder writable.") as file:
        file.write(f"{digest}  {path.name}\n".encode("ascii"))


def _beside(path: Path) -> Path:
    return path.with_name(path.name + SUFFIX)
