"""What the trainer reads and cuts: right pixels under right labels, painted ones in every crop."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from learn_scenes import CLASSES, QUICK, render
from PIL import Image

from workbench.core.control import Control, EndedEarly
from workbench.core.errors import NotEnoughLabelsError, WorkbenchError
from workbench.core.events import Event, Notice, Refused
from workbench.core.job import JobImage
from workbench.learn import memory as memory_module
from workbench.learn.data import samples as samples_module
from workbench.learn.data.batches import BatchFeed
from workbench.learn.data.crops import CropMaker
from workbench.learn.data.cutting import UNCHANGED, cut_turned
from workbench.learn.data.samples import Samples, read_samples
from workbench.learn.inputs import MEAN_COLOR, normalised
from workbench.learn.memory import free_memory, picture_room

PLAIN = replace(QUICK, scale_min=1.0, scale_max=1.0, flip=False, color_jitter=0.0)


def read(images: list[JobImage], scale: float = 1.0) -> tuple[Samples, list[Event]]:
    events = []
    flow = read_samples(images, CLASSES, scale, Control())
    while True:
        try:
            events.append(next(flow))
        except StopIteration as end:
            return end.value, events


def saved(folder: Path, number: int, image: np.ndarray, mask: np.ndarray, split: str = "train") -> JobImage:
    paths = folder / f"own{number}.png", folder / f"own_mask{number}.png"
    Image.fromarray(image).save(paths[0])
    Image.fromarray(mask).save(paths[1])
    return JobImage(number, paths[0], paths[1], split)


def coded(folder: Path, number: int, size: tuple[int, int]) -> JobImage:
    """Every pixel's colour tells its place, and its class follows from the colour."""
    rows, columns = np.mgrid[: size[0], : size[1]]
    image = np.stack([rows, columns, (rows + columns) % 2 * 200], axis=2).astype(np.uint8)
    mask = np.where((rows + columns) % 2 == 1, 7, 3).astype(np.uint8)
    return saved(folder, number, image, mask)


def test_labels_stay_under_their_pixels(tmp_path: Path) -> None:
    samples, _ = read([coded(tmp_path, n, (100, 120)) for n in (1, 2)])
    for flip in (False, True):
        maker = CropMaker(samples.train, replace(PLAIN, flip=flip, crop_size=64))
        for number in range(20):
            crop = maker.make(number)
            assert crop.image.shape == (64, 64, 3)
            assert np.array_equal(crop.labels == 1, crop.image[..., 2] == 200)
            steps = np.diff(crop.image[0, :, 1].astype(int))
            assert set(steps) == {1} if not flip else set(steps) in ({1}, {-1})


def test_magnified_labels_follow_magnified_pixels(tmp_path: Path) -> None:
    image = np.zeros((96, 96, 3), dtype=np.uint8)
    mask = np.full((96, 96), 3, dtype=np.uint8)
    image[40:70, 30:60] = 255
    mask[40:70, 30:60] = 7
    samples, _ = read([saved(tmp_path, n, image, mask) for n in (1, 2)])
    maker = CropMaker(samples.train, replace(PLAIN, scale_min=0.4, scale_max=2.5, crop_size=64))
    for number in range(40):
        crop = maker.make(number)
        known = crop.labels != 255
        wrong = known & ((crop.image[..., 0] > 127) != (crop.labels == 1))
        # Smooth magnification moves the edge by at most a pixel.
        assert wrong.sum() <= 0.02 * known.sum() + 8


def test_outside_the_image_is_mean_and_void(tmp_path: Path) -> None:
    samples, _ = read([coded(tmp_path, 1, (40, 200)), coded(tmp_path, 2, (64, 120))])
    maker = CropMaker(samples.train, replace(PLAIN, crop_size=96))
    low = [crop for crop in map(maker.make, range(20)) if (crop.labels == 255).any()]
    crop = low[0]
    assert crop.image.shape == (64, 96, 3)
    outside = crop.labels == 255
    assert outside.sum() == 24 * 96
    assert (crop.image[outside] == MEAN_COLOR).all()


def test_every_crop_holds_a_painted_pixel(tmp_path: Path) -> None:
    image = np.zeros((300, 300, 3), dtype=np.uint8)
    mask = np.full((300, 300), 255, dtype=np.uint8)
    mask[7, 290] = 7
    samples, _ = read([saved(tmp_path, n, image, mask) for n in (1, 2)])
    maker = CropMaker(samples.train, replace(QUICK, scale_min=0.2, scale_max=3.0))
    for number in range(60):
        labels = maker.make(number).labels
        assert set(np.unique(labels[labels != 255])) == {1}


