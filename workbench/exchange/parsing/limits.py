"""How large a stranger's document may be: parsed, it takes several times its size in memory."""

from pathlib import Path

from workbench.core.errors import BadInputError
from workbench.pixels.decoder import file_errors

LARGEST = 768 * 1024**2
"""Bytes. The largest published one, COCO's instances_train2017.json, has 470 million."""


def read_bounded(path: Path, largest: int = LARGEST) -> bytes:
    """All bytes of a file that is not larger than that."""
    with file_errors(path):
        size = path.stat().st_size
        if size > largest:
            raise BadInputError(
                f"{path} has {size:,} bytes; {largest:,} is the most that is read.", "Divide it into several files."
            )
        with open(path, "rb") as file:
            return file.read(size)  # not the most that is allowed: that much would be set aside
