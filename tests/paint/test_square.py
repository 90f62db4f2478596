from fractions import Fraction
from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.core.geometry import Point, Rect
from workbench.paint.square import square_line_shape

HEIGHT, WIDTH = 18, 22
odd_eighths = st.integers(-20, 80).map(lambda n: n / 4 + 0.125)
points = st.builds(Point, odd_eighths, odd_eighths)


@settings(max_examples=150, deadline=None)
@given(start=points, end=points, radius=st.integers(1, 20).map(lambda n: n / 4))
def test_a_line_is_what_the_moving_square_covers(start: Point, end: Point, radius: float) -> None:
    found = np.zeros((HEIGHT, WIDTH), dtype=bool)
    for rect, where in square_line_shape(start, end, radius, Rect(0, 0, HEIGHT, WIDTH)):
        found[rect.slices] |= where
    for row in range(HEIGHT):
        for column in range(WIDTH):
            # Some moment t of the way must bring the square over the centre: both distances within the radius.
            low, high = 0.0, 1.0
            for centre, a, b in ((row + 0.5, start.y, end.y), (column + 0.5, start.x, end.x)):
                if a == b:
                    if abs(centre - a) > radius:
                        low, high = 1.0, 0.0
                    continue
                one, two = sorted(((centre - radius - a) / (b - a), (centre + radius - a) / (b - a)))
                low, high = max(low, one), min(high, two)
            if abs(high - low) > 1e-9:  # on the border itself the rule for shapes decides, tested there
                assert found[row, column] == (low < high)


def depth(row: int, column: int, start: Point, end: Point, first: float, last: float) -> Fraction:
    """How deep the centre lies in the growing square at its best moment, exactly; below 0 it is never covered."""
    # The distances to the four sides, each a line over time: (at the start, growth).
    sides: list[tuple[Fraction, Fraction]] = []
    for centre, a, b in ((row + 0.5, start.y, end.y), (column + 0.5, start.x, end.x)):
        at, way, grow = Fraction(centre) - Fraction(a), Fraction(b) - Fraction(a), Fraction(last) - Fraction(first)
        sides += [(Fraction(first) - at, grow + way), (Fraction(first) + at, grow - way)]
    crossings = [(d - b) / (a - c) for (b, a), (d, c) in combinations(sides, 2) if a != c]
    moments = [Fraction(0), Fraction(1), *(t for t in crossings if 0 <= t <= 1)]
    return max(min(height + slope * t for height, slope in sides) for t in moments)


@settings(max_examples=60, deadline=None)
@given(
    start=points,
    end=points,
    first=st.integers(1, 24).map(lambda n: n / 4),
    last=st.integers(1, 24).map(lambda n: n / 4),
)
def test_a_tapered_line_is_what_a_growing_square_covers(start: Point, end: Point, first: float, last: float) -> None:
    found = np.zeros((HEIGHT, WIDTH), dtype=bool)
    for rect, where in square_line_shape(start, end, first, Rect(0, 0, HEIGHT, WIDTH), last):
        found[rect.slices] |= where
    for row, column in np.ndindex(HEIGHT, WIDTH):
        inside = depth(row, column, start, end, first, last)
        if inside != 0:  # on the border itself the rule for shapes decides, tested there
            assert found[row, column] == (inside > 0)
