"""The course over which every program is driven: the same picture, canvas, brushes, strokes and words.

Needs nothing but NumPy and Pillow, because peers run it in an interpreter of their own.
"""

import math
import resource
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

WIDTH, HEIGHT = 1920, 1080
"""Device pixels of the canvas, where the program can be brought to it."""

DIAMETERS = (20, 100, 400)
"""Image pixels of the brush."""

MEMORY = "memory, painted"
FIT, ACTUAL = "fit", "100 %"

STEP = 12.0
"""Device pixels between two moves: a quick hand at 125 moves a second."""

PAUSE = 0.008
"""Seconds between two events, as of a mouse that tells 125 times a second: peers may put off what comes sooner."""

LIFT = 0.1
"""Seconds between two strokes of a quick hand."""

REPEAT = 0.033
"""Seconds between two undos, as of a key that is held down."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of the course is gone over.

    Attributes:
        strokes: with each brush at each zoom.
        moves: of one stroke.
        frames: that are panned, and zoomed, at each zoom.
        painted_at: the zooms at which strokes are painted.
        looked_at: the zooms at which frames are panned and zoomed.
        remembered: strokes, of each brush, that are undone and done again.
        filled: strokes after which the memory is read.
    """

    strokes: int = 5
    moves: int = 60
    frames: int = 30
    painted_at: tuple[str, ...] = (FIT, ACTUAL)
    looked_at: tuple[str, ...] = (FIT, "50 %", ACTUAL, "400 %")
    remembered: int = 4
    filled: int = 200


WHOLE = Plan()
QUICK = Plan(1, 20, 6, painted_at=(ACTUAL,), looked_at=(FIT, ACTUAL), remembered=2, filled=20)

Figure = dict[str, float]
Figures = dict[str, Figure]
"""By what was measured: milliseconds, the median and what 99 of 100 stay within."""


def size(megapixels: int) -> tuple[int, int]:
    """Height and width of a 4:3 picture."""
    height = round(math.sqrt(megapixels * 1e6 * 3 / 4))
    return height, height * 4 // 3


def write_picture(path: Path, megapixels: int) -> None:
    """A JPEG of soft noise, the same on every machine; the noise repeats, so that large ones are made quickly."""
    height, width = size(megapixels)
    coarse = np.random.default_rng(1).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    tile = np.asarray(Image.fromarray(coarse).resize((512, 512), Image.Resampling.BICUBIC))
    rows, columns = np.arange(height) % 512, np.arange(width) % 512
    Image.fromarray(tile[rows][:, columns]).save(path, quality=90)


def scale_of(zoom: str, megapixels: int) -> float:
    """Device pixels an image pixel at a zoom of `LOOKED_AT`."""
    if zoom != FIT:
        return float(zoom.split()[0]) / 100
    height, width = size(megapixels)
    return 0.97 * min(WIDTH / width, HEIGHT / height)


def plan(quick: str) -> Plan:
    """The plan that is named on the command line of a driven program."""
    return QUICK if quick == "quick" else WHOLE


def stroke(number: int, moves: int) -> list[tuple[float, float]]:
    """Device points (x, y) of a winding stroke: the press, then each move; strokes differ by their number."""
    rng = np.random.default_rng([number, 7])
    turns = rng.uniform(0, 2 * np.pi) + np.cumsum(rng.normal(0, 0.25, moves))
    way: npt.NDArray[np.float64] = np.cumsum(STEP * np.stack([np.cos(turns), np.sin(turns)], axis=1), axis=0)
    start = np.array([WIDTH / 2, HEIGHT / 2]) + rng.uniform(-150, 150, 2)
    # Folded back at the edges of the middle, so that no stroke leaves the picture at fit.
    low, high = np.array([600.0, 150.0]), np.array([1320.0, 930.0])
    folded = np.abs((start + way - low) % (2 * (high - low)) - (high - low))
    points = high - folded
    return [(float(x), float(y)) for x, y in [start, *points]]


def figure(milliseconds: list[float], share: float = 0.99) -> Figure:
    """Median and the given share of some times."""
    return {"median": float(np.median(milliseconds)), "late": float(np.quantile(milliseconds, share))}


def single(value: float) -> Figure:
    """A figure that was measured once."""
    return {"median": value, "late": value}


def painted(deed: str, diameter: int, zoom: str) -> str:
    """What is measured of a stroke, in words."""
    return f"{deed}, brush {diameter}, {zoom}"


def peak_megabytes() -> float:
    """The most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)


def answer(figures: Figures, notes: list[str]) -> dict[str, Any]:
    """What a driven program gives back as JSON."""
    return {"figures": figures, "notes": notes}
