"""Crops that are gathered as tensors show what a slow plain reading of the same plan shows."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from learn_scenes import QUICK
from scipy.ndimage import map_coordinates

from workbench.core.job import JobImage
from workbench.core.recipe import TrainingRecipe
from workbench.learn.data import atlas as atlas_module
from workbench.learn.data.atlas import Atlas, atlas_of
from workbench.learn.data.batches import BatchFeed
from workbench.learn.data.crops import CropMaker
from workbench.learn.data.cutting import cut_out
from workbench.learn.data.plans import Plan, Tint, View
from workbench.learn.data.samples import Sample
from workbench.learn.inputs import MEAN_COLOR

CPU = torch.device("cpu")
SIZE = (64, 64)
SHIFT = 0.1
"""Pixels by which a look may be off."""


def scene(number: int, height: int, width: int) -> Sample:
    """Soft colours that rise by at most two grey levels a pixel, and classes in squares of 16."""
    rows, columns = np.mgrid[:height, :width].astype(np.float64)
    waves = [np.sin(rows / 30 + number), np.cos(columns / 25), np.sin((rows + 2 * columns) / 60)]
    picture = np.stack([128 + 45 * wave for wave in waves], axis=2).round().astype(np.uint8)
    labels = np.random.default_rng(number).integers(0, 3, (height // 16 + 1, width // 16 + 1), dtype=np.uint8)
    labels = labels.repeat(16, axis=0).repeat(16, axis=1)[:height, :width].copy()
    places = {channel: np.argwhere(labels == channel) for channel in np.unique(labels)}
    counts = np.bincount(labels.ravel(), minlength=3)
    return Sample(JobImage(number, Path(f"{number}.png")), 1.0, picture, labels, places, counts)


SAMPLES = (scene(1, 150, 210), scene(2, 170, 130), scene(3, 96, 96))


def made(sample: Sample, plan: Plan) -> tuple[np.ndarray, np.ndarray]:
    images, labels = Atlas([sample], SIZE, CPU).batch([plan])
    return images[0].permute(1, 2, 0).numpy(), labels[0].numpy()


def look(sample: Sample, box: tuple[int, int, int, int], degrees: float = 0.0, tint: Tint | None = None) -> Plan:
    middle = box[0] + box[2] // 2, box[1] + box[3] // 2
    return Plan(View(sample, box, degrees, middle, tint or Tint()), None, False, False)


@pytest.mark.parametrize("degrees", [0.0, 90.0, -37.0, 161.5])
@pytest.mark.parametrize("side", [40, 64])
def test_a_look_is_opencvs_turn_read_slowly(degrees: float, side: int) -> None:
    sample, box = SAMPLES[0], (50, 80, side, side)
    image, labels = made(sample, look(sample, box, degrees))
    middle = (box[1] + side / 2 - 0.5, box[0] + side / 2 - 0.5)
    there = cv2.getRotationMatrix2D(middle, degrees, 64 / side)
    there[:, 2] += 31.5 - middle[0], 31.5 - middle[1]
    back = cv2.invertAffineTransform(there)
    rows, columns = np.mgrid[:64, :64]
    x, y = (back[axis, 0] * columns + back[axis, 1] * rows + back[axis, 2] for axis in (0, 1))
    for channel in range(3):
        slow = map_coordinates(sample.kept[..., channel].astype(float), [y, x], order=1, mode="nearest")
        # Two grey levels a pixel at most: the tolerance is the shift, and the rounding to whole levels.
        assert np.abs(image[..., channel] - slow).max() <= 2 * SHIFT + 0.5
    edges = [np.abs(axis % 16 - 15.5) for axis in (y + 0.0, x + 0.0)]
    away = np.minimum(edges[0], edges[1]) > SHIFT
    slow = sample.labels[np.floor(y + 0.5).astype(int), np.floor(x + 0.5).astype(int)]
    assert away.mean() > 0.9
    assert np.array_equal(labels[away], slow[away])


@pytest.mark.parametrize("times", [2, 3])
def test_a_picture_that_is_shrunk_is_averaged_not_skipped(times: int) -> None:
    """One pixel in `times` squared is white: skipping would give black or white, OpenCV's area gives the mean."""
    speckled = np.zeros((192, 192, 3), dtype=np.uint8)
    speckled[::times, ::times] = 255
    sample = replace(SAMPLES[2], kept=speckled, labels=np.zeros((192, 192), dtype=np.uint8))
    image, _ = made(sample, look(sample, (0, 0, 64 * times, 64 * times)))
    area = cv2.resize(speckled[: 64 * times, : 64 * times], SIZE, interpolation=cv2.INTER_AREA)
    assert np.abs(image.astype(int) - area).max() <= 1


def test_drawn_crops_are_those_of_the_host() -> None:
    """Magnified, mirrored, recoloured, reaching beyond the edge: within half a pixel of what OpenCV cuts."""
    recipe = replace(QUICK, scale_min=0.4, scale_max=2.0, flip_vertical=True)
    maker = CropMaker(SAMPLES, recipe)
    plans = [maker.plan(number) for number in range(24)]
    images, labels = Atlas(SAMPLES, maker.size, CPU).batch(plans)
    beyond = 0
    for plan, image, label in zip(plans, images.permute(0, 2, 3, 1).numpy(), labels.numpy(), strict=True):
        host = cut_out(plan, maker.size)
        both = (label != 255) & (host.labels != 255)
        beyond += not both.all()
        assert ((label == 255) != (host.labels == 255)).mean() < 0.03  # half a pixel of the image's edges
        assert (image[label == 255] == MEAN_COLOR).all()
        assert np.abs(image.astype(int) - host.image)[both].mean() < 1.6
        assert (label != host.labels)[both].mean() < 0.05
    assert beyond > 3