def test_class_balance_finds_the_rare_class(tmp_path: Path) -> None:
    image = np.zeros((256, 256, 3), dtype=np.uint8)
    mask = np.full((256, 256), 3, dtype=np.uint8)
    rare = mask.copy()
    rare[100:104, 50:54] = 7
    images = [saved(tmp_path, 0, image, rare)] + [saved(tmp_path, n, image, mask) for n in range(1, 10)]
    samples, _ = read(images)
    having = {}
    for balance in (0.0, 1.0):
        maker = CropMaker(samples.train, replace(PLAIN, crop_size=32, class_balance=balance))
        having[balance] = np.mean([(maker.make(n).labels == 1).any() for n in range(200)])
    assert having[0.0] < 0.05
    assert 0.4 < having[1.0] < 0.6


def test_the_same_seed_cuts_the_same_crops_whatever_the_threads(tmp_path: Path) -> None:
    samples, _ = read([render(tmp_path, n) for n in (1, 2)])
    maker = CropMaker(samples.train, QUICK)
    with BatchFeed(maker, 2, 0, 3, torch.device("cpu")) as feed:
        batches = [feed.next() for _ in range(3)]
    for place, (images, labels) in enumerate(batches):
        for one in range(2):
            crop = maker.make(2 * place + one)
            assert np.array_equal(images[one].permute(1, 2, 0).numpy(), crop.image)
            assert np.array_equal(labels[one].numpy(), crop.labels)
    other = CropMaker(samples.train, replace(QUICK, seed=1)).make(0)
    assert not np.array_equal(other.image, maker.make(0).image)


