"""Mask files of the right size: looked up in their headers, before any pixel takes memory."""

from collections.abc import Callable
from pathlib import Path

from workbench.core.arrays import U8
from workbench.exchange.regions import settle
from workbench.pixels.mask_file import mask_size


def read_fitting(picture: Path, mask: Path, read: Callable[[Path], U8]) -> tuple[U8, int]:
    """The mask's values or colours as `read` gives them, and how they must be turned (`regions.settle`)."""
    orientation = settle(picture, mask_size(mask), mask)
    return read(mask), orientation