def test_a_crop_does_not_depend_on_the_others_of_its_batch() -> None:
    recipe = replace(QUICK, rotation=40.0, blur=0.5, noise=0.5, copy_paste=0.5, flip_vertical=True)
    maker = CropMaker(SAMPLES, recipe)
    atlas = Atlas(SAMPLES, maker.size, CPU)
    plans = [maker.plan(number) for number in range(8)]
    together = atlas.batch(plans)
    for number, plan in enumerate(plans):
        alone = atlas.batch([plan])
        # Of float32 sums over another number of planes, a value may just reach the next whole level.
        assert (together[0][number].int() - alone[0][0].int()).abs().max() <= 1
        assert torch.equal(together[1][number], alone[1][0])


def test_every_painted_place_keeps_its_label() -> None:
    """One painted pixel, seen from afar and turned: nearest would skip it."""
    lonely = np.full((150, 210), 255, dtype=np.uint8)
    lonely[70, 100] = 2
    sample = replace(SAMPLES[0], labels=lonely, places={2: np.array([[70, 100]])}, counts=np.array([0, 0, 1]))
    maker = CropMaker((sample,), replace(QUICK, scale_min=0.2, scale_max=3.0, rotation=180.0))
    _, labels = Atlas([sample], maker.size, CPU).batch([maker.plan(number) for number in range(60)])
    for number in range(60):
        assert set(labels[number].unique().tolist()) == {2, 255}
        assert set(np.unique(maker.make(number).labels)) == {2, 255}


def test_pasted_pixels_bring_their_labels() -> None:
    """Every class has one colour, so that a crop tells whether what was pasted is labelled right."""
    samples = []
    for number, colour in enumerate(((200, 0, 0), (0, 200, 0))):
        picture, labels = np.zeros((64, 64, 3), dtype=np.uint8), np.full((64, 64), 255, dtype=np.uint8)
        there = np.s_[20 + 10 * number : 40 + 10 * number, 20:40]
        picture[there], labels[there] = colour, number
        counts = np.bincount(labels[there].ravel(), minlength=2)
        source = JobImage(number, Path("x.png"))
        samples.append(Sample(source, 1.0, picture, labels, {number: np.argwhere(labels == number)}, counts))
    recipe = replace(QUICK, copy_paste=1.0, scale_min=1.0, scale_max=1.0, color_jitter=0.0)
    maker = CropMaker(tuple(samples), recipe)
    images, labels = Atlas(samples, maker.size, CPU).batch([maker.plan(number) for number in range(30)])
    assert any(set(one.unique().tolist()) >= {0, 1} for one in labels)
    assert torch.equal(labels == 0, images[:, 0] == 200)
    assert torch.equal(labels == 1, images[:, 1] == 200)


def test_blur_and_noise_stay_inside_the_image() -> None:
    flat = np.full((96, 96, 3), 90, dtype=np.uint8)
    flat[:, 48:] = 30
    sample = replace(SAMPLES[2], kept=flat)
    box = (-32, 16, 64, 64)
    blurred, _ = made(sample, look(sample, box, tint=Tint(blur=1.5)))
    plain = cv2.GaussianBlur(flat, (0, 0), 1.5)[:32, 16:80]
    assert (blurred[:32] == MEAN_COLOR).all()
    assert np.abs(blurred[32:].astype(int) - plain)[:, 6:-6].max() <= 1
    grainy, _ = made(sample, look(sample, box, tint=Tint(noise=10.0, grain=7)))
    grain = grainy[32:].astype(float) - flat[:32, 16:80]
    assert (grainy[:32] == MEAN_COLOR).all()
    assert grain.std() == pytest.approx(10.0, rel=0.05)
    assert abs(grain.mean()) < 0.5


def test_a_feed_with_an_atlas_gives_its_batches_in_order() -> None:
    maker = CropMaker(SAMPLES, TrainingRecipe(crop_size=48, batch_size=3, scale_min=0.75, scale_max=1.5))
    atlas = Atlas(SAMPLES, maker.size, CPU)
    with BatchFeed(maker, 3, 2, 5, CPU, atlas=atlas) as feed:
        for batch in range(2, 5):
            images, labels = feed.next()
            expected = atlas.batch([maker.plan(number) for number in range(3 * batch, 3 * batch + 3)])
            assert torch.equal(images, expected[0])
            assert torch.equal(labels, expected[1])
            assert images.is_contiguous(memory_format=torch.channels_last)


def test_pictures_lie_on_a_device_where_they_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    needed = 4 * (150 * 210 + 170 * 130 + 96 * 96)
    assert atlas_of(SAMPLES, SIZE, CPU) is None
    for room, expected in ((needed - 1, False), (needed, True)):
        monkeypatch.setattr(atlas_module, "card_room", lambda device, room=room: room)
        assert (atlas_of(SAMPLES, SIZE, CPU) is not None) == expected
