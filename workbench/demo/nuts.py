"""Brass hexagon nuts: a prism with chamfered corners and a threaded hole through which the cloth is seen."""

import numpy as np

from workbench.core.arrays import F32
from workbench.demo.surface import Grid, Material, Surface, covered, smoothstep, soft_noise, unit

Pair = tuple[F32, F32]


def draw_nut(rng: np.random.Generator, scale: float) -> Surface:
    """A random nut; `scale` 1 makes one of about 52 pixels across flats."""
    flat = float(rng.uniform(22.0, 31.0)) * scale
    thick = flat * float(rng.uniform(0.7, 0.95))
    hole = flat * float(rng.uniform(0.54, 0.62))
    across, along, axis = _axes(rng)
    grid = Grid.of_reach(flat * 1.155 + thick * 0.45)

    to_plane = np.linalg.inv(np.array([across[:2], along[:2]]).T).astype(np.float32)
    lift = to_plane @ axis[:2].astype(np.float32) * np.float32(thick)
    top = _seen(to_plane, grid, lift * 0.5)
    bottom = (top[0] + lift[0], top[1] + lift[1])
    hull, facet = _prism(top, -lift, flat)
    out = np.hypot(*top)
    in_top, in_bottom = out - np.float32(hole), np.hypot(*bottom) - np.float32(hole)
    opening = np.maximum(in_top, in_bottom)
    coverage = covered(hull) * (1.0 - covered(opening))

    normal, occlusion = _outside(rng, top, out, facet, flat, hole)
    wall = (in_top < 0.0)[..., None]
    wall_normal, wall_light = _inside(top, -lift, in_top, in_bottom, hole)
    local = np.where(wall, wall_normal, normal)
    occlusion = np.where(wall[..., 0], wall_light, occlusion)
    frame = np.array([across, along, axis], dtype=np.float32)
    dulled = 1.0 + 0.05 * soft_noise(rng, out.shape, 16.0)
    brass = np.array([0.86, 0.62, 0.25], dtype=np.float32) * np.float32(rng.uniform(0.85, 1.05))
    return Surface(
        coverage.astype(np.float32),
        unit((local @ frame).astype(np.float32)),
        (dulled[..., None] * brass).astype(np.float32),
        occlusion.astype(np.float32),
        Material(metal=True, roughness=float(rng.uniform(0.3, 0.55))),
        height=thick,
    ).cropped()


def _axes(rng: np.random.Generator) -> tuple[F32, F32, F32]:
    """The nut's own axes in the picture's frame, float32 (3,) each: turned at random and slightly leaning."""
    spin, side = rng.uniform(0.0, 2.0 * np.pi, 2)
    lean = np.radians(rng.uniform(3.0, 24.0))
    axis = np.array([np.sin(lean) * np.cos(side), np.sin(lean) * np.sin(side), np.cos(lean)])
    start = np.array([np.cos(spin), np.sin(spin), 0.0])
    across = start - axis * float(start @ axis)
    across /= np.linalg.norm(across)
    along = np.cross(axis, across)
    return across.astype(np.float32), along.astype(np.float32), axis.astype(np.float32)


def _seen(to_plane: F32, grid: Grid, shift: F32) -> Pair:
    """Each sample's place in the plane of the top face (pixels)."""
    a = to_plane[0, 0] * grid.x + to_plane[0, 1] * grid.y - shift[0]
    b = to_plane[1, 0] * grid.x + to_plane[1, 1] * grid.y - shift[1]
    return a, b


def _prism(top: Pair, sweep: F32, flat: float) -> tuple[F32, F32]:
    """Signed distance to the hexagon swept from the top to the bottom face, and the number of the flat nearest."""
    angles = np.arange(6) * np.pi / 3
    to_flat = np.stack([top[0] * np.float32(np.cos(w)) + top[1] * np.float32(np.sin(w)) for w in angles])
    moved = np.array([max(0.0, float(sweep[0] * np.cos(w) + sweep[1] * np.sin(w))) for w in angles], dtype=np.float32)
    distance = (to_flat - moved[:, None, None]).max(axis=0) - np.float32(flat)
    across = np.array([-sweep[1], sweep[0]]) / max(float(np.hypot(*sweep)), 1e-6)
    corners = (angles + np.pi / 6)[:, None]
    reach = np.abs(np.hstack([np.cos(corners), np.sin(corners)]) @ across).max() * flat * 1.1547
    beside = np.abs(top[0] * np.float32(across[0]) + top[1] * np.float32(across[1])) - np.float32(reach)
    outside = to_flat.max(axis=0) > np.float32(flat)
    facet = np.where(outside, to_flat.argmax(axis=0), -1).astype(np.float32)
    return np.maximum(distance, beside), facet


def _outside(rng: np.random.Generator, top: Pair, out: F32, facet: F32, flat: float, hole: float) -> tuple[F32, F32]:
    """Normals in the nut's frame and occlusion of the turned top, the chamfer, the flats and the countersink."""
    a, b = top[0] / np.maximum(out, 1e-3), top[1] / np.maximum(out, 1e-3)
    chamfer = smoothstep(0.93 * flat, 0.965 * flat, out)
    sunk = smoothstep(1.17 * hole, 1.10 * hole, out)
    rings = rng.normal(0.0, 0.035, 4096).astype(np.float32)
    turned = rings[np.clip(out * 3.0, 0, 4095).astype(np.int32)]
    radial = turned + 0.62 * chamfer - 0.85 * sunk + 0.06 * out / np.float32(flat)
    face = np.dstack([a * radial, b * radial, np.ones_like(out)])
    angle = facet * np.float32(np.pi / 3)
    cos, sin = np.cos(angle), np.sin(angle)
    bow = (top[1] * cos - top[0] * sin) / np.float32(flat) * 0.22
    side = np.dstack([cos - sin * bow, sin + cos * bow, np.full_like(out, 0.04)])
    on_side = facet >= 0
    below = np.clip((top[0] * cos + top[1] * sin - flat) / np.float32(0.35 * flat), 0.0, 1.0)
    occlusion = np.where(on_side, 1.0 - 0.45 * below, 1.0)
    return np.where(on_side[..., None], unit(side), unit(face)), occlusion


def _inside(top: Pair, sweep: F32, in_top: F32, in_bottom: F32, hole: float) -> tuple[F32, F32]:
    """Normals in the nut's frame and light of the threaded wall; depth runs 0 (top) .. 1 (bottom) along the sweep."""
    depth = np.clip(-in_top / np.maximum(in_bottom - in_top, 0.3), 0.0, 1.0)
    a, b = top[0] - sweep[0] * depth, top[1] - sweep[1] * depth
    turn = np.arctan2(b, a) / np.float32(2.0 * np.pi)
    ridge = np.sin(2.0 * np.pi * (depth * 4.0 + turn))
    inward = np.dstack([-a / np.float32(hole), -b / np.float32(hole), 0.25 + 0.45 * ridge])
    light = (0.85 - 0.55 * depth) * (0.82 + 0.18 * ridge)
    return unit(inward.astype(np.float32)), light
