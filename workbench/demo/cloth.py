"""The table cloth: threads that go over and under each other, with folds, lit by the picture's lamp."""

from dataclasses import dataclass

import cv2
import numpy as np

from workbench.core.arrays import F32
from workbench.demo.light import Light
from workbench.demo.surface import soft_noise, unit

COLORS: tuple[tuple[float, float, float], ...] = (
    (0.035, 0.075, 0.210),  # navy
    (0.110, 0.115, 0.125),  # charcoal
    (0.440, 0.370, 0.260),  # linen
    (0.300, 0.310, 0.320),  # grey
    (0.050, 0.135, 0.090),  # bottle green
    (0.110, 0.088, 0.112),  # plum
    (0.040, 0.190, 0.250),  # petrol
    (0.550, 0.530, 0.480),  # ecru
    (0.260, 0.175, 0.105),  # brown
    (0.160, 0.250, 0.400),  # faded denim
)
"""Linear RGB."""


@dataclass(frozen=True, slots=True)
class Cloth:
    """A lit cloth.

    Attributes:
        image: float32 (H, W, 3), linear RGB.
        color: float32 (3,), what it throws back on average.
    """

    image: F32
    color: F32


def render_cloth(rng: np.random.Generator, light: Light, height: int, width: int) -> Cloth:
    """A random cloth that fills the picture."""
    color = np.array(COLORS[rng.integers(len(COLORS))], dtype=np.float32)
    color *= np.exp(rng.normal(0.0, 0.08, 3)).astype(np.float32)
    folds = _folds(rng, height, width)
    threads, tint = _threads(rng, folds, height, width)
    relief = threads + folds
    slope_x = cv2.Scharr(relief, cv2.CV_32F, 1, 0) / 32.0
    slope_y = cv2.Scharr(relief, cv2.CV_32F, 0, 1) / 32.0
    normal = unit(np.dstack([-slope_x, -slope_y, np.ones_like(relief)]))
    cavity = 0.78 + 0.22 * np.clip(threads / max(float(threads.max()), 1e-6), 0.0, 1.0)
    direct = (light.lit(normal, wrap=0.15) * cavity)[..., None] * light.key
    shaded = (direct + cavity[..., None] * light.fill) * (color * tint[..., None])
    image: F32 = shaded.astype(np.float32)
    return Cloth(image, image.mean(axis=(0, 1)))


def _folds(rng: np.random.Generator, height: int, width: int) -> F32:
    """float32 (H, W), pixels: broad waves and a few long creases."""
    relief = soft_noise(rng, (height, width), 150.0) * rng.uniform(5.0, 11.0)
    relief += soft_noise(rng, (height, width), 48.0) * rng.uniform(0.3, 1.1)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    bend = soft_noise(rng, (height, width), 170.0) * 14.0
    for _ in range(int(rng.integers(0, 4))):
        angle = rng.uniform(0.0, np.pi)
        across = (x - rng.uniform(0, width)) * np.float32(np.cos(angle))
        across += (y - rng.uniform(0, height)) * np.float32(np.sin(angle)) + bend
        breadth = rng.uniform(6.0, 20.0)
        strength = np.clip(0.5 + 0.5 * soft_noise(rng, (height, width), 130.0), 0.0, 1.0)
        relief += strength * np.float32(rng.uniform(0.25, 0.6) * breadth) / (1.0 + (across / np.float32(breadth)) ** 2)
    result: F32 = relief.astype(np.float32)
    return result


def _threads(rng: np.random.Generator, folds: F32, height: int, width: int) -> tuple[F32, F32]:
    """Relief (pixels) and brightness (about 1) of the weave: float32 (H, W) each.

    Plain weave goes over one and under one; twill over two and under two, each row moved by one, which makes the
    diagonal of denim.
    """
    period = rng.uniform(3.4, 6.2)
    angle = rng.uniform(0.0, np.pi)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    pull = soft_noise(rng, (height, width), 90.0) * 1.2 + folds * 0.35
    a = (x * np.float32(np.cos(angle)) + y * np.float32(np.sin(angle)) + pull) / np.float32(period) + 600.0
    b = (y * np.float32(np.cos(angle)) - x * np.float32(np.sin(angle)) + pull) / np.float32(period) + 600.0
    warp, weft = a.astype(np.int32), b.astype(np.int32)
    inside_a, inside_b = a - warp, b - weft
    twill = rng.random() < 0.45
    over = ((warp + weft) & 3) < 2 if twill else ((warp + weft) & 1) == 0
    round_a, round_b = np.sin(np.pi * inside_a), np.sin(np.pi * inside_b)
    along = np.where(over, round_b, round_a)
    across = np.where(over, round_a, round_b)
    relief = np.sqrt(across) * (0.65 + 0.35 * along) * np.float32(rng.uniform(0.55, 0.95))
    spread = rng.uniform(0.05, 0.14)
    shade_of_warp = np.exp(rng.normal(0.0, spread, 2048)).astype(np.float32)
    shade_of_weft = np.exp(rng.normal(0.0, spread, 2048)).astype(np.float32)
    second = np.float32(rng.uniform(0.75, 1.25) if rng.random() < 0.6 else rng.uniform(1.3, 1.7))
    tint = np.where(over, shade_of_warp[warp & 2047], shade_of_weft[weft & 2047] * second)
    fibre = cv2.GaussianBlur(rng.standard_normal((height, width), dtype=np.float32), (0, 0), 0.7)
    tint = tint * (1.0 + 0.16 * fibre + 0.05 * soft_noise(rng, (height, width), 60.0))
    relief = relief + 0.12 * fibre
    return cv2.GaussianBlur(relief.astype(np.float32), (0, 0), 0.6), np.clip(tint, 0.2, 2.5).astype(np.float32)
