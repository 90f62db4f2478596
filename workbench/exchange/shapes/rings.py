"""The outlines of a region, so drawn that `outline.polygon` gives back the very same pixels.

An outline runs along the borders of pixels, corner by corner. Where it goes down a slope in single steps, it goes
through the middles of the steps instead of their corners: half as many points, a smoother line, and no centre of a
pixel changes sides, which the tests prove on random masks.
"""

import numpy as np

from workbench.core.arrays import I64, Bool
from workbench.exchange.parsing.document import F64
from workbench.exchange.shapes.patch import Patch


def rings(patch: Patch, *, corners: bool = False) -> list[F64]:
    """The outlines of a connected region: float64 (n, 2), x and y in the image; the outer one first, then holes.

    With `corners` all coordinates are whole numbers, for programs that round them: the points are corners of pixels.
    """
    place = np.array([patch.left, patch.top], dtype=np.float64)
    return [(ring.astype(np.float64) if corners else _smoothed(ring)) + place for ring in _corner_rings(patch.inside)]


def _corner_rings(inside: Bool) -> list[I64]:
    """The outlines along the borders of pixels: int64 (n, 2), x and y of every corner. The first begins top left.

    A corner is where an odd number of the four pixels round a crossing are inside, or two that touch by it: that one is
    passed twice, so that these two stay together. Corners of a row are joined two by two, those of a column likewise.
    """
    rows, columns = inside.shape
    padded = np.zeros((rows + 2, columns + 2), dtype=np.uint8)
    padded[1:-1, 1:-1] = inside
    above_left, above_right = padded[:-1, :-1], padded[:-1, 1:]
    below_left, below_right = padded[1:, :-1], padded[1:, 1:]
    odd = above_left ^ above_right ^ below_left ^ below_right
    touching = (above_left == below_right) & (above_right == below_left) & (above_left != above_right)
    y, x = np.nonzero(odd | touching)
    twice = touching[y, x]
    y, x = np.repeat(y, 1 + twice), np.repeat(x, 1 + twice)  # by rows: the first of two goes left, the second right
    falling = padded[y, x] == 1  # of two that touch, those above left and below right are inside
    second = np.zeros(len(y), dtype=np.bool_)
    second[1:] = (y[1:] == y[:-1]) & (x[1:] == x[:-1])
    first = np.zeros(len(y), dtype=np.bool_)
    first[:-1] = second[1:]
    goes_down = np.where(falling, first, second)  # else up; matters where there are two alone
    by_column = np.lexsort((goes_down, y, x))
    along = np.empty(len(y), dtype=np.int64)
    along[by_column] = by_column[np.arange(len(y)) ^ 1]
    return [np.stack([x[found], y[found]], axis=1) for found in _circles(along.tolist())]


def _circles(along: list[int]) -> list[I64]:
    """The corners of each outline, in its order, when one goes across (to the other of two) and along by turns."""
    seen = bytearray(len(along))
    circles = []
    start = seen.find(0)
    while start >= 0:
        entered, at = [], start
        while not seen[at]:
            other = at ^ 1
            seen[at] = seen[other] = 1
            entered.append(at)
            at = along[other]
        first = np.array(entered)
        circles.append(np.stack([first, first ^ 1], axis=1).ravel())
        start = seen.find(0, start)
    return circles


def _smoothed(corners: I64) -> F64:
    """A ring of corners with the single steps of its slopes replaced by their middles: float64 (m, 2)."""
    following = np.roll(corners, -1, axis=0)
    edges = following - corners
    before = np.roll(edges, 1, axis=0)
    turns = before[:, 0] * edges[:, 1] - before[:, 1] * edges[:, 0] > 0
    length = np.abs(edges).sum(axis=1)
    # A slope turns one way and the other by turns; where it turns back, its corners stay.
    bends = turns != np.roll(turns, -1)
    step = (length == 1) & bends & np.roll(bends, 1) & np.roll(bends, -1)
    points = np.empty((len(corners), 2, 2))
    points[:, 0] = corners
    points[:, 1] = (corners + following) / 2
    keep = np.stack([~step & ~np.roll(step, 1), step], axis=1)
    return _without_straight(points[keep])


def _without_straight(points: F64) -> F64:
    """The ring without the points at which it goes straight on; halves are exact, so no pixel changes."""
    edges = np.roll(points, -1, axis=0) - points
    before = np.roll(edges, 1, axis=0)
    turns = before[:, 0] * edges[:, 1] != before[:, 1] * edges[:, 0]
    return np.asarray(points[turns | ((before * edges).sum(axis=1) < 0)])
