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
