"""Random masks as people and machines make them, and the plainest way to draw a polygon."""

import itertools
from collections.abc import Sequence

import cv2
import numpy as np
from hypothesis import strategies as st


def by_rays(rings: Sequence[Sequence[Sequence[float]]], height: int, width: int) -> np.ndarray:
    """Each pixel by itself: a ray from its centre to the left crosses the outlines an odd number of times."""
    inside = np.zeros((height, width), dtype=bool)
    for row, column in itertools.product(range(height), range(width)):
        x, y = column + 0.5, row + 0.5
        crossings = 0
        for points in rings:
            for (x0, y0), (x1, y1) in zip(points, [*points[1:], points[0]], strict=True):
                if (y0 <= y) != (y1 <= y):
                    crossings += x0 + (y - y0) * ((x1 - x0) / (y1 - y0)) <= x
        inside[row, column] = crossings % 2 == 1
    return inside


def soft_mask(seed: int, values: Sequence[int], height: int = 60, width: int = 80, grain: float = 4.0) -> np.ndarray:
    """A mask uint8 (H, W) of round shapes with holes and islands, as people paint them; larger grain, larger shapes."""
    rng = np.random.default_rng(seed)
    hills = cv2.GaussianBlur(rng.random((height, width)).astype(np.float32), (0, 0), grain)
    steps = np.quantile(hills, np.linspace(0, 1, len(values) + 1)[1:-1])
    return np.array(values, dtype=np.uint8)[np.digitize(hills, steps)]


@st.composite
def masks(draw: st.DrawFn, values: Sequence[int]) -> np.ndarray:
    """Masks uint8 (H, W) of any small size: noise of all densities, blocks, and round shapes."""
    height, width = draw(st.integers(1, 17)), draw(st.integers(1, 17))
    kind, seed = draw(st.sampled_from(["noise", "blocks", "round"])), draw(st.integers(0, 2**32 - 1))
    if kind == "round":
        return soft_mask(seed, values, height, width, grain=1.5)
    rng = np.random.default_rng(seed)
    share = rng.dirichlet(np.full(len(values), 0.7))
    size = (height, width) if kind == "noise" else (-(-height // 3), -(-width // 3))
    small = rng.choice(np.array(values, dtype=np.uint8), size, p=share)
    return small if kind == "noise" else np.repeat(np.repeat(small, 3, axis=0), 3, axis=1)[:height, :width].copy()


def near(mask: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Pixels whose value the other mask has at most one pixel away."""
    height, width = mask.shape
    framed = np.pad(other, 1, mode="edge")
    return np.any([framed[y : y + height, x : x + width] == mask for y in range(3) for x in range(3)], axis=0)
