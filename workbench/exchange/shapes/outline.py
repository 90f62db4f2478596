"""Outlines turned into pixels: polygons with holes, discs, thick lines. One rule for all formats.

The rule: coordinates are those of COCO, labelme and CVAT, where the pixel of column c and row r covers the square from
(c, r) to (c + 1, r + 1); it is inside when its centre is, by the even-odd rule. So touching polygons neither overlap
nor leave a gap, holes are holes, and nothing depends on the direction in which an outline was drawn. Programs that
draw the outline as well (OpenCV, Pillow) have up to one pixel more at every border.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from workbench.core.errors import BadInputError
from workbench.exchange.parsing.document import F64
from workbench.exchange.shapes.patch import NOTHING, Patch

MOST_CROSSINGS = 50_000_000
"""Rows that all edges of one outline cross, summed: a photograph's coast line has a hundredth of it."""

_AT_ONCE = 2_000_000


def polygon(rings: Sequence[F64], height: int, width: int) -> Patch:
    """The pixels whose centres are inside an odd number of the rings (each float64 (n, 2): x, y, finite)."""
    edges = _edges(rings)
    if edges.size == 0:
        return NOTHING
    xs, ys = edges[:, 0::2], edges[:, 1::2]
    top, bottom = _span(ys, height)
    left, right = _span(xs, width)
    if top >= bottom or left >= right:
        return NOTHING
    first = np.clip(_from_centre(ys.min(axis=1)), top, bottom)
    count = np.clip(_from_centre(ys.max(axis=1)), top, bottom) - first
    if int(count.sum()) > MOST_CROSSINGS:
        raise BadInputError(
            f"An outline crosses {int(count.sum()):,} rows in all; {MOST_CROSSINGS:,} is the most that is drawn.",
            "Simplify it.",
        )
    flips = np.zeros((bottom - top, right - left + 1), dtype=np.uint8)  # odd: inside begins or ends at this pixel
    for some in np.array_split(np.arange(len(edges)), max(1, int(count.sum()) // _AT_ONCE)):
        _flip(flips, edges[some], first[some], count[some], top, left)
    inside = (np.add.accumulate(flips, axis=1, dtype=np.uint8)[:, :-1] & 1).astype(np.bool_)
    return Patch(top, left, inside)


def drawn(rings: Sequence[F64], height: int, width: int) -> list[Patch]:
    """`polygon` as the only patch of a region."""
    return [polygon(rings, height, width)]


def disc(x: float, y: float, radius: float, height: int, width: int) -> Patch:
    """The pixels whose centres are at most `radius` from (x, y)."""
    top, bottom = _span(np.array([y - radius, y + radius]), height)
    left, right = _span(np.array([x - radius, x + radius]), width)
    if top >= bottom or left >= right:
        return NOTHING
    rows = np.arange(top, bottom)[:, None] + 0.5 - y
    columns = np.arange(left, right)[None, :] + 0.5 - x
    return Patch(top, left, rows**2 + columns**2 <= radius**2)


def thick_line(points: F64, thickness: float, height: int, width: int) -> list[Patch]:
    """The pixels of each piece of a line (float64 (n, 2)): rectangles of that thickness with square ends."""
    patches = []
    for start, end in pairwise(points):
        length = float(np.hypot(*(end - start)))
        if length > 0:
            across = np.array([start[1] - end[1], end[0] - start[0]]) * (thickness / 2 / length)
            corners = np.array([start + across, end + across, end - across, start - across])
            patches.append(polygon([corners], height, width))
    return patches


def ellipse(x: float, y: float, across: float, down: float, degrees: float = 0.0) -> F64:
    """An ellipse with these two radii, turned clockwise, as a ring of 180 corners: float64 (180, 2)."""
    angles = np.linspace(0, 2 * np.pi, 180, endpoint=False)
    turn = np.deg2rad(degrees)
    along, aside = across * np.cos(angles), down * np.sin(angles)
    return np.stack(
        [x + along * np.cos(turn) - aside * np.sin(turn), y + along * np.sin(turn) + aside * np.cos(turn)], axis=1
    )


def _edges(rings: Sequence[F64]) -> F64:
    """float64 (n, 4): x, y, x, y of every edge, the closing ones too."""
    closed = [np.hstack([ring, np.roll(ring, -1, axis=0)]) for ring in rings if len(ring) >= 3]
    return np.vstack(closed) if closed else np.zeros((0, 4))


def _from_centre(values: F64) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The first pixel whose centre is at or beyond each value."""
    return np.asarray(np.ceil(values - 0.5), dtype=np.int64)


def _span(values: F64, size: int) -> tuple[int, int]:
    """The pixels of one axis that a shape can reach, half-open, within the image."""
    first, last = np.floor(values.min()), np.ceil(values.max())
    return int(np.clip(first, 0, size)), int(np.clip(last, 0, size))


def _flip(
    flips: np.ndarray[tuple[int, int], np.dtype[np.uint8]],
    edges: F64,
    first: np.ndarray[tuple[int], np.dtype[np.int64]],
    count: np.ndarray[tuple[int], np.dtype[np.int64]],
    top: int,
    left: int,
) -> None:
    """Mark where edges cross the centre lines of rows; sums may pass 255, for only their parity counts."""
    which = np.repeat(np.arange(len(edges)), count)
    row = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count) + first[which]
    x0, y0, x1, y1 = edges[which].T
    with np.errstate(divide="ignore", invalid="ignore"):  # level edges cross no row and are not in `which`
        x = x0 + (row + 0.5 - y0) * ((x1 - x0) / (y1 - y0))
    column = np.clip(_from_centre(x) - left, 0, flips.shape[1] - 1)
    np.add.at(flips, (row - top, column), 1)
