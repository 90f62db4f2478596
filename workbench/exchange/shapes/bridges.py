"""One outline for a region with holes, for formats that have none: each hole is tied to the outside by a bridge.

The outline goes over the bridge to the hole, round it, and back over the same line, so both ways cancel and every
pixel stays what it was. A bridge is level and lies inside the region: programs that draw outlines as lines change none.
"""

from collections.abc import Sequence

import numpy as np

from workbench.exchange.parsing.document import F64


def one_ring(rings: Sequence[F64]) -> F64:
    """The outer ring and its holes (each float64 (n, 2)) as one ring; without holes, the outer ring itself."""
    outline, *holes = rings
    for hole in sorted(holes, key=lambda ring: float(ring[:, 0].min())):  # what lies to its left is tied already
        outline = _tied(outline, hole)
    return outline


def _tied(outline: F64, hole: F64) -> F64:
    """The outline with a bridge from the hole's leftmost point straight to the left."""
    start = int(np.lexsort((hole[:, 1], hole[:, 0]))[0])
    x, y = hole[start]
    x0, y0 = outline.T
    x1, y1 = np.roll(outline, -1, axis=0).T
    crossed = np.flatnonzero((y0 <= y) != (y1 <= y))
    x0, y0, x1, y1 = x0[crossed], y0[crossed], x1[crossed], y1[crossed]
    meets = x0 + (y - y0) * ((x1 - x0) / (y1 - y0))
    meets = np.where(meets <= x + 0.5, meets, -np.inf)  # slopes are drawn up to half a pixel away from their corners
    nearest = int(meets.argmax())
    end = np.array([[meets[nearest], y]])
    after = int(crossed[nearest]) + 1
    return np.vstack(
        [outline[:after], end, np.roll(hole, -start, axis=0), hole[start : start + 1], end, outline[after:]]
    )
