"""A simulated annotator: brush strokes along what is wrong in a mask, never over a border, and the seconds they take.

After RootPainter's simulated user (root_painter, trainer/tests/sim_benchmark, 2026): a hand that knows the truth, moves
at 400 pixels a second and looks 0.2 s for each place. Wide brushes come first, then narrower ones along the borders.
A key takes 0.2 s (Card, Moran and Newell 1980, "The Keystroke-Level Model", a good typist).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np

from workbench.core.arrays import F32, U8, Bool
from workbench.core.edit import Edit, EditRecorder, apply, edit_from_pixels
from workbench.core.geometry import Point, Rect
from workbench.core.mask import UNLABELLED, LabelMask, Origin
from workbench.core.prediction import Prediction
from workbench.paint.brush import paint_line
from workbench.paint.ink import SolidInk

SPEED = 400.0
"""Image pixels a second, while the brush is down."""

FIND = 0.2
"""Seconds to find the next place, before each stroke."""

OPEN = 1.0
"""Seconds to open an image and to look at it."""

KEY = 0.2
"""Seconds to press a key."""

LEAST = 12
"""Pixels: smaller wrong regions are left alone ("not much point in correcting random noise", RootPainter's guide)."""

RADII = (32.0, 16.0, 8.0, 4.0, 2.0, 1.0, 0.5)

BROADEST = 2.0
"""A brush is at most so many times as wide as what is wrong, even where the class around it has room for more."""

WORTH = 0.5
"""A prediction of which less than this share is right is not accepted: painting from nothing is as quick."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """One movement of the brush.

    Attributes:
        radius: of the brush, in pixels.
        points: the line; at least one.
    """

    radius: float
    points: tuple[Point, ...]

    @property
    def seconds(self) -> float:
        """How long it takes, with the search for its place."""
        ends = zip(self.points, self.points[1:], strict=False)
        return FIND + sum(float(np.hypot(b.y - a.y, b.x - a.x)) for a, b in ends) / SPEED


def work_on(mask: LabelMask, truth: U8, prediction: Prediction | None, whole: bool = False) -> tuple[list[Edit], float]:
    """Do what a person would to bring a mask to the truth, in place: accept, then paint what is wrong.

    Args:
        mask: of the image.
        truth: uint8 (H, W), class indices; what is unlabelled there is never painted.
        prediction: that the person sees; None for none.
        whole: give the mask the truth at once, in no time: for comparisons that count images.

    Returns:
        The edits in order, and all seconds of work, those of opening the image too.
    """
    edits: list[Edit] = []
    seconds = OPEN
    known = truth != UNLABELLED
    if whole:
        given = edit_from_pixels(mask, known, truth, Origin.HAND, "truth")
        return ([] if given is None else [given]), seconds
    if prediction is not None and (prediction.classes == truth)[known].mean() >= WORTH:
        accepted = prediction.to_edit(mask)
        seconds += KEY
        if accepted is not None:
            apply(mask, accepted)
            edits.append(accepted)
    for index in np.unique(truth[known]):
        for stroke in strokes(mask, truth, int(index)):
            recorder = EditRecorder(mask)
            ink = SolidInk(int(index), Origin.HAND)
            for start, end in zip(stroke.points, stroke.points[1:] or stroke.points, strict=False):
                paint_line(recorder, start, end, stroke.radius, ink)
            edit = recorder.finish("brush", stroke.seconds)
            seconds += stroke.seconds
            if edit is not None:
                edits.append(edit)
    return edits, seconds


def strokes(mask: LabelMask, truth: U8, index: int) -> Iterator[Stroke]:
    """The strokes that make a class right. Each is to be painted before the next is asked for."""
    region = truth == index
    depth = _depth(region)
    for radius in RADII:
        wrong = region & (mask.classes != index)
        centres = wrong & (depth > radius)
        if not centres.any():
            continue
        reach = cv2.dilate(centres.astype(np.uint8), _disc(radius)).astype(np.bool_)
        for box, piece in _pieces(wrong & reach):
            near = centres[box.slices] & piece
            if near.any() and radius <= BROADEST * _half_width(piece):
                yield from _hatching(near, radius, box)


def _hatching(near: Bool, radius: float, box: Rect) -> Iterator[Stroke]:
    """Strokes to and fro along the longer side, close enough to leave nothing between two lines.

    Each goes on from line to line as long as the middle of the brush can: round a ring in one stroke, too. Lines run
    through the centres of pixels where the brush fits, so that nothing beside the region is painted.

    Args:
        near: bool, where in the box the middle of the brush has to go.
        radius: of the brush.
        box: in the image.
    """
    rows, columns = np.nonzero(near)
    across = bool(np.ptp(rows) > np.ptp(columns))
    places = near.T if across else near
    used = np.flatnonzero(places.any(axis=1))
    first, last = int(used[0]), int(used[-1])
    lines = sorted({*range(first, last + 1, max(1, int(1.5 * radius))), last})
    left = [_runs(places[line], line) for line in lines]
    for number in range(len(lines)):
        while left[number]:
            run = left[number].pop(0)
            path = [(run.line, run.begin), (run.line, run.end)]
            place = number
            while (found := _following(places, left, place, run, path[-1][1])) is not None:
                place, run, column = found
                turn = run.nearer(column)
                path += [(path[-1][0], column), (run.line, min(max(column, run.begin), run.end))]
                path += [(run.line, turn), (run.line, run.begin + run.end - turn)]
            points = [(c, r) if across else (r, c) for r, c in path]
            yield Stroke(radius, tuple(Point(box.top + r + 0.5, box.left + c + 0.5) for r, c in points))


class _Run(NamedTuple):
    """A stretch of a line, both ends included."""

    line: int
    begin: int
    end: int

    def nearer(self, column: int) -> int:
        """The end that is nearer to a column."""
        return self.begin if abs(column - self.begin) <= abs(column - self.end) else self.end


def _runs(line: Bool, number: int) -> list[_Run]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], line.astype(np.int8), [0]))))
    return [_Run(number, int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _following(
    places: Bool, left: list[list[_Run]], place: int, run: _Run, column: int
) -> tuple[int, _Run, int] | None:
    """A run of the line after or before that can be reached from this one, taken from `left`; and at which column."""
    for other in (place + 1, place - 1):
        for candidate in left[other] if 0 <= other < len(left) else ():
            low, high = max(run.begin, candidate.begin), min(run.end, candidate.end)
            top, bottom = sorted((run.line, candidate.line))
            beside = low == high + 1 and bottom == top + 1  # a diagonal step
            for at in (min(max(column, low), high), (low + high) // 2) if low <= high else ():
                if places[top : bottom + 1, at].all():
                    left[other].remove(candidate)
                    return other, candidate, at
            if beside:
                left[other].remove(candidate)
                return other, candidate, low if run.begin == low else high
    return None


def _depth(region: Bool) -> F32:
    """float32 (H, W): the distance to the nearest pixel outside the region; the image's edge is no border."""
    pad = int(max(RADII)) + 2
    padded = cv2.copyMakeBorder(region.astype(np.uint8), pad, pad, pad, pad, cv2.BORDER_REPLICATE)
    far = cv2.distanceTransform(padded, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)[pad:-pad, pad:-pad]
    return np.ascontiguousarray(far, dtype=np.float32)


def _pieces(wrong: Bool) -> Iterator[tuple[Rect, Bool]]:
    """The connected regions that are worth a stroke, largest first: a box, and which of its pixels they are."""
    count, numbers, facts, _ = cv2.connectedComponentsWithStats(wrong.astype(np.uint8), connectivity=8)
    for number in sorted(range(1, count), key=lambda one: -int(facts[one, cv2.CC_STAT_AREA])):
        left, top, width, height, area = (int(fact) for fact in facts[number])
        if area >= LEAST:
            box = Rect(top, left, top + height, left + width)
            yield box, numbers[box.slices] == number


def _half_width(piece: Bool) -> float:
    """The radius of the largest disc in a region, about."""
    padded = cv2.copyMakeBorder(piece.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT)
    return float(cv2.distanceTransform(padded, cv2.DIST_L2, 3).max())


def _disc(radius: float) -> U8:
    """uint8 (d, d): 1 within the radius."""
    reach = int(radius)
    grid = np.arange(-reach, reach + 1)
    return (grid[:, None] ** 2 + grid**2 <= radius * radius).astype(np.uint8)
