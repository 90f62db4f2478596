"""One lamp, its surroundings, and the shadows that it throws: the same for everything in a picture."""

from dataclasses import dataclass

import cv2
import numpy as np

from workbench.core.arrays import F32
from workbench.demo.surface import Surface, smoothstep


@dataclass(frozen=True, slots=True)
class Light:
    """A softbox over a table, with a reflector on the other side.

    Attributes:
        direction: float32 (3,), unit, from the scene to the lamp; x right, y down, z to the camera.
        key: float32 (3,), linear RGB of the lamp.
        fill: float32 (3,), linear RGB of what comes from everywhere else.
        size: of the lamp, 0.1 (hard) .. 0.5 (soft): the width of half-shadows per pixel of distance.
    """

    direction: F32
    key: F32
    fill: F32
    size: float

    @classmethod
    def random(cls, rng: np.random.Generator) -> "Light":
        """A lamp somewhere above and to the side."""
        azimuth = rng.uniform(0.0, 2.0 * np.pi)
        elevation = np.radians(rng.uniform(33.0, 54.0))
        direction = np.array(
            [np.cos(azimuth) * np.cos(elevation), np.sin(azimuth) * np.cos(elevation), np.sin(elevation)],
            dtype=np.float32,
        )
        warmth = rng.uniform(-0.06, 0.06)
        key = np.array([1.0 + warmth, 1.0, 1.0 - warmth], dtype=np.float32)
        fill = np.array([0.96 - warmth, 1.0, 1.04 + warmth], dtype=np.float32) * rng.uniform(0.24, 0.38)
        return cls(direction, key, fill.astype(np.float32), float(rng.uniform(0.10, 0.28)))

    def falloff(self, rng: np.random.Generator, height: int, width: int) -> F32:
        """float32 (H, W): how bright the lamp is at each place of the table, 1 in the middle (inverse square)."""
        distance = rng.uniform(1.5, 2.6) * width
        x, y, z = (float(v) * distance for v in self.direction)
        column = (np.arange(width, dtype=np.float32) - width / 2 - x) ** 2
        row = (np.arange(height, dtype=np.float32) - height / 2 - y) ** 2
        squared = row[:, None] + column[None, :] + np.float32(z * z)
        return (np.float32(distance**2) / squared) ** np.float32(1.2)

    def lit(self, normal: F32, wrap: float = 0.0) -> F32:
        """float32 (...): cosine to the lamp, 0 where turned away; `wrap` lets light creep round (0..1)."""
        cosine = normal @ self.direction
        result: F32 = np.clip((cosine + wrap) / (1.0 + wrap), 0.0, None)
        return result

    def shade(self, surface: Surface, cloth_color: F32) -> F32:
        """float32 (2h, 2w, 3), linear: what the camera sees of a part; `cloth_color` (3,) shines up on it."""
        normal = surface.normal
        reflected = 2.0 * normal[..., 2:] * normal
        reflected[..., 2] -= 1.0
        if surface.material.metal:
            return self._mirror(reflected, surface, cloth_color)
        return self._scatter(normal, reflected, surface, cloth_color)

    def _mirror(self, reflected: F32, surface: Surface, cloth_color: F32) -> F32:
        rough = surface.material.roughness
        to_lamp = reflected @ self.direction
        softbox = smoothstep(0.80 - 0.5 * rough, 0.97 - 0.05 * rough, to_lamp)
        glow = np.clip(to_lamp, 0.0, None) ** 3
        card = np.array([-self.direction[0], -self.direction[1], 0.55], dtype=np.float32)
        card /= np.linalg.norm(card)
        reflector = smoothstep(0.62, 0.95, reflected @ card)
        up = reflected[..., 2]
        room = (0.17 + 0.36 * np.clip(up, 0.0, 1.0) ** 2) * smoothstep(-0.15, 0.45, up)
        lamp = 2.1 * softbox + 0.55 * glow
        around = room + 0.42 * reflector
        floor = 0.40 * smoothstep(0.25, -0.35, up)
        sum_of_all = (
            lamp[..., None] * self.key
            + around[..., None] * (self.fill * 2.6)
            + floor[..., None] * (cloth_color + np.float32(0.04))
        )
        shaded: F32 = sum_of_all * surface.albedo * surface.occlusion[..., None]
        return shaded

    def _scatter(self, normal: F32, reflected: F32, surface: Surface, cloth_color: F32) -> F32:
        direct = self.lit(normal, wrap=0.25)
        sky = 0.5 + 0.5 * normal[..., 2]
        light = (
            direct[..., None] * self.key + sky[..., None] * self.fill + (0.35 * (1.0 - sky))[..., None] * cloth_color
        )
        to_lamp = np.clip(reflected @ self.direction, 0.0, 1.0)
        gloss = 2.0 / max(surface.material.roughness, 0.05) ** 2
        edge = 0.04 + 0.4 * (1.0 - np.clip(normal[..., 2], 0.0, 1.0)) ** 5
        sheen = (0.30 * to_lamp**gloss) + edge * 0.35
        shaded: F32 = (surface.albedo * light + sheen[..., None] * self.key) * surface.occlusion[..., None]
        return shaded

    def shadow(self, coverage: F32, height: float) -> tuple[F32, int]:
        """What a part takes away from the light around it.

        Args:
            coverage: float32 (h, w), 0..1, of the part, in picture pixels.
            height: of the part's top over what it lies on, in pixels.

        Returns:
            float32 (h + 2 m, w + 2 m), 0 nothing .. 1 all of the light, and the margin m around the part's box.
        """
        horizontal = float(np.hypot(self.direction[0], self.direction[1]))
        reach = height * horizontal / float(self.direction[2])
        margin = int(reach + height) + 6
        padded = cv2.copyMakeBorder(coverage, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=0.0)
        cast = np.zeros_like(padded)
        for part in (0.15, 0.4, 0.65, 0.9):
            shift_x = -float(self.direction[0]) / horizontal * reach * part
            shift_y = -float(self.direction[1]) / horizontal * reach * part
            move = np.array([[1.0, 0.0, shift_x], [0.0, 1.0, shift_y]])
            moved = cv2.warpAffine(padded, move, (padded.shape[1], padded.shape[0]))
            blurred = cv2.GaussianBlur(moved, (0, 0), 0.7 + self.size * (1.0 + height * part))
            np.maximum(cast, blurred * (1.0 - 0.18 * part), out=cast)
        contact = cv2.GaussianBlur(padded, (0, 0), 1.0 + 0.22 * height)
        darkness = 1.0 - (1.0 - 0.72 * cast) * (1.0 - 0.55 * contact)
        return darkness.astype(np.float32), margin
