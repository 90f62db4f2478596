"""A hand that paints part of a picture: wobbling strokes that keep inside each class.

Strokes are level lines of the distance to the class's border: deep ones run along the middle of a part, shallow ones
just inside its edge. Each is checked with the distance map, so that no painted disc reaches over a border.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from workbench.core.arrays import F32, I64, U8, Bool
from workbench.core.geometry import Point

BACKGROUND = 0

SMALLEST_PART = 60
"""Pixels: what is seen of a part below this a person does not bother to paint."""

KEEP_OFF = 1.3
"""Pixels between the edge of a stroke and the middle of the nearest pixel of another class, at least."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """One movement of the brush.

    Attributes:
        class_index: what it paints.
        points: the line, in picture pixels; at least two.
        radius: of the round brush, in pixels.
    """

    class_index: int
    points: list[Point]
    radius: float


def strokes(truth: U8, seed: int, share: float = 0.18) -> list[Stroke]:
    """What a person would paint of a picture.

    Args:
        truth: uint8 (H, W), class index of every pixel.
        seed: the same number gives the same strokes.
        share: how much of each part's area, and of the background's, to paint, 0..1; roughly.

    Returns:
        Strokes in painting order, those of the parts first. None paints a pixel of another class.
    """
    rng = np.random.default_rng([seed, 0x4A2D])
    painted: list[Stroke] = []
    for index in (int(i) for i in np.unique(truth) if i != BACKGROUND):
        count, pieces, stats, _ = cv2.connectedComponentsWithStats((truth == index).astype(np.uint8), connectivity=4)
        areas: I64 = stats[:, cv2.CC_STAT_AREA].astype(np.int64)
        largest = int(areas[1:].argmax()) + 1
        for piece in range(1, count):
            if areas[piece] >= SMALLEST_PART or piece == largest:
                painted += _in_piece(rng, pieces == piece, index, share)
    return painted + _in_background(rng, truth == BACKGROUND, share)


def _in_piece(rng: np.random.Generator, region: Bool, index: int, share: float) -> list[Stroke]:
    """Strokes in one connected part: along its middle, then just inside its edge, until the share is reached."""
    depth = _depth(region)
    deepest = float(depth.max())
    budget = _Budget(region, share)
    result: list[Stroke] = []
    for attempt in range(80):
        edge = attempt % 2 == 1
        level = KEEP_OFF + rng.uniform(2.0, 2.8) if edge else deepest * rng.uniform(0.4, 0.85)
        radius = rng.uniform(1.0, 1.6) if edge else min(max(level - KEEP_OFF - 1.5, 0.6), 0.4 * deepest, 4.0)
        for line in _level_arcs(rng, budget, depth, min(level, 0.85 * deepest), float(rng.uniform(0.05, 0.16))):
            result += budget.take(_kept_inside(line, depth, radius, index))
        if budget.spent:
            break
    return result or [_dab(depth, index)]


def _in_background(rng: np.random.Generator, region: Bool, share: float) -> list[Stroke]:
    """Narrow strokes along the parts, then broad scribbles across the open cloth until the share is reached."""
    depth = _depth(region)
    if not region.any():
        return []
    budget = _Budget(region, share)
    result: list[Stroke] = []
    for level in (4.0, 9.0):
        for line in _level_arcs(rng, budget, depth, level, float(rng.uniform(0.25, 0.4))):
            result += budget.take(_kept_inside(line, depth, level * 0.3, BACKGROUND))
    for _ in range(60):
        if budget.spent:
            break
        line = _scribble(rng, *region.shape)
        result += budget.take(_kept_inside(line, depth, float(rng.uniform(5.0, 11.0)), BACKGROUND))
    return result or [_dab(depth, BACKGROUND)]


class _Budget:
    """Takes strokes until they cover a share of a region."""

    def __init__(self, region: Bool, share: float) -> None:
        self._canvas = np.zeros(region.shape, dtype=np.uint8)
        self._wanted = share * float(np.count_nonzero(region))
        self._places: list[F32] = []

    @property
    def spent(self) -> bool:
        """Whether the share is reached."""
        return float(np.count_nonzero(self._canvas)) >= self._wanted

    def take(self, offered: Iterator[Stroke]) -> Iterator[Stroke]:
        """The strokes offered, as long as the share is not reached."""
        for stroke in offered:
            if self.spent:
                return
            line = np.array([(p.x, p.y) for p in stroke.points]).astype(np.int32)
            cv2.polylines(self._canvas, [line], False, 1, max(1, round(2 * stroke.radius)))
            self._places.append(np.array([(p.x, p.y) for p in stroke.points[::4]], dtype=np.float32))
            yield stroke

    def emptiest(self, places: F32) -> int:
        """Which of the places (float32 (n, 2) x, y) lies farthest from everything painted so far."""
        if not self._places:
            return 0
        away = places[:, None, :] - np.concatenate(self._places)[None, :, :]
        return int(np.hypot(away[..., 0], away[..., 1]).min(axis=1).argmax())


def _depth(region: Bool) -> F32:
    """float32 (H, W): distance from each pixel's middle to the nearest pixel outside; the picture's edge is open."""
    if region.all():
        return np.full(region.shape, 1e3, dtype=np.float32)
    return np.asarray(cv2.distanceTransform(region.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE), np.float32)


def _level_arcs(rng: np.random.Generator, budget: _Budget, depth: F32, level: float, length: float) -> Iterator[F32]:
    """A piece, `length` of the whole, of each line on which the depth has that value: float32 (n, 2) x, y.

    A hand goes where it has not been yet: of a few random starts the one farthest from all strokes is taken.
    """
    beyond = int(level) + 4  # lines must not follow the picture's edge, which is no border of a class
    deep = cv2.copyMakeBorder((depth >= level).astype(np.uint8), beyond, beyond, beyond, beyond, cv2.BORDER_REPLICATE)
    outlines, _ = cv2.findContours(deep, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    for outline in outlines:
        around = outline[:, 0, :].astype(np.float32) + np.float32(0.5 - beyond)
        count = max(6, int(length * len(around)))
        if len(around) < 4:
            continue
        starts = rng.integers(len(around), size=8)
        start = int(starts[budget.emptiest(around[starts])])
        arc = np.take(around, range(start, start + min(count, len(around))), axis=0, mode="wrap")
        yield _wobbled(rng, arc[::3] if len(arc) > 6 else arc, 0.4)


def _scribble(rng: np.random.Generator, height: int, width: int) -> F32:
    """A zigzag across some of the picture: float32 (n, 2) x, y."""
    turns = int(rng.integers(3, 6))
    heading = rng.uniform(0.0, 2.0 * np.pi)
    step = rng.uniform(0.12, 0.25) * width
    corners = [np.array([rng.uniform(0.03, 0.97) * width, rng.uniform(0.03, 0.97) * height])]
    for turn in range(turns):
        bearing = heading + (1.0 if turn % 2 else -1.0) * rng.uniform(0.9, 1.35)
        corners.append(corners[-1] + step * np.array([np.cos(bearing), np.sin(bearing)]))
    t = np.linspace(0.0, turns, turns * 24)
    line = np.stack([np.interp(t, range(turns + 1), [c[axis] for c in corners]) for axis in (0, 1)], axis=1)
    for axis in (0, 1):
        line[3:-3, axis] = np.convolve(line[:, axis], np.full(7, 1 / 7), mode="valid")
    return _wobbled(rng, line.astype(np.float32), 1.2)


def _wobbled(rng: np.random.Generator, line: F32, amount: float) -> F32:
    """The line with the slow unsteadiness of a hand, in pixels."""
    drift = np.cumsum(rng.normal(0.0, amount * 0.4, line.shape), axis=0)
    result: F32 = (line + np.clip(drift - drift.mean(axis=0), -2.0 * amount, 2.0 * amount)).astype(np.float32)
    return result


def _kept_inside(line: F32, depth: F32, radius: float, index: int) -> Iterator[Stroke]:
    """The pieces of the line along which a brush of that radius touches its own class only."""
    piece: list[Point] = []
    for start, end in itertools.pairwise(line):
        if not _free(start, end, depth, radius):
            if len(piece) > 1:
                yield Stroke(index, piece, radius)
            piece = []
            continue
        if not piece:
            piece = [Point(float(start[1]), float(start[0]))]
        piece.append(Point(float(end[1]), float(end[0])))
    if len(piece) > 1:
        yield Stroke(index, piece, radius)


def _free(start: F32, end: F32, depth: F32, radius: float) -> bool:
    """Whether the picture holds the whole segment and the depth everywhere on it leaves room for the brush."""
    steps = int(np.hypot(*(end - start))) + 2
    places = start + (end - start) * np.linspace(0.0, 1.0, steps)[:, None]
    columns, rows = np.floor(places).astype(int).T
    height, width = depth.shape
    if rows.min() < 0 or columns.min() < 0 or rows.max() >= height or columns.max() >= width:
        return False
    return bool(depth[rows, columns].min() >= radius + KEEP_OFF)


def _dab(depth: F32, index: int) -> Stroke:
    """A dot on the deepest pixel, for what is too small for a line."""
    row, column = np.unravel_index(int(depth.argmax()), depth.shape)
    middle = Point(float(row) + 0.5, float(column) + 0.5)
    return Stroke(index, [middle, middle], 0.5)