def test_normalised_pixels_are_torchvisions() -> None:
    from torchvision.transforms.v2.functional import normalize, to_dtype

    image = torch.randint(0, 256, (1, 3, 5, 7), dtype=torch.uint8)
    expected = normalize(to_dtype(image, torch.float32, scale=True), [0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
    torch.testing.assert_close(normalised(image), expected, rtol=0, atol=0.02)


def test_images_are_shrunk_for_training_and_masks_whole_for_val(tmp_path: Path) -> None:
    samples, _ = read([render(tmp_path, 1), render(tmp_path, 2, "val")], scale=0.5)
    assert samples.train[0].image().shape == (36, 45, 3)
    assert samples.train[0].labels.shape == (36, 45)
    assert samples.val[0].labels.shape == (72, 90)


def test_classes_outside_the_job_do_not_count(tmp_path: Path) -> None:
    image = np.zeros((40, 40, 3), dtype=np.uint8)
    mask = np.full((40, 40), 5, dtype=np.uint8)
    mask[:10] = 3
    samples, _ = read([saved(tmp_path, n, image, mask) for n in (1, 2)])
    assert samples.counts.tolist() == [800, 0]
    assert samples.labelled_pixels == 800


def test_a_mask_of_another_size_names_both_files(tmp_path: Path) -> None:
    bad = saved(tmp_path, 1, np.zeros((40, 50, 3), dtype=np.uint8), np.zeros((50, 40), dtype=np.uint8))
    with pytest.raises(WorkbenchError, match=r"own_mask1\.png is 40x50.*own1\.png 50x40") as caught:
        read([bad])
    assert caught.value.cure


def test_too_few_labels_say_so(tmp_path: Path) -> None:
    image, empty = np.zeros((40, 40, 3), dtype=np.uint8), np.full((40, 40), 255, dtype=np.uint8)
    nothing = [saved(tmp_path, n, image, empty) for n in (1, 2)]
    for images in (nothing, [*nothing, render(tmp_path, 3)], [render(tmp_path, n, "val") for n in (4, 5)]):
        with pytest.raises(NotEnoughLabelsError) as caught:
            read(images)
        assert "two images" in caught.value.cure


def test_a_broken_image_is_left_out(tmp_path: Path) -> None:
    broken = render(tmp_path, 1)
    broken.image.write_bytes(b"no picture")
    samples, events = read([broken, render(tmp_path, 2), render(tmp_path, 3)])
    assert len(samples.train) == 2
    assert [e.item for e in events if isinstance(e, Refused)] == ["image1.png"]


@pytest.mark.parametrize(("memory", "disk"), [(1 << 30, 0), (0, 1 << 30), (72 * 90 * 3, 1 << 30), (0, 0)])
def test_crops_are_the_same_wherever_pictures_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, memory: int, disk: int
) -> None:
    images = [render(tmp_path, n) for n in (1, 2)]
    plain, _ = read(images)
    monkeypatch.setattr(samples_module, "picture_room", lambda: memory)
    monkeypatch.setattr(samples_module, "disk_room", lambda folder: disk)
    events = []
    flow = read_samples(images, CLASSES, 1.0, Control(), tmp_path / "store")
    while True:
        try:
            events.append(next(flow))
        except StopIteration as end:
            found = end.value
            break
    in_files = len(list((tmp_path / "store").glob("*"))) if disk else 0
    assert in_files == {1 << 30: 0, 0: 2 if disk else 0}.get(memory, 1)
    assert any(isinstance(e, Notice) for e in events) == (memory < 1 << 30)
    for number in range(6):
        crops = [CropMaker(kept.train, QUICK).make(number) for kept in (plain, found)]
        assert np.array_equal(crops[0].image, crops[1].image)
        assert np.array_equal(crops[0].labels, crops[1].labels)


def test_the_room_for_pictures_respects_what_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    free = free_memory()
    assert 1 << 20 < free < 1 << 50
    for amount, expected in ((8 << 30, 4 << 30), (1 << 20, 1 << 19), (1 << 50, 64 << 30)):
        monkeypatch.setattr(memory_module, "free_memory", lambda amount=amount: amount)
        assert picture_room() == expected


def test_reading_can_be_ended(tmp_path: Path) -> None:
    control = Control()
    flow = read_samples([render(tmp_path, n) for n in (1, 2)], CLASSES, 1.0, control)
    next(flow)
    control.cancel()
    with pytest.raises(EndedEarly):
        list(flow)


def test_turned_labels_stay_under_their_pixels(tmp_path: Path) -> None:
    image = np.zeros((120, 120, 3), dtype=np.uint8)
    mask = np.full((120, 120), 3, dtype=np.uint8)
    image[40:80, 30:70] = 255
    mask[40:80, 30:70] = 7
    samples, _ = read([saved(tmp_path, n, image, mask) for n in (1, 2)])
    maker = CropMaker(samples.train, replace(PLAIN, rotation=180.0, scale_min=0.6, scale_max=1.6, crop_size=64))
    slanted = 0
    for number in range(40):
        crop = maker.make(number)
        known = crop.labels != 255
        assert known.any()
        wrong = known & ((crop.image[..., 0] > 127) != (crop.labels == 1))
        assert wrong.sum() <= 0.03 * known.sum() + 8
        assert (np.abs(crop.image[~known].astype(int) - MEAN_COLOR) <= 130).all()
        slanted += bool((np.diff(np.flatnonzero((crop.labels == 1).any(axis=1))) == 1).all())
    assert slanted


def test_a_turn_by_a_right_angle_is_numpys(tmp_path: Path) -> None:
    draw = np.random.default_rng(0)
    image = draw.integers(0, 256, (64, 64, 3), dtype=np.uint8)
    labels = draw.integers(0, 3, (64, 64), dtype=np.uint8)
    turned = cut_turned(image, labels, (16, 16, 32, 32), (32, 32), UNCHANGED, 90.0)
    assert np.array_equal(turned.labels, np.rot90(labels[16:48, 16:48]))
    assert np.array_equal(turned.image, np.rot90(image[16:48, 16:48]))


def test_both_mirrors_are_used(tmp_path: Path) -> None:
    samples, _ = read([coded(tmp_path, n, (64, 64)) for n in (1, 2)])
    maker = CropMaker(samples.train, replace(PLAIN, flip=True, flip_vertical=True, crop_size=64))
    corners = {tuple(maker.make(n).image[0, 0, :2]) for n in range(40)}
    assert corners == {(0, 0), (0, 63), (63, 0), (63, 63)}


def test_pasted_pixels_bring_their_labels(tmp_path: Path) -> None:
    """Every class has one colour, so that a crop tells whether what was pasted is labelled right."""
    images = []
    for number, (colour, index) in enumerate((((200, 0, 0), 7), ((0, 200, 0), 3))):
        image = np.zeros((64, 64, 3), dtype=np.uint8)
        mask = np.full((64, 64), 255, dtype=np.uint8)
        there = np.s_[20 + 10 * number : 40 + 10 * number, 20:40]
        image[there], mask[there] = colour, index
        images.append(saved(tmp_path, number, image, mask))
    samples, _ = read(images)
    crops = [CropMaker(samples.train, replace(PLAIN, copy_paste=1.0, crop_size=64)).make(n) for n in range(30)]
    assert any(set(np.unique(crop.labels)) >= {0, 1} for crop in crops)
    for crop in crops:
        assert np.array_equal(crop.labels == 1, crop.image[..., 0] == 200)
        assert np.array_equal(crop.labels == 0, crop.image[..., 1] == 200)


def test_blur_softens_and_noise_spreads_inside_the_image_only(tmp_path: Path) -> None:
    image = np.full((40, 64, 3), 128, dtype=np.uint8)
    image[:, 32:] = 30
    mask = np.full((40, 64), 3, dtype=np.uint8)
    samples, _ = read([saved(tmp_path, 1, image, mask), coded(tmp_path, 2, (64, 64))])
    found = {}
    for name, knobs in {"plain": {}, "blur": {"blur": 1.0}, "noise": {"noise": 1.0}}.items():
        maker = CropMaker(samples.train[:1], replace(PLAIN, crop_size=64, **knobs))
        maker.size = (64, 64)
        found[name] = maker.make(3)
        outside = found[name].labels == 255
        assert outside.any()
        assert (found[name].image[outside] == MEAN_COLOR).all()
    inside = found["plain"].labels != 255
    values = {name: np.unique(crop.image[inside]).size for name, crop in found.items()}
    assert values["plain"] == 2
    assert values["blur"] > 2
    assert values["noise"] > 20
