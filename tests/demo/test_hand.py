"""The hand: painted with a slow plain brush, its strokes keep to the truth and reach every class."""

import itertools

import numpy as np
import pytest

from workbench.demo.hand import Stroke, strokes
from workbench.demo.scenes import Scene, render_scene

NOBODY = 255


def painted(stroke_list: list[Stroke], shape: tuple[int, int]) -> np.ndarray:
    """uint8 (H, W): every pixel whose middle lies within the radius of a stroke's line gets its class."""
    mask = np.full(shape, NOBODY, dtype=np.uint8)
    for stroke in stroke_list:
        line = np.array(stroke.points)
        for start, end in itertools.pairwise(line):
            low = np.maximum(np.floor(np.minimum(start, end) - stroke.radius - 1), 0).astype(int)
            high = np.minimum(np.ceil(np.maximum(start, end) + stroke.radius + 1), shape).astype(int)
            y, x = np.mgrid[low[0] : high[0], low[1] : high[1]] + 0.5
            way = end - start
            part = ((y - start[0]) * way[0] + (x - start[1]) * way[1]) / max(float(way @ way), 1e-12)
            part = np.clip(part, 0.0, 1.0)
            near = np.hypot(y - start[0] - part * way[0], x - start[1] - part * way[1]) <= stroke.radius
            mask[low[0] : high[0], low[1] : high[1]][near] = stroke.class_index
    return mask


@pytest.fixture(scope="module")
def scenes() -> list[Scene]:
    return [render_scene(seed) for seed in range(100, 106)]


def test_no_stroke_paints_a_pixel_of_another_class(scenes: list[Scene]) -> None:
    for seed, scene in enumerate(scenes):
        mask = painted(strokes(scene.truth, seed), scene.truth.shape)
        known = mask != NOBODY
        assert int((mask[known] != scene.truth[known]).sum()) == 0


def test_each_class_gets_about_its_share(scenes: list[Scene]) -> None:
    for seed, scene in enumerate(scenes):
        mask = painted(strokes(scene.truth, seed, share=0.18), scene.truth.shape)
        for index in np.unique(scene.truth):
            done = (mask == index)[scene.truth == index].mean()
            assert 0.08 <= done <= 0.3, (seed, index, done)


def test_a_greater_share_paints_more(scenes: list[Scene]) -> None:
    truth = scenes[0].truth
    little, much = (np.count_nonzero(painted(strokes(truth, 1, share), truth.shape) != NOBODY) for share in (0.05, 0.2))
    assert much > 2 * little


def test_some_paint_lies_close_to_the_borders(scenes: list[Scene]) -> None:
    """Both sides of the parts' borders are painted within five pixels, so that edges can be learnt."""
    truth = scenes[0].truth
    mask = painted(strokes(truth, 3), truth.shape)
    near = np.zeros(truth.shape, dtype=bool)
    for dy in range(-5, 6):
        for dx in range(-5, 6):
            near |= np.roll(truth, (dy, dx), (0, 1)) != truth
    near[:6], near[-6:], near[:, :6], near[:, -6:] = False, False, False, False
    assert (mask[near & (truth == 0)] == 0).mean() > 0.05
    assert (mask[near & (truth > 0)] != NOBODY).mean() > 0.08


def test_the_same_seed_moves_the_hand_the_same_way(scenes: list[Scene]) -> None:
    truth = scenes[1].truth
    assert strokes(truth, 9) == strokes(truth, 9)
    assert strokes(truth, 9) != strokes(truth, 10)


def test_points_are_inside_the_picture(scenes: list[Scene]) -> None:
    for scene in scenes:
        height, width = scene.truth.shape
        for stroke in strokes(scene.truth, 0):
            assert len(stroke.points) >= 2
            assert stroke.radius > 0
            assert all(0 <= p.y <= height and 0 <= p.x <= width for p in stroke.points)


def test_a_picture_of_cloth_alone_is_painted_as_background() -> None:
    truth = np.zeros((60, 80), dtype=np.uint8)
    mask = painted(strokes(truth, 0), truth.shape)
    assert set(np.unique(mask)) == {0, NOBODY}


def test_a_tiny_part_gets_a_dot() -> None:
    truth = np.zeros((60, 80), dtype=np.uint8)
    truth[30:33, 40:43] = 2
    mask = painted(strokes(truth, 0), truth.shape)
    assert (mask == 2).any()
    assert (truth[mask == 2] == 2).all()
