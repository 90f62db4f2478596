"""Nylon wall plugs: a ribbed sleeve with a collar, a split tip and two locking tongues; blue or red."""

import numpy as np

from workbench.core.arrays import F32
from workbench.demo.revolve import Body, Profile, look_up, turn
from workbench.demo.surface import Grid, Material, Surface, covered, smoothstep, soft_noise, unit

BLUE = (0.02, 0.09, 0.36)
RED = (0.52, 0.035, 0.03)

UP = np.array([0.0, 0.0, 1.0], dtype=np.float32)


def draw_plug(rng: np.random.Generator, scale: float) -> Surface:
    """A random plug; `scale` 1 makes one of about 115 pixels."""
    radius = float(rng.uniform(11.5, 15.5)) * scale
    length = radius * float(rng.uniform(6.5, 9.0))
    profile = _profile(rng, radius, length)
    grid = Grid.of_reach(length / 2 + radius * 1.6)
    body = turn(grid, profile, float(rng.uniform(0.0, 2.0 * np.pi)), float(rng.uniform(0.12, 0.38)))

    split, groove = _split(rng, body, radius, length)
    tongue = _tongues(body, radius, length)
    side = np.where(body.face, np.float32(1e3), tongue)
    distance = np.maximum(np.minimum(body.distance, side), -split)
    bore = np.hypot(body.face_a, body.face_b)
    hollow = np.where(body.face, smoothstep(0.66, 0.58, bore), 0.0)
    ribs = _ribs_occlusion(body, profile)
    occlusion = (1.0 - 0.9 * hollow) * (1.0 - 0.75 * groove) * ribs

    flat = np.hypot(body.normal[..., 0], body.normal[..., 1])[..., None]
    on_tongue = ((tongue < 0.0) & (body.distance > 0.0))[..., None]
    normal = np.where(on_tongue, body.normal * 0.45 / np.maximum(flat, 0.1) + UP, body.normal)
    normal[..., :2] += np.dstack([soft_noise(rng, bore.shape, 5.0) for _ in range(2)]) * np.float32(0.035)
    color = np.array(RED if rng.random() < 0.5 else BLUE, dtype=np.float32)
    color = color * np.exp(rng.normal(0.0, 0.12)).astype(np.float32)
    mottled = 1.0 + 0.03 * soft_noise(rng, bore.shape, 20.0)
    return Surface(
        covered(distance),
        unit(normal),
        (mottled[..., None] * color).astype(np.float32),
        occlusion.astype(np.float32),
        Material(metal=False, roughness=float(rng.uniform(0.28, 0.42))),
        height=radius * 2.0,
    ).cropped()


def _profile(rng: np.random.Generator, radius: float, length: float) -> Profile:
    collar = radius * float(rng.uniform(1.12, 1.25))
    knots = [(0.0, collar * 0.95), (radius * 0.12, collar), (radius * 0.32, collar), (radius * 0.42, radius * 0.93)]
    start, end = length * float(rng.uniform(0.22, 0.32)), length * 0.93
    count = int(rng.integers(7, 11))
    step = (end - start) / count
    knots.append((start, radius * 0.95))
    for rib in range(count):
        at = start + rib * step
        big, small = radius * (1.04 - 0.14 * rib / count), radius * (0.86 - 0.14 * rib / count)
        knots += [(at + 0.15 * step, big), (at + 0.42 * step, big), (at + 0.9 * step, small)]
    knots += [(length * 0.95, radius * 0.78), (length, radius * 0.58)]
    return Profile.of_knots(knots, (length, length), 0.0, 1.0)


def _split(rng: np.random.Generator, body: Body, radius: float, length: float) -> tuple[F32, F32]:
    """Signed distance to the open slit between the two legs, and how deep (0..1) its dark walls are."""
    middle = np.float32(radius * rng.uniform(-0.3, 0.3))
    begin = length * rng.uniform(0.26, 0.34)
    opened = length * rng.uniform(0.62, 0.78)
    spread = radius * rng.uniform(0.14, 0.30)
    off = np.abs(body.v - middle)
    along = np.clip((body.t - opened) / np.float32(length - opened), -1.0, 1.5)
    distance = off - np.float32(spread) * along
    wall = smoothstep(0.16 * radius, 0.05 * radius, off - np.float32(spread) * np.clip(along, 0.0, None))
    wall = wall * smoothstep(begin - 1.0, begin + 2.0, body.t) * ~body.face
    return distance.astype(np.float32), wall.astype(np.float32)


def _tongues(body: Body, radius: float, length: float) -> F32:
    """Signed distance to two flat wedges that stand off the sleeve's sides."""
    along = (body.t - length * 0.36) / np.float32(length * 0.22)
    height = np.where((along > 0.0) & (along < 1.0), radius * (1.0 + 0.30 * along), -radius)
    result: F32 = (np.abs(body.v) - height).astype(np.float32)
    return result


def _ribs_occlusion(body: Body, profile: Profile) -> F32:
    """float32: darker in the valleys between ribs."""
    widest = float(profile.radius.max())
    hull = np.maximum.accumulate(profile.radius[::-1])[::-1]
    sunk = look_up((hull - profile.radius) / np.float32(widest), body.t)
    result: F32 = np.where(body.face, 1.0, 1.0 - np.clip(2.6 * sunk, 0.0, 0.6)).astype(np.float32)
    return result
