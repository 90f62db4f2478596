"""Bodies turned on a lathe and lying on the cloth: screws and plugs share this geometry.

The body's frame: `t` runs along the axis from the face (0) to the tip, `v` across it, and the camera looks down.
The face is lifted by `pitch`, as a head wider than its shaft lifts it, so that the end face is seen as an ellipse.
"""

from dataclasses import dataclass

import numpy as np

from workbench.core.arrays import F32, Bool
from workbench.demo.surface import Grid, unit

STEPS = 8
"""Entries of a profile table per pixel along the axis."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The outline that is turned.

    Attributes:
        radius: float32 (n,), pixels, one entry every 1/8 pixel along the axis.
        thread: float32 (n,), depth of a helical thread there, as a share of the radius.
        pitch: pixels between two turns of the thread.
    """

    radius: F32
    thread: F32
    pitch: float

    @classmethod
    def of_knots(
        cls, knots: list[tuple[float, float]], threaded: tuple[float, float], depth: float, pitch: float
    ) -> "Profile":
        """An outline through (t, radius) knots; the thread runs from t = threaded[0] to threaded[1]."""
        t = np.arange(int(knots[-1][0] * STEPS) + 1, dtype=np.float32) / STEPS
        radius = np.interp(t, [k[0] for k in knots], [k[1] for k in knots]).astype(np.float32)
        start, end = threaded
        fade = np.clip((t - start) / pitch, 0.0, 1.0) * (t <= end)
        return cls(radius, (depth * fade).astype(np.float32), pitch)

    @property
    def length(self) -> float:
        """Along the axis, in pixels."""
        return (self.radius.size - 1) / STEPS


@dataclass(frozen=True, slots=True)
class Body:
    """A turned body as the camera sees it; arrays are float32 (2h, 2w).

    Attributes:
        t: place along the axis, pixels.
        v: place across it, pixels.
        distance: signed, to the outline, negative inside.
        normal: (2h, 2w, 3), in the picture's frame.
        groove: 0 on the crest of the thread .. 1 at its root.
        face: bool, where the end face is seen instead of the side.
        face_a: place on the face, across the axis, as a share of the face's radius.
        face_b: place on the face, along the lifted direction, as a share of its radius.
    """

    t: F32
    v: F32
    distance: F32
    normal: F32
    groove: F32
    face: Bool
    face_a: F32
    face_b: F32


def turn(grid: Grid, profile: Profile, angle: float, pitch: float) -> Body:
    """The body with its middle at the grid's, its axis at `angle` (radians), its face lifted by `pitch` (radians)."""
    cos, sin = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    rise, run = np.float32(np.sin(pitch)), np.float32(np.cos(pitch))
    u = grid.x * cos + grid.y * sin + np.float32(profile.length / 2) * run
    v = grid.y * cos - grid.x * sin
    t = u / run
    for _ in range(2):  # a raised point of the side is seen shifted along the axis
        radius = look_up(profile.radius, t)
        t = (u - np.sqrt(np.maximum(radius * radius - v * v, 0.0)) * rise) / run
    radius, depth = look_up(profile.radius, t), look_up(profile.thread, t)
    slope = look_up(np.gradient(profile.radius, 1.0 / STEPS).astype(np.float32), t)
    turns: F32 = t / np.float32(profile.pitch)
    side: F32 = np.clip(v / np.maximum(radius, 0.05), -1.0, 1.0)
    around = (np.arcsin(side) / (2.0 * np.pi)).astype(np.float32)
    quarter = np.where(v > 0.0, 0.25, -0.25).astype(np.float32)
    height, tilt = _thread(turns + around)
    outline, _ = _thread(turns + quarter)
    edge = radius * (1.0 - depth * (1.0 - outline))
    slope = slope + radius * depth * tilt / np.float32(profile.pitch)
    distance = np.maximum(np.abs(v) - edge, np.maximum(-t, t - profile.length) * run)

    round_side: F32 = np.clip(v / np.maximum(edge, 0.05), -1.0, 1.0)
    up: F32 = np.sqrt(1.0 - round_side * round_side)
    along: F32 = -slope * run + up * rise
    normal = _in_picture(along, round_side, slope * rise + up * run, cos, sin)

    face_radius = float(profile.radius[0])
    face_a: F32 = np.divide(v, face_radius, dtype=np.float32)
    face_b: F32 = np.divide(u, face_radius * max(float(rise), 1e-3), dtype=np.float32)
    face_distance = (np.hypot(face_a, face_b) - 1.0) * face_radius * rise
    face = face_distance < 0.0
    flat = np.zeros_like(v)
    face_normal = _in_picture(flat - run, flat, flat + rise, cos, sin)
    normal = np.where(face[..., None], face_normal, normal)
    return Body(
        t,
        v,
        np.minimum(distance, face_distance),
        normal,
        np.where(face, 0.0, depth * (1.0 - height)).astype(np.float32),
        face,
        face_a,
        face_b,
    )


def look_up(table: F32, t: F32) -> F32:
    """The entries of a profile table at those places along the axis (pixels); its ends go on for ever."""
    result: F32 = table[np.clip(t * STEPS, 0, table.size - 1).astype(np.int32)]
    return result


def _thread(phase: F32) -> tuple[F32, F32]:
    """Height 0..1 of a rounded V thread at each phase (turns), and its slope per turn."""
    fraction = phase - np.floor(phase)
    ramp = 1.0 - np.abs(2.0 * fraction - 1.0)
    height = ramp * ramp * (3.0 - 2.0 * ramp)
    slope = 6.0 * ramp * (1.0 - ramp) * np.where(fraction < 0.5, 2.0, -2.0).astype(np.float32)
    return height, slope


def _in_picture(along: F32, across: F32, up: F32, cos: np.float32, sin: np.float32) -> F32:
    return unit(np.dstack([along * cos - across * sin, along * sin + across * cos, up]).astype(np.float32))
