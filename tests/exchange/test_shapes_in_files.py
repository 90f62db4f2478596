"""Outlines and run lengths against slow plain versions, and against pycocotools where it is installed."""

import itertools
import random

import numpy as np
import pytest
from format_scenes import compressed, packed, runs
from hypothesis import given, settings
from hypothesis import strategies as st
from mask_scenes import by_rays

from workbench.core.errors import BadInputError
from workbench.exchange.shapes import outline, packed_bits, run_lengths
from workbench.exchange.shapes.patch import Patch, placed

HEIGHT, WIDTH = 11, 14

near = st.integers(-40, 180).map(lambda tenth: tenth / 10)
ring = st.lists(st.tuples(near, near), min_size=3, max_size=9)


def whole(patch: Patch) -> np.ndarray:
    """A patch as bool (H, W)."""
    canvas = np.zeros((HEIGHT, WIDTH), dtype=np.uint8)
    patch.paint(canvas, 1)
    return canvas == 1


@settings(derandomize=True, deadline=None, max_examples=150)
@given(st.lists(ring, min_size=1, max_size=3))
def test_polygons_are_what_a_ray_from_each_pixel_says(rings: list[list[tuple[float, float]]]) -> None:
    found = whole(outline.polygon([np.array(points, dtype=np.float64) for points in rings], HEIGHT, WIDTH))
    assert (found != by_rays(rings, HEIGHT, WIDTH)).sum() <= _on_the_edge(rings)


def _on_the_edge(rings: list[list[tuple[float, float]]]) -> int:
    """Pixels whose centre lies on an edge to the last digits: there the two may round to either side."""
    count = 0
    for row, column in itertools.product(range(HEIGHT), range(WIDTH)):
        x, y = column + 0.5, row + 0.5
        for points in rings:
            for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1], strict=True):
                if (y0 <= y) != (y1 <= y) and abs(x0 + (y - y0) * ((x1 - x0) / (y1 - y0)) - x) < 1e-9:
                    count += 1
                    break
    return count


def test_touching_polygons_neither_overlap_nor_leave_a_gap() -> None:
    chance = random.Random(5)
    for _ in range(40):
        middle = np.array([chance.uniform(1, WIDTH - 1), chance.uniform(1, HEIGHT - 1)])
        corners = np.array([[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]], dtype=np.float64)
        total = np.zeros((HEIGHT, WIDTH), dtype=int)
        for place in range(4):
            total += whole(outline.polygon([np.array([corners[place], corners[place - 3], middle])], HEIGHT, WIDTH))
        assert (total == 1).all()


def test_what_lies_outside_is_cut_off() -> None:
    far = np.array([[-1e7, -1e7], [1e7, -1e7], [1e7, 1e7], [-1e7, 1e7]])
    assert whole(outline.polygon([far], HEIGHT, WIDTH)).all()
    assert not whole(outline.polygon([far + 3e7], HEIGHT, WIDTH)).any()
    assert whole(outline.disc(-2, 3, 100, HEIGHT, WIDTH)).all()
    assert whole(placed(np.ones((50, 60), dtype=bool), -20, -30, HEIGHT, WIDTH)).all()
    assert whole(placed(np.ones((50, 60), dtype=bool), -49, 13, HEIGHT, WIDTH)).sum() == 1
    assert placed(np.ones((5, 6), dtype=bool), 11, 0, HEIGHT, WIDTH).inside.size == 0


def test_areas_of_discs_ellipses_and_lines() -> None:
    assert outline.disc(200, 200, 100, 400, 400).inside.sum() == pytest.approx(np.pi * 100**2, rel=0.002)
    turned = outline.polygon([outline.ellipse(200, 200, 150, 40, 30)], 400, 400)
    assert turned.inside.sum() == pytest.approx(np.pi * 150 * 40, rel=0.005)
    rows = np.flatnonzero(turned.inside.any(axis=1))  # half its height is sqrt((a sin t)^2 + (b cos t)^2)
    assert len(rows) == pytest.approx(2 * np.hypot(150 * np.sin(np.pi / 6), 40 * np.cos(np.pi / 6)), abs=2)
    (piece,) = outline.thick_line(np.array([[50.0, 50.0], [350.0, 250.0]]), 10, 400, 400)
    assert piece.inside.sum() == pytest.approx(10 * np.hypot(300, 200), rel=0.01)


masks = st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(0, 2**32)).map(
    lambda s: np.random.default_rng(s[2]).random((s[0], s[1])) < 0.4
)


@settings(derandomize=True, deadline=None, max_examples=150)
@given(masks)
def test_runs_come_back(mask: np.ndarray) -> None:
    down, along = runs(mask.T.ravel()), runs(mask.ravel())
    height, width = mask.shape
    assert np.array_equal(run_lengths.decode(run_lengths.counts_of(down), height, width, columns_first=True), mask)
    assert np.array_equal(run_lengths.decode(run_lengths.counts_of(along), height, width, columns_first=False), mask)
    assert run_lengths.counts_of_text(compressed(down)).tolist() == down
    assert np.array_equal(packed_bits.decode(bytes(packed(mask)), height, width), mask)


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.lists(st.integers(0, 2**33), min_size=1, max_size=30))
def test_large_numbers_come_back(counts: list[int]) -> None:
    assert run_lengths.counts_of_text(compressed(counts)).tolist() == counts


def test_repeated_pixels_of_a_stroke() -> None:
    """Half of the picture painted, by two repeats: 8 bits a number, lengths of 16 bits."""
    bits = f"{400:032b}" + f"{7:05b}" + "1111" * 4
    bits += "1" + "00" + f"{199:016b}" + f"{0:08b}" + "1" + "10" + f"{199:016b}" + f"{255:08b}"
    bits += "0" * (-len(bits) % 8)
    data = bytes(int(bits[place : place + 8], 2) for place in range(0, len(bits), 8))
    assert np.array_equal(packed_bits.decode(data, 10, 10), np.arange(100).reshape(10, 10) >= 50)
    with pytest.raises(BadInputError, match="breaks off"):
        packed_bits.decode(data[:-2], 10, 10)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # it was built for an older NumPy
def test_as_pycocotools_has_it() -> None:
    coco = pytest.importorskip("pycocotools.mask")
    chance = np.random.default_rng(8)
    different = total = 0
    for _ in range(60):
        mask = np.asfortranarray((chance.random((37, 53)) < 0.3).astype(np.uint8))
        text = coco.encode(mask)["counts"].decode()
        counts = run_lengths.counts_of_text(text)
        assert np.array_equal(run_lengths.decode(counts, 37, 53, columns_first=True), mask == 1)
        angles = np.sort(chance.uniform(0, 2 * np.pi, 17))
        points = 200 + chance.uniform(60, 190, (17, 1)) * np.stack([np.cos(angles), np.sin(angles)], axis=1)
        theirs = coco.decode(coco.merge(coco.frPyObjects([points.ravel().tolist()], 400, 400))) == 1
        canvas = np.zeros((400, 400), dtype=np.uint8)
        outline.polygon([points], 400, 400).paint(canvas, 1)
        different += int((theirs != (canvas == 1)).sum())
        total += int(np.abs(np.diff(theirs.astype(int), axis=0)).sum() + np.abs(np.diff(theirs.astype(int))).sum())
    assert different < 0.5 * total  # of the pixels along the outline, which it draws up to a pixel wider
