"""The pictures: reproducible, different from each other, photographic in their figures, and true to their truth."""

import cv2
import numpy as np
import pytest

from workbench.demo.camera import jpeg_bytes
from workbench.demo.nuts import draw_nut
from workbench.demo.plugs import draw_plug
from workbench.demo.scenes import CLASSES, Scene, render_scene
from workbench.demo.screws import draw_screw
from workbench.demo.surface import Grid, Material, Surface, covered

SEEDS = range(12)


@pytest.fixture(scope="module")
def scenes() -> list[Scene]:
    return [render_scene(seed) for seed in SEEDS]


def whole_pixels(surface: Surface) -> np.ndarray:
    """How much of each picture pixel a part fills: the mean of its 2 x 2 samples, taken the slow way."""
    samples = surface.coverage
    return (samples[0::2, 0::2] + samples[1::2, 0::2] + samples[0::2, 1::2] + samples[1::2, 1::2]) / 4.0


def test_a_seed_names_one_picture() -> None:
    first, again = render_scene(5, 240, 320), render_scene(5, 240, 320)
    np.testing.assert_array_equal(first.rgb, again.rgb)
    np.testing.assert_array_equal(first.truth, again.truth)


def test_pictures_have_the_size_that_was_asked() -> None:
    scene = render_scene(1, height=200, width=300)
    assert scene.rgb.shape == (200, 300, 3)
    assert scene.truth.shape == (200, 300)
    assert scene.rgb.dtype == scene.truth.dtype == np.uint8


def test_every_class_occurs_and_cloth_is_most_of_it(scenes: list[Scene]) -> None:
    areas = np.bincount(np.concatenate([s.truth.ravel() for s in scenes]), minlength=256)
    assert areas[len(CLASSES) :].sum() == 0
    assert (areas[1 : len(CLASSES)] > 0.005 * areas.sum()).all()
    assert 0.75 < areas[0] / areas.sum() < 0.98


def test_every_picture_holds_something_to_find(scenes: list[Scene]) -> None:
    for scene in scenes:
        assert np.count_nonzero(scene.truth) > 0.01 * scene.truth.size


def test_no_two_pictures_are_alike(scenes: list[Scene]) -> None:
    small = [cv2.resize(s.rgb, (40, 30), interpolation=cv2.INTER_AREA).astype(float) for s in scenes]
    for i, one in enumerate(small):
        for other in small[i + 1 :]:
            assert np.abs(one - other).mean() > 4.0


def test_pictures_differ_in_exposure_and_cloth(scenes: list[Scene]) -> None:
    cloths = np.array([np.median(s.rgb[s.truth == 0], axis=0) for s in scenes])
    assert np.ptp(cloths.mean(axis=1)) > 25
    assert np.ptp(cloths[:, 0] - cloths[:, 2]) > 40


def test_a_sensor_has_noise_and_a_cloth_has_texture(scenes: list[Scene]) -> None:
    for scene in scenes:
        green = scene.rgb[..., 1].astype(float)
        fine = np.abs(green[1:-1, 1:-1] * 4 - green[:-2, 1:-1] - green[2:, 1:-1] - green[1:-1, :-2] - green[1:-1, 2:])
        assert np.median(fine[scene.truth[1:-1, 1:-1] == 0]) > 2.0


def test_noise_is_independent_in_the_colours() -> None:
    """The difference of red and blue, free of texture by a fit, still flickers from pixel to pixel."""
    scene = render_scene(2)
    red, blue = (scene.rgb[..., c].astype(float) for c in (0, 2))
    fine = [(p - cv2.GaussianBlur(p, (0, 0), 2.0))[scene.truth == 0] for p in (red, blue)]
    texture = np.polyfit(fine[0], fine[1], 1)
    assert np.std(fine[1] - np.polyval(texture, fine[0])) > 0.5


def test_highlights_do_not_break(scenes: list[Scene]) -> None:
    for scene in scenes:
        assert (scene.rgb.min(axis=2) == 255).mean() < 0.01
        assert (scene.rgb.max(axis=2) == 0).mean() < 0.01


@pytest.mark.parametrize("draw", [draw_screw, draw_nut, draw_plug])
def test_parts_fit_their_patch_and_have_unit_normals(draw: object) -> None:
    assert callable(draw)
    for seed in range(6):
        surface: Surface = draw(np.random.default_rng(seed), 1.0)
        solid = whole_pixels(surface) > 0.5
        assert solid.sum() > 150
        covered = surface.coverage > 0
        np.testing.assert_allclose(np.linalg.norm(surface.normal[covered], axis=1), 1.0, atol=1e-3)
        assert surface.occlusion[covered].min() >= 0.0
        assert surface.albedo[covered].min() >= 0.0


