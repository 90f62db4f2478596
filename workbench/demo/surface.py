"""What a part hands to the light: a small map of coverage, normals and colour, at twice the picture's resolution."""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from workbench.core.arrays import F32

SUPERSAMPLE = 2
"""Samples per picture pixel and axis while a part is drawn."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Sample positions of a square patch, relative to the patch's middle, in picture pixels.

    Attributes:
        x: float32 (2h, 2w), to the right.
        y: float32 (2h, 2w), downwards.
        reach: half the side of the patch, whole picture pixels.
    """

    x: F32
    y: F32
    reach: int

    @classmethod
    def of_reach(cls, reach: float) -> "Grid":
        """A patch that holds everything closer to its middle than `reach` (pixels)."""
        half = int(np.ceil(reach)) + 2
        line = (np.arange(2 * half * SUPERSAMPLE, dtype=np.float32) + 0.5) / SUPERSAMPLE - half
        x, y = np.meshgrid(line, line)
        return cls(x.astype(np.float32), y.astype(np.float32), half)


@dataclass(frozen=True, slots=True)
class Material:
    """How a surface answers light.

    Attributes:
        metal: whether it mirrors its surroundings in its own colour, or scatters under a clear gloss.
        roughness: 0 a mirror, 1 chalk.
    """

    metal: bool
    roughness: float


@dataclass(frozen=True, slots=True)
class Surface:
    """One part, ready to be lit.

    Attributes:
        coverage: float32 (2h, 2w), 0..1: how much of each sample the part fills.
        normal: float32 (2h, 2w, 3), unit; x right, y down, z to the camera.
        albedo: float32 (2h, 2w, 3), linear RGB.
        occlusion: float32 (2h, 2w), 0..1: how much of the surroundings a sample sees.
        material: of the whole part.
        height: of its top over the cloth, in picture pixels.
    """

    coverage: F32
    normal: F32
    albedo: F32
    occlusion: F32
    material: Material
    height: float

    def cropped(self) -> "Surface":
        """The same part cut to the box around what it covers, on whole pixels; the middle moves along."""
        rows = np.flatnonzero(self.coverage.any(axis=1))
        columns = np.flatnonzero(self.coverage.any(axis=0))
        window = np.s_[
            rows[0] // 2 * 2 : (rows[-1] // 2 + 1) * 2,
            columns[0] // 2 * 2 : (columns[-1] // 2 + 1) * 2,
        ]
        return replace(
            self,
            coverage=self.coverage[window],
            normal=self.normal[window],
            albedo=self.albedo[window],
            occlusion=self.occlusion[window],
        )


def covered(distance: F32) -> F32:
    """Coverage from signed distance (picture pixels, negative inside): float32, a ramp one sample wide."""
    result: F32 = np.clip(0.5 - distance * SUPERSAMPLE, 0.0, 1.0)
    return result


def unit(vectors: F32) -> F32:
    """float32 (..., 3): each vector with length one."""
    result: F32 = vectors / np.sqrt(np.einsum("...i,...i->...", vectors, vectors) + 1e-12)[..., None]
    return result


def smoothstep(low: float, high: float, values: F32) -> F32:
    """0 below low, 1 above high, a cubic in between; low may be above high."""
    t = np.clip((values - low) / (high - low), 0.0, 1.0)
    result: F32 = t * t * (3.0 - 2.0 * t)
    return result


def soft_noise(rng: np.random.Generator, shape: tuple[int, int], cell: float) -> F32:
    """float32 of that shape: smooth noise with features about `cell` samples wide, deviation about 1."""
    small = rng.standard_normal((int(shape[0] / cell) + 4, int(shape[1] / cell) + 4), dtype=np.float32)
    large = cv2.resize(small, None, fx=cell, fy=cell, interpolation=cv2.INTER_CUBIC)
    top, left = int(cell), int(cell)
    cut: F32 = np.ascontiguousarray(large[top : top + shape[0], left : left + shape[1]], dtype=np.float32)
    return cut
