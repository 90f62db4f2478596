"""One outline for a region with holes, for formats that have none: each hole is tied to the outside by a bridge.

The outline goes over the bridge to the hole, round it, and back over the same line, so both ways cancel and every
pixel stays what it was. A bridge is level and lies inside the region: programs that draw outlines as lines change none.
"""

from collections.abc import Sequence

import numpy as np

from workbench.core.arrays import I64
from workbench.exchange.parsing.document import F64


def one_ring(rings: Sequence[F64]) -> F64:
    """The outer ring and its holes (each float64 (n, 2)) as one ring; without holes, the outer ring itself."""
    outline, *holes = rings
    if not holes:
        return outline
    holes = [np.roll(hole, -_leftmost(hole), axis=0) for hole in holes]
    holes.sort(key=lambda hole: float(hole[0, 0]))  # a hole is tied to what begins farther left
    points = np.concatenate([outline, *holes])
    ring_of = np.repeat(np.arange(1 + len(holes)), [len(ring) for ring in (outline, *holes)])
    edges, ends = _nearest_edges(points, ring_of, np.array([hole[0] for hole in holes]))
    return _walked(points, ring_of, edges, ends)


def _leftmost(hole: F64) -> int:
    return int(np.lexsort((hole[:, 1], hole[:, 0]))[0])


def _following(points: F64, ring_of: I64) -> F64:
    """The end of the edge that begins at each point: the next point of its ring."""
    following = np.roll(points, -1, axis=0)
    first = np.searchsorted(ring_of, np.arange(ring_of[-1] + 1))
    following[np.append(first[1:], len(points)) - 1] = points[first]
    return following


def _nearest_edges(points: F64, ring_of: I64, starts: F64) -> tuple[I64, F64]:
    """The first edge to the left of each hole's first point, of a ring before the hole's own, and where it is met.

    All edges are cut once by all rows in which a hole begins, and each hole looks its neighbour up there.
    """
    (x0, y0), (x1, y1) = points.T, _following(points, ring_of).T
    rows = np.unique(starts[:, 1])
    low, high = np.searchsorted(rows, np.minimum(y0, y1)), np.searchsorted(rows, np.maximum(y0, y1))
    count = high - low
    edge = np.repeat(np.arange(len(points)), count)
    row = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count - low, count)
    meets = x0[edge] + (rows[row] - y0[edge]) * ((x1[edge] - x0[edge]) / (y1[edge] - y0[edge]))
    order = np.lexsort((meets, row))
    edge, row, meets = edge[order], row[order], meets[order]
    reach = float(max(meets.max(), starts[:, 0].max())) + 2
    # Slopes are drawn up to half a pixel away from their corners.
    wanted = np.searchsorted(rows, starts[:, 1]) * reach + starts[:, 0] + 0.5
    place = np.searchsorted(row * reach + meets, wanted, side="right") - 1
    own = np.arange(1, 1 + len(starts))
    while (later := ring_of[edge[place]] >= own).any():
        place[later] -= 1
    return edge[place], np.stack([meets[place], starts[:, 1]], axis=1)


def _walked(points: F64, ring_of: I64, edges: I64, ends: F64) -> F64:
    """Walk the outer ring; at the end of a bridge, over it, round the hole with all that is tied to it, and back."""
    first = np.searchsorted(ring_of, np.arange(ring_of[-1] + 2))
    along = np.abs(ends - points[edges]).sum(axis=1)
    tied: dict[int, list[int]] = {}  # by edge, in the edge's direction
    for hole in np.lexsort((along, edges)).tolist():
        tied.setdefault(int(edges[hole]), []).append(hole)
    at_edges = np.array(sorted(tied), dtype=np.int64)
    parts: list[F64] = []
    waiting: list[F64 | tuple[int, int]] = [(int(first[0]), int(first[1]))]  # points, or from where to where to walk
    while waiting:
        part = waiting.pop()
        if not isinstance(part, tuple):
            parts.append(part)
            continue
        begin, stop = part
        found = int(np.searchsorted(at_edges, begin))
        if found == len(at_edges) or at_edges[found] >= stop:
            parts.append(points[begin:stop])
            continue
        edge = int(at_edges[found])
        parts.append(points[begin : edge + 1])
        waiting.append((edge + 1, stop))
        for hole in reversed(tied[edge]):
            end, start = ends[hole : hole + 1], int(first[hole + 1])
            waiting += [end, points[start : start + 1], (start, int(first[hole + 2])), end]
    return np.concatenate(parts)