def test_a_nut_is_a_hexagon_with_a_hole() -> None:
    for seed in range(8):
        solid = (whole_pixels(draw_nut(np.random.default_rng(seed), 1.5)) > 0.5).astype(np.uint8)
        outlines, tree = cv2.findContours(solid, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
        outer = [o for o, level in zip(outlines, tree[0], strict=True) if level[3] < 0]
        holes = [o for o, level in zip(outlines, tree[0], strict=True) if level[3] >= 0]
        assert len(outer) == 1
        assert len(holes) == 1
        hull = cv2.convexHull(outer[0])
        assert cv2.contourArea(outer[0]) > 0.97 * cv2.contourArea(hull)
        corners = cv2.approxPolyDP(hull, 0.03 * cv2.arcLength(hull, True), True)
        assert 5 <= len(corners) <= 8
        assert 0.06 < cv2.contourArea(holes[0]) / cv2.contourArea(hull) < 0.4


def test_the_cloth_seen_through_a_nut_is_background(scenes: list[Scene]) -> None:
    """Each hole closed inside a nut's own pixels is background or another part's, never a nut's."""
    found = 0
    for scene in scenes:
        nuts = (scene.truth == CLASSES.index("nut")).astype(np.uint8)
        outlines, tree = cv2.findContours(nuts, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
        for outline, level in zip(outlines, tree[0] if tree is not None else (), strict=True):
            inside = np.zeros_like(nuts)
            cv2.drawContours(inside, [outline], -1, 1, cv2.FILLED)
            if level[3] >= 0 and cv2.contourArea(outline) > 60:
                found += int((scene.truth[(inside == 1) & (nuts == 0)] == 0).mean() > 0.5)
    assert found >= 5


def test_brass_is_yellow_and_zinc_is_not(scenes: list[Scene]) -> None:
    """Colours in the picture belong to the class that the truth names there."""

    def yellowness(name: str) -> float:
        pixels = np.concatenate([s.rgb[s.truth == CLASSES.index(name)] for s in scenes]).astype(float)
        return float(np.median((pixels[:, 0] - pixels[:, 2]) / (pixels.mean(axis=1) + 1.0)))

    assert yellowness("nut") > 0.4
    assert abs(yellowness("screw")) < 0.2


def test_truth_lies_on_the_edges_of_the_picture(scenes: list[Scene]) -> None:
    """Of all places within two pixels, the truth's borders fit the picture's edges best where they are."""
    scores = np.zeros((5, 5))
    inner = np.s_[8:-8, 8:-8]
    for scene in scenes:
        grey = cv2.GaussianBlur(cv2.cvtColor(scene.rgb, cv2.COLOR_RGB2GRAY).astype(np.float32), (0, 0), 1.0)
        steep = np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))
        border = cv2.morphologyEx((scene.truth > 0).astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
        for dy in range(-2, 3):
            for dx in range(-2, 3):
                scores[dy + 2, dx + 2] += steep[inner][np.roll(border, (dy, dx), (0, 1))[inner] > 0].mean()
    assert np.unravel_index(scores.argmax(), scores.shape) == (2, 2)


def test_the_truth_of_a_disc_is_the_disc(monkeypatch: pytest.MonkeyPatch) -> None:
    """With discs of a known radius for parts, every whole disc owns pi r squared pixels, round its middle."""
    radius = 21.3

    def disc(rng: np.random.Generator, scale: float) -> Surface:
        grid = Grid.of_reach(radius)
        flat = np.broadcast_to(np.array([0.0, 0.0, 1.0], dtype=np.float32), (*grid.x.shape, 3))
        distance = np.hypot(grid.x, grid.y) - np.float32(radius)
        return Surface(covered(distance), flat, flat, np.ones_like(distance), Material(True, 0.5), 4.0).cropped()

    monkeypatch.setattr("workbench.demo.scenes.DRAW", dict.fromkeys((1, 2, 3), disc))
    whole = 0
    for seed in range(4):
        truth = render_scene(seed).truth
        _, pieces, stats, middles = cv2.connectedComponentsWithStats((truth > 0).astype(np.uint8))
        for piece, (left, top, wide, high, area) in enumerate(stats):
            if piece == 0 or left == 0 or top == 0 or left + wide == 640 or top + high == 480 or wide > 45 or high > 45:
                continue
            whole += 1
            assert abs(area - np.pi * radius**2) < 0.01 * np.pi * radius**2
            y, x = np.nonzero(pieces == piece)
            assert np.hypot(y - middles[piece][1], x - middles[piece][0]).max() < radius + 0.3
    assert whole >= 6


def test_jpeg_is_close_to_the_picture(scenes: list[Scene]) -> None:
    data = jpeg_bytes(scenes[0].rgb)
    back = cv2.cvtColor(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    assert data[:2] == b"\xff\xd8"
    assert np.abs(back.astype(float) - scenes[0].rgb).mean() < 4.0
    assert len(data) < scenes[0].rgb.size / 3
