from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.core.edit import EditRecorder, apply
from workbench.core.geometry import EMPTY, Point, Rect
from workbench.core.mask import UNLABELLED, LabelMask, Origin
from workbench.core.offer import Offer
from workbench.core.prediction import Prediction
from workbench.paint.brush import line_shape, paint_line, stamp
from workbench.paint.ink import ANYWHERE, ERASER, InkRule, PredictionInk, SolidInk


def near(row: int, column: int, start: Point, end: Point, radius: float) -> bool:
    """The rule in the words of the manual, in exact arithmetic."""
    y, x = Fraction(2 * row + 1, 2), Fraction(2 * column + 1, 2)
    ay, ax, by, bx = (Fraction(v) for v in (*start, *end))
    squared = (by - ay) ** 2 + (bx - ax) ** 2
    t = Fraction(0) if squared == 0 else ((y - ay) * (by - ay) + (x - ax) * (bx - ax)) / squared
    t = min(max(t, Fraction(0)), Fraction(1))
    return (y - ay - t * (by - ay)) ** 2 + (x - ax - t * (bx - ax)) ** 2 <= Fraction(radius) ** 2


def slow_line(height: int, width: int, start: Point, end: Point, radius: float) -> np.ndarray:
    return np.array([[near(r, c, start, end, radius) for c in range(width)] for r in range(height)], dtype=bool)


quarters = st.integers(-60, 140).map(lambda n: n / 4)
points = st.builds(Point, quarters, quarters)


@settings(max_examples=150, deadline=None)
@given(start=points, end=points, radius=st.integers(1, 60).map(lambda n: n / 4))
def test_a_line_is_every_pixel_whose_centre_is_near(start: Point, end: Point, radius: float) -> None:
    mask = LabelMask.blank(21, 26)
    dirty = paint_line(EditRecorder(mask), start, end, radius, SolidInk(3))
    expected = slow_line(21, 26, start, end, radius)
    assert np.array_equal(mask.classes == 3, expected)
    assert np.array_equal(mask.origin == Origin.HAND, expected)
    outside = expected.copy()
    outside[dirty.slices] = False
    assert not outside.any()
    assert dirty.clip(21, 26) == dirty


def within_a_growing_disc(row: int, column: int, start: Point, end: Point, first: float, last: float) -> bool:
    """Does the disc cover the centre at some moment of the way? Exact: distance² - radius² is a parabola of time."""
    y, x = Fraction(2 * row + 1, 2), Fraction(2 * column + 1, 2)
    (ay, ax), (by, bx), r, s = map(Fraction, start), map(Fraction, end), Fraction(first), Fraction(last)
    dy, dx, dr = by - ay, bx - ax, s - r
    square, slope, height = (
        dy * dy + dx * dx - dr * dr,
        -2 * ((y - ay) * dy + (x - ax) * dx + r * dr),
        (y - ay) ** 2 + (x - ax) ** 2 - r * r,
    )
    moments = [Fraction(0), Fraction(1)] + ([-slope / (2 * square)] if square > 0 else [])
    return any(0 <= t <= 1 and square * t * t + slope * t + height <= 0 for t in moments)


@settings(max_examples=60, deadline=None)
@given(
    start=points,
    end=points,
    first=st.integers(1, 50).map(lambda n: n / 4),
    last=st.integers(1, 50).map(lambda n: n / 4),
)
def test_a_tapered_line_is_what_a_growing_disc_covers(start: Point, end: Point, first: float, last: float) -> None:
    found = np.zeros((21, 26), dtype=bool)
    for rect, where in line_shape(start, end, first, Rect(0, 0, 21, 26), last):
        found[rect.slices] |= where
    slow = [[within_a_growing_disc(r, c, start, end, first, last) for c in range(26)] for r in range(21)]
    assert np.array_equal(found, np.array(slow))


@pytest.mark.parametrize(
    ("start", "end", "radius"),
    [
        (Point(200.0, 200.0), Point(200.0, 200.0), 200.0),
        (Point(210.5, 190.5), Point(230.25, 400.75), 200.0),
        (Point(40.5, 10.5), Point(590.5, 600.5), 7.5),
        (Point(300.5, -50.5), Point(300.5, 700.5), 12.0),
        (Point(-20.5, 300.0), Point(700.5, 300.0), 0.5),
    ],
)
def test_large_brushes_and_long_lines_over_several_tiles(start: Point, end: Point, radius: float) -> None:
    mask = LabelMask.blank(620, 640)
    paint_line(EditRecorder(mask), start, end, radius, SolidInk(0))
    y, x = np.mgrid[:620, :640] + 0.5
    ay, ax, dy, dx = *start, end.y - start.y, end.x - start.x
    squared = dy * dy + dx * dx
    t = np.clip(((y - ay) * dy + (x - ax) * dx) / squared, 0, 1) if squared else 0.0
    distance = np.hypot(y - ay - t * dy, x - ax - t * dx)
    clear = np.abs(distance - radius) > 1e-9  # ties are decided exactly by the test above
    assert np.array_equal((mask.classes == 0)[clear], (distance <= radius)[clear])


