"""Pictures of hardware on cloth, rendered from a number, with the exact truth."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from workbench.core.arrays import F32, U8, Bool
from workbench.core.geometry import Rect
from workbench.demo.camera import photograph
from workbench.demo.cloth import Cloth, render_cloth
from workbench.demo.light import Light
from workbench.demo.nuts import draw_nut
from workbench.demo.plugs import draw_plug
from workbench.demo.screws import draw_screw
from workbench.demo.surface import SUPERSAMPLE, Surface

CLASSES = ("background", "screw", "nut", "wall plug")
"""Names of the classes in the truth, by index."""

DRAW: dict[int, Callable[[np.random.Generator, float], Surface]] = {1: draw_screw, 2: draw_nut, 3: draw_plug}

TRIES = 25
"""Places that are tried for a part before it is left out."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture and what is in it.

    Attributes:
        rgb: uint8 (H, W, 3), sRGB.
        truth: uint8 (H, W), index into `CLASSES`; a part owns a pixel when it covers more than half of it.
    """

    rgb: U8
    truth: U8


@dataclass
class _Table:
    """The scene while parts are laid on it: linear light, truth, and which part owns each pixel (0: none)."""

    light: Light
    cloth: Cloth
    image: F32
    truth: U8
    owner: U8
    areas: dict[int, int]


def render_scene(seed: int, height: int = 480, width: int = 640) -> Scene:
    """The picture of that number; the same number gives the same picture."""
    rng = np.random.default_rng([seed, 0x5EED])
    light = Light.random(rng)
    cloth = render_cloth(rng, light, height, width)
    plane = np.zeros((height, width), dtype=np.uint8)
    table = _Table(light, cloth, cloth.image.copy(), plane, plane.copy(), {})
    zoom = rng.uniform(1.2, 1.7) * width / 640
    one_of_each = rng.permutation(list(DRAW))
    more = rng.integers(1, len(CLASSES), size=rng.integers(0, 7, size=2).max())
    for number, index in enumerate(np.concatenate([one_of_each, more]).tolist(), start=1):
        surface = DRAW[index](rng, zoom * rng.uniform(0.8, 1.2))
        _lay(rng, table, surface, index, number)
    lit = table.image * light.falloff(rng, height, width)[..., None]
    return Scene(photograph(rng, lit), table.truth)


def _lay(rng: np.random.Generator, table: _Table, surface: Surface, index: int, number: int) -> None:
    """Put the part somewhere where enough of it, and of those below it, stays in sight; else leave it out."""
    coverage = _halved(surface.coverage)
    solid = coverage > 0.5
    for _ in range(TRIES):
        top = int(rng.uniform(0.0, 1.0) * table.truth.shape[0] - coverage.shape[0] / 2)
        left = int(rng.uniform(0.0, 1.0) * table.truth.shape[1] - coverage.shape[1] / 2)
        inside, cut = _overlap(top, left, coverage.shape, table.truth.shape)
        if _fits(table, solid, inside, cut):
            break
    else:
        return
    darkness, margin = table.light.shadow(coverage, surface.height)
    around, part = _overlap(top - margin, left - margin, darkness.shape, table.truth.shape)
    table.image[around.slices] *= 1.0 - darkness[part.slices][..., None]

    seen = table.light.shade(surface, table.cloth.color) * surface.coverage[..., None]
    color = _halved(seen)[cut.slices]
    table.image[inside.slices] *= 1.0 - coverage[cut.slices][..., None]
    table.image[inside.slices] += color
    owned = solid[cut.slices]
    table.truth[inside.slices][owned] = index
    table.owner[inside.slices][owned] = number
    table.areas[number] = int(owned.sum())


def _fits(table: _Table, solid: Bool, inside: Rect, cut: Rect) -> bool:
    """Whether 45 % of the part is in the picture and no part below loses more than 40 % of what was seen first."""
    shown = solid[cut.slices]
    if inside.empty or shown.sum() < 0.45 * solid.sum():
        return False
    hidden = np.bincount(table.owner[inside.slices][shown], minlength=len(table.areas) + 10)
    if hidden[1:].sum() > 0.3 * shown.sum():
        return False
    left = np.bincount(table.owner.ravel(), minlength=hidden.size)
    return all(left[number] - hidden[number] >= 0.6 * area for number, area in table.areas.items())


def _overlap(top: int, left: int, shape: tuple[int, ...], frame: tuple[int, ...]) -> tuple[Rect, Rect]:
    """The box at (top, left) clipped to the frame, and the same box in the coordinates of what is laid there."""
    inside = Rect(top, left, top + shape[0], left + shape[1]).clip(frame[0], frame[1])
    return inside, Rect(inside.top - top, inside.left - left, inside.bottom - top, inside.right - left)


def _halved(samples: F32) -> F32:
    """Samples averaged to picture pixels: float32 (h, w[, 3])."""
    size = (samples.shape[1] // SUPERSAMPLE, samples.shape[0] // SUPERSAMPLE)
    return cv2.resize(samples, size, interpolation=cv2.INTER_AREA).astype(np.float32)
