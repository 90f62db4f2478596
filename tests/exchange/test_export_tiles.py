"""Tiles: they cover every pixel, put together they are the whole, and their pictures are cut as their masks."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from exchange_scenes import MakeImages, finish, painted, photo, to_export
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from workbench.core.classes import ClassSet
from workbench.core.mask import LabelMask
from workbench.core.records import Split
from workbench.exchange.registry import write_dataset
from workbench.exchange.writing.choice import ExportChoice
from workbench.exchange.writing.export_image import ExportImage
from workbench.exchange.writing.tiles import tile_boxes

VALUES = (0, 1, 7, 200, 255)


@settings(max_examples=200, deadline=None)
@given(
    height=st.integers(1, 90),
    width=st.integers(1, 90),
    side=st.integers(16, 40),
    share=st.floats(0, 0.5),
)
def test_tiles_cover_every_pixel_and_put_together_are_the_whole(
    height: int, width: int, side: int, share: float
) -> None:
    overlap = int(side * share)
    whole = np.random.default_rng(height * 100 + width).integers(0, 255, (height, width), dtype=np.uint8)
    together, covered = np.zeros_like(whole), np.zeros(whole.shape, dtype=int)
    boxes = tile_boxes(height, width, side, overlap)
    for box in boxes:
        assert box.clip(height, width) == box
        assert (box.height, box.width) == (min(side, height), min(side, width))
        together[box.slices] = whole[box.slices]
        covered[box.slices] += 1
    assert covered.min() >= 1
    assert np.array_equal(together, whole)
    assert len({(box.top, box.left) for box in boxes}) == len(boxes)
    starts = sorted({box.left for box in boxes})
    assert all(after - before <= side - overlap for before, after in pairwise(starts))


def test_an_export_in_tiles_holds_mask_and_picture_of_each_part(tmp_path: Path, classes: ClassSet) -> None:
    photo(5, 70, 101).save(tmp_path / "p.png")
    mask = painted(5, (0, 1, 7, 200), 70, 101)
    image = replace(to_export(tmp_path / "p.png", mask), split=Split.VAL)
    proof = finish(write_dataset("voc", tmp_path / "out", classes, [image], ExportChoice(tile=32, overlap=8)))
    rows, columns = (0, 24, 38), (0, 24, 48, 69)
    expected = {f"p_y{row}_x{column}": (row, column) for row in rows for column in columns}
    assert (proof.images, proof.pixels, proof.differing) == (12, 12 * 32 * 32, 0)
    assert {path.stem for path in (tmp_path / "out" / "JPEGImages").iterdir()} == set(expected)
    assert (tmp_path / "out/ImageSets/Segmentation/val.txt").read_text().split() == list(expected)
    rgb = np.asarray(Image.open(tmp_path / "p.png"), float)
    for name, (row, column) in expected.items():
        part = slice(row, row + 32), slice(column, column + 32)
        assert np.array_equal(np.array(Image.open(tmp_path / f"out/SegmentationClass/{name}.png")), mask[part])
        picture = np.asarray(Image.open(tmp_path / f"out/JPEGImages/{name}.jpg"), float)
        assert np.abs(picture - rgb[part]).mean() < 2.5


def test_a_border_does_not_follow_the_edges_of_tiles(tmp_path: Path, classes: ClassSet) -> None:
    photo(5, 40, 60).save(tmp_path / "p.png")
    mask = np.full((40, 60), 1, np.uint8)
    mask[:, 32:] = 7
    choice = ExportChoice(tile=32, void_border=1)
    finish(write_dataset("voc", tmp_path / "out", classes, [to_export(tmp_path / "p.png", mask)], choice))
    first = np.array(Image.open(tmp_path / "out/SegmentationClass/p_y0_x0.png"))
    assert (first[:, :31] == 1).all()
    assert (first[:, 31] == 255).all()


def test_tiles_in_which_nothing_is_painted_are_left_out(tmp_path: Path, classes: ClassSet) -> None:
    photo(5, 64, 64).save(tmp_path / "p.png")
    mask = np.full((64, 64), 255, np.uint8)
    mask[40:50, 3:9] = 7
    image = to_export(tmp_path / "p.png", mask)
    for format_name, count in (("voc", 1), ("index", 4)):
        out = tmp_path / format_name
        assert finish(write_dataset(format_name, out, classes, [image], ExportChoice(tile=32))).images == count
    assert [path.name for path in (tmp_path / "voc" / "SegmentationClass").iterdir()] == ["p_y32_x0.png"]


def test_an_image_no_larger_than_a_tile_keeps_its_bytes(
    tmp_path: Path, make_images: MakeImages, classes: ClassSet
) -> None:
    images = make_images(["a.jpg"], VALUES)
    finish(write_dataset("voc", tmp_path / "out", classes, images, ExportChoice(tile=44)))
    assert (tmp_path / "out/JPEGImages/a.jpg").read_bytes() == images[0].path.read_bytes()


def test_each_mask_is_read_once_to_write_and_once_to_prove(tmp_path: Path, classes: ClassSet) -> None:
    asked: list[str] = []
    images = []
    for name in ("a.png", "b.png"):
        photo(5, 64, 64).save(tmp_path / name)
        whole = to_export(tmp_path / name, painted(5, VALUES, 64, 64))

        def load(image: ExportImage = whole) -> LabelMask:
            asked.append(image.name)
            return image.load()

        images.append(replace(whole, load=load))
    finish(write_dataset("voc", tmp_path / "out", classes, images, ExportChoice(tile=16)))
    assert asked == ["a.png", "b.png", "a.png", "b.png"]