def test_a_stamp_of_diameter_one_is_one_pixel() -> None:
    mask = LabelMask.blank(5, 5)
    stamp(EditRecorder(mask), Point(2.5, 3.5), 0.5, SolidInk(1))
    assert np.argwhere(mask.classes == 1).tolist() == [[2, 3]]


def test_a_line_outside_the_mask_changes_nothing() -> None:
    mask = LabelMask.blank(10, 10)
    recorder = EditRecorder(mask)
    assert paint_line(recorder, Point(-30.0, 4.0), Point(-20.0, 4.0), 5.0, SolidInk(1)) == EMPTY
    assert paint_line(recorder, Point(4.0, 40.0), Point(4.0, 60.0), 5.0, SolidInk(1)) == EMPTY
    assert recorder.finish("brush") is None


def mixed_mask() -> LabelMask:
    rng = np.random.default_rng(5)
    classes = rng.choice(np.array([0, 1, 2, UNLABELLED], dtype=np.uint8), (40, 50))
    origin = rng.integers(1, 4, (40, 50)).astype(np.uint8)
    origin[classes == UNLABELLED] = Origin.NONE
    return LabelMask(classes, origin)


@pytest.mark.parametrize(
    "rule",
    [
        ANYWHERE,
        InkRule(only_unlabelled=True),
        InkRule(protect_hand=True),
        InkRule(protected=frozenset({0, 2})),
        InkRule(only_unlabelled=True, protect_hand=True, protected=frozenset({1})),
    ],
)
@pytest.mark.parametrize("ink", [SolidInk(7), ERASER])
def test_a_rule_keeps_the_pixels_it_names(rule: InkRule, ink: SolidInk) -> None:
    mask, old = mixed_mask(), mixed_mask()
    paint_line(EditRecorder(mask), Point(10.5, 5.5), Point(30.5, 44.5), 8.0, ink, rule)
    for row, column in np.ndindex(40, 50):
        inside = near(row, column, Point(10.5, 5.5), Point(30.5, 44.5), 8.0)
        was, who = int(old.classes[row, column]), int(old.origin[row, column])
        kept = (
            (rule.only_unlabelled and was != UNLABELLED)
            or (rule.protect_hand and who == Origin.HAND)
            or was in rule.protected
        )
        expected = (ink.value, ink.origin) if inside and not kept else (was, who)
        assert (mask.classes[row, column], mask.origin[row, column]) == expected


@pytest.mark.parametrize("threshold", [0.0, 0.6])
def test_the_adopt_brush_takes_the_prediction_and_spares_the_hand(threshold: float) -> None:
    rng = np.random.default_rng(8)
    said, sure = rng.integers(0, 4, (2, 40, 50)).astype(np.uint8) * np.array([[[1]], [[80]]], dtype=np.uint8)
    prediction = Prediction(said, sure, np.zeros_like(said))
    mask, old = mixed_mask(), mixed_mask()
    stamp(EditRecorder(mask), Point(20.5, 25.5), 12.0, PredictionInk(prediction, Offer(threshold)))
    inside = slow_line(40, 50, Point(20.5, 25.5), Point(20.5, 25.5), 12.0)
    taken = inside & (old.origin != Origin.HAND) & (sure >= 255 * threshold)
    assert taken.any()
    assert (inside & ~taken).any()
    assert np.array_equal(mask.classes, np.where(taken, said, old.classes))
    assert np.array_equal(mask.origin, np.where(taken, Origin.ACCEPTED, old.origin))


def test_a_recorded_line_can_be_undone_and_done_again() -> None:
    mask, old = mixed_mask(), mixed_mask()
    recorder = EditRecorder(mask)
    paint_line(recorder, Point(3.0, 3.0), Point(33.0, 41.0), 4.0, SolidInk(9))
    painted = mask.copy()
    edit = recorder.finish("brush")
    assert edit is not None
    apply(mask, edit.inverse())
    assert np.array_equal(mask.classes, old.classes)
    assert np.array_equal(mask.origin, old.origin)
    apply(mask, edit)
    assert np.array_equal(mask.classes, painted.classes)
    assert np.array_equal(mask.origin, painted.origin)
