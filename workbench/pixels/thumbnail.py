"""Small pictures for the gallery."""

from pathlib import Path

from workbench.core.arrays import U8
from workbench.pixels.image_file import read_rgb


def thumbnail(path: Path, side: int) -> U8:
    """The upright picture, shrunk so that its long side is at most `side` pixels: uint8 (h, w, 3), RGB.

    JPEG files are decoded at an eighth, a quarter or a half of their size where that is still enough. A thumbnail that
    the camera stored in the file is not used: editors leave old ones behind.
    """
    return read_rgb(path, max_side=side)
