"""What every script of this folder gives back: which class each pixel of each image has, as another program reads it.

A script is run as `python with_X.py FORMAT FOLDER ANSWER.npz` by an interpreter that has the program; nothing of the
workbench is imported.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

Found = Iterable[tuple[str, Sequence[str], np.ndarray]]
"""Of each image: its id, the names of the classes, and an array (H, W) of places in these names; -1 is no class."""


def main(read: Callable[[str, Path], Found]) -> None:
    """Read what the arguments say, and write one array of names an image."""
    format_name, folder, answer = sys.argv[1:]
    found = {}
    for identity, names, places in read(format_name, Path(folder)):
        found[identity] = np.array([*names, ""])[places]
    np.savez(answer, **found)


def layered(height: int, width: int, regions: Iterable[tuple[int, np.ndarray]]) -> np.ndarray:
    """Regions (place in the names, bool (H, W)) one over the other, small ones on top."""
    places = np.full((height, width), -1)
    for place, inside in sorted(regions, key=lambda region: -int(region[1].sum())):
        places[inside] = place
    return places
