"""Zinc-plated screws with a cross recess: countersunk or pan head, pointed or flat end, lying or standing."""

import numpy as np

from workbench.core.arrays import F32
from workbench.demo.revolve import Profile, turn
from workbench.demo.surface import Grid, Material, Surface, covered, smoothstep, soft_noise, unit


def draw_screw(rng: np.random.Generator, scale: float) -> Surface:
    """A random screw; `scale` 1 makes one of about 130 pixels."""
    radius = float(rng.uniform(7.0, 9.5)) * scale
    if rng.random() < 0.12:
        return _standing(rng, radius * rng.uniform(1.9, 2.2))
    length = radius * float(rng.uniform(10.0, 19.0))
    return _lying(rng, radius, length)


def _zinc(rng: np.random.Generator, shape: tuple[int, int]) -> F32:
    """float32 (2h, 2w, 3): bluish grey, unevenly dulled."""
    tone = np.array([0.62, 0.64, 0.67], dtype=np.float32) * np.float32(rng.uniform(0.85, 1.1))
    dulled = 1.0 + 0.06 * soft_noise(rng, shape, 14.0)
    return (dulled[..., None] * tone).astype(np.float32)


def _lying(rng: np.random.Generator, radius: float, length: float) -> Surface:
    head = radius * float(rng.uniform(1.85, 2.1))
    countersunk = rng.random() < 0.6
    pointed = rng.random() < 0.7
    deep = head * (0.75 if countersunk else 0.62)
    if countersunk:
        knots = [(0.0, head * 0.97), (head * 0.05, head), (head * 0.13, head), (deep, radius * 0.95)]
    else:
        dome = [
            (deep * s, head * float(np.sqrt(1.0 - (0.86 * (1.0 - s / 0.75)) ** 2)))
            for s in (0, 0.1, 0.25, 0.45, 0.6, 0.75)
        ]
        knots = [*dome, (deep * 0.97, head), (deep, radius * 0.95)]
    end = length - radius * (2.6 if pointed else 0.5)
    knots += [(deep * 1.1, radius * 0.9), (end, radius), (length, radius * (0.06 if pointed else 0.72))]
    shank = float(rng.uniform(0.15, 0.4)) if pointed and rng.random() < 0.5 else 0.03
    threaded = (deep + (length - deep) * shank, length)
    depth = 0.34 if pointed else 0.22
    profile = Profile.of_knots(knots, threaded, depth, radius * float(rng.uniform(0.85, 1.05) if pointed else 0.62))
    pitch = float(np.arcsin(np.clip((head - radius * 0.5) / length, 0.08, 0.3)) + rng.uniform(0.02, 0.16))

    grid = Grid.of_reach(length / 2 + head)
    body = turn(grid, profile, float(rng.uniform(0.0, 2.0 * np.pi)), pitch)
    share = 0.72 if countersunk else 1.1
    recess = _recess(body.face_a / share, body.face_b / share, float(rng.uniform(0.0, np.pi)))
    hollow = np.where(body.face, recess, 0.0)
    neck = 1.0 - 0.45 * np.exp(-np.clip(body.t - deep, 0.0, None) / (0.5 * radius)) * (body.t > deep) * ~body.face
    occlusion = (1.0 - 1.9 * body.groove) * neck * (1.0 - 0.88 * hollow)
    normal = _scratched(rng, body.normal, 0.05)
    return Surface(
        covered(body.distance),
        normal,
        _zinc(rng, grid.x.shape),
        occlusion.astype(np.float32),
        Material(metal=True, roughness=float(rng.uniform(0.25, 0.5))),
        height=radius * 2.0,
    ).cropped()


def _standing(rng: np.random.Generator, head: float) -> Surface:
    """A screw pushed through the cloth, its head towards the camera."""
    grid = Grid.of_reach(head)
    x, y = grid.x / np.float32(head), grid.y / np.float32(head)
    out = np.hypot(x, y)
    recess = _recess(x / 0.75, y / 0.75, float(rng.uniform(0.0, np.pi)))
    bulge = 0.22 + 0.9 * smoothstep(0.75, 1.0, out)
    lean = rng.normal(0.0, 0.08, 2).astype(np.float32)
    wall_y, wall_x = np.gradient(recess, 2.0 * SLOPE)
    normal = unit(np.dstack([x * bulge + lean[0] + wall_x, y * bulge + lean[1] + wall_y, np.ones_like(x)]))
    return Surface(
        covered((out - 1.0) * np.float32(head)),
        _scratched(rng, normal, 0.05),
        _zinc(rng, x.shape),
        (1.0 - 0.85 * recess).astype(np.float32),
        Material(metal=True, roughness=float(rng.uniform(0.3, 0.5))),
        height=head * 0.35,
    ).cropped()


SLOPE = 0.12
"""Steepness of the recess's walls, as samples per unit of depth."""


def _recess(a: F32, b: F32, angle: float) -> F32:
    """float32: depth 0..1 of a Phillips cross, in units in which its arms end at 0.75; deeper in the middle."""
    cos, sin = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    p, q = np.abs(a * cos + b * sin), np.abs(b * cos - a * sin)
    long: F32 = np.maximum(p, q)
    thin: F32 = np.minimum(p, q) + np.float32(0.06) * long
    arm = smoothstep(0.24, 0.13, thin) * smoothstep(0.80, 0.66, long)
    middle = smoothstep(0.46, 0.22, p + q)
    result: F32 = np.maximum(arm * (1.0 - 0.35 * long), middle)
    return result


def _scratched(rng: np.random.Generator, normal: F32, strength: float) -> F32:
    """Unit normals with the small unevenness of plating."""
    bumps = np.dstack([soft_noise(rng, normal.shape[:2], 3.0) for _ in range(2)]) * np.float32(strength)
    uneven = normal.copy()
    uneven[..., :2] += bumps
    return unit(uneven)
