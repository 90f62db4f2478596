"""VOC exports, read by torchvision, by the rules of DeepLab's own scripts, and by ourselves."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from exchange_scenes import MakeImages, finish, painted, photo, to_export
from PIL import Image, ImageOps

from workbench.core.classes import ClassSet
from workbench.core.errors import BadInputError, WorkbenchError
from workbench.core.events import Progress
from workbench.core.records import Split
from workbench.exchange.registry import output_format, read_dataset, write_dataset
from workbench.exchange.writers.voc import VocWriter
from workbench.exchange.writing.choice import EVERYTHING
from workbench.exchange.writing.export_image import ExportImage
from workbench.exchange.writing.frame import write
from workbench.exchange.writing.writer import Item
from workbench.pixels.mask_file import write_indexed

VALUES = (0, 1, 7, 200, 255)


@pytest.fixture
def export(tmp_path: Path, make_images: MakeImages, classes: ClassSet) -> tuple[Path, ClassSet, list[ExportImage]]:
    images = make_images(["a.jpg", "b.png", "c.jpg", "d.jpg", "e.jpg", "f.webp"], VALUES)
    images[4] = replace(images[4], split=Split.TEST)
    images[5] = replace(images[5], split=Split.NONE)
    dest = tmp_path / "out"
    assert finish(write_dataset("voc", dest, classes, images)).images == 6
    return dest, classes, images


def test_torchvision_reads_pictures_and_masks(export: tuple[Path, ClassSet, list[ExportImage]], tmp_path: Path) -> None:
    from torchvision.datasets import VOCSegmentation

    dest, _, images = export
    (tmp_path / "root" / "VOCdevkit").mkdir(parents=True)
    (tmp_path / "root" / "VOCdevkit" / "VOC2012").symlink_to(dest, target_is_directory=True)
    for name, splits in (("train", {Split.TRAIN}), ("val", {Split.VAL}), ("trainval", {Split.TRAIN, Split.VAL})):
        pairs = list(VOCSegmentation(str(tmp_path / "root"), year="2012", image_set=name))
        wanted = sorted((i for i in images if i.split in splits), key=lambda i: (i.split, i.name))
        assert len(pairs) == len(wanted)
        for (picture, target), image in zip(pairs, wanted, strict=True):
            assert np.array_equal(np.array(target), image.load().classes)
            with Image.open(image.path) as original:
                assert np.abs(np.asarray(picture, float) - np.asarray(original.convert("RGB"), float)).mean() < 2.5


def test_the_rules_of_deeplabs_own_scripts_hold(export: tuple[Path, ClassSet, list[ExportImage]]) -> None:
    """A slow, plain reader after remove_gt_colormap.py and build_voc2012_data.py of TensorFlow's DeepLab."""
    dest, _, images = export
    by_id = {Path(image.name).stem: image for image in images}
    lists = sorted((dest / "ImageSets" / "Segmentation").glob("*.txt"))
    assert [p.name for p in lists] == ["test.txt", "train.txt", "trainval.txt", "val.txt"]
    for path in lists:
        raw = path.read_bytes()
        assert b"\r" not in raw
        assert not raw.startswith(b"\xef\xbb\xbf")
        assert raw.endswith(b"\n")
        with open(path, encoding="ascii") as file:
            names = [line.strip("\n") for line in file]
        assert all(names)
        for name in names:
            with Image.open(dest / "JPEGImages" / f"{name}.jpg") as picture:
                assert (picture.format, picture.mode) == ("JPEG", "RGB")
                size = picture.size
            label = np.array(Image.open(dest / "SegmentationClass" / f"{name}.png"))
            assert label.dtype == np.uint8
            assert (label.shape[1], label.shape[0]) == size
            assert np.array_equal(label, by_id[name].load().classes)
        assert (dest / "ImageSets" / "Main" / path.name).read_bytes() == raw


def test_tables_follow_the_published_colours(export: tuple[Path, ClassSet, list[ExportImage]]) -> None:
    dest, _, _ = export
    rows = (dest / "labelmap.txt").read_text(encoding="utf-8").splitlines()
    # Colours 1, 7 and 200 of the VOC colour map, computed by hand from the bits of the index.
    assert rows == [
        "# label:color_rgb:parts:actions",
        "background:0,0,0::",
        "Straße:128,0,0::",
        "tree old:128,128,128::",
        "car:96,32,0::",
        "ignored:224,224,192::",
    ]
    names = (dest / "class_names.txt").read_text(encoding="utf-8").splitlines()
    assert (names[0], names[1], names[7], names[200], len(names)) == ("background", "Straße", "tree old", "car", 201)


def test_bytes_of_plain_jpegs_are_kept(export: tuple[Path, ClassSet, list[ExportImage]]) -> None:
    dest, _, images = export
    for image in images:
        written = (dest / "JPEGImages" / f"{image.path.stem}.jpg").read_bytes()
        assert (written == image.path.read_bytes()) == (image.path.suffix == ".jpg")


def test_what_was_exported_comes_back_unchanged(tmp_path: Path, make_images: MakeImages, classes: ClassSet) -> None:
    hidden = replace(classes.classes[1], hidden=True, merged_into=0, key="", color=(9, 8, 7))
    classes = ClassSet(tuple(reversed(classes.with_changed(hidden).classes)))
    images = make_images(["a.jpg", "b.jpg", "c.jpg"], VALUES)
    finish(write_dataset("voc", tmp_path / "out", classes, images))
    found = read_dataset(tmp_path / "out")
    assert found.format == "voc"
    assert found.classes == classes
    assert found.notices == ()
    for image, back in zip(images, found.images, strict=True):
        assert (back.name, back.split) == (image.name, image.split)
        assert back.load is not None
        assert np.array_equal(back.load().classes, image.load().classes)


def test_without_classes_json_the_labelmap_carries_gaps(
    tmp_path: Path, make_images: MakeImages, classes: ClassSet
) -> None:
    images = make_images(["a.jpg", "b.jpg"], VALUES)
    finish(write_dataset("voc", tmp_path / "out", classes, images))
    for removed in ("classes.json", "labelmap.txt"):
        (tmp_path / "out" / removed).unlink()
        found = read_dataset(tmp_path / "out")
        indices = {c.name: c.index for c in found.classes if "unused" not in c.name}
        assert indices == {"background": 0, "Straße": 1, "tree old": 7, "car": 200}
        for image, back in zip(images, found.images, strict=True):
            assert back.load is not None
            assert np.array_equal(back.load().classes, image.load().classes)


def test_a_turned_picture_is_written_upright_with_its_mask(tmp_path: Path, classes: ClassSet) -> None:
    tags = Image.Exif()
    tags[0x0112] = 6
    path = tmp_path / "turned.jpg"
    photo(1).save(path, exif=tags, quality=95)
    mask = painted(1, VALUES, height=44, width=30)
    image = to_export(path, mask)
    assert finish(write_dataset("voc", tmp_path / "out", classes, [image])).images == 1
    with Image.open(tmp_path / "out" / "JPEGImages" / "turned.jpg") as written, Image.open(path) as original:
        assert 0x0112 not in written.getexif()
        wanted = np.asarray(ImageOps.exif_transpose(original), float)
        assert np.abs(np.asarray(written, float) - wanted).mean() < 2.5


def test_names_that_collide_are_told_apart(tmp_path: Path, make_images: MakeImages, classes: ClassSet) -> None:
    names = ["a.jpg", "A.jpg", "a.png", "улица.jpg", "日本.jpg", "CON.jpg", "two words.jpg"]
    images = make_images(names, VALUES)
    assert finish(write_dataset("voc", tmp_path / "out", classes, images)).images == 7
    written = sorted(p.name for p in (tmp_path / "out" / "JPEGImages").iterdir())
    assert len({name.casefold() for name in written}) == 7
    assert all(name.isascii() and " " not in name for name in written)


def test_empty_lists_are_written(tmp_path: Path, make_images: MakeImages, classes: ClassSet) -> None:
    images = make_images(["a.jpg"], VALUES)
    finish(write_dataset("voc", tmp_path / "out", classes, images))
    assert (tmp_path / "out" / "ImageSets" / "Segmentation" / "val.txt").read_bytes() == b""
    assert not (tmp_path / "out" / "ImageSets" / "Segmentation" / "test.txt").exists()


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError, BadInputError])
def test_a_failure_in_the_middle_leaves_nothing(
    tmp_path: Path, make_images: MakeImages, classes: ClassSet, error: Callable[[str], BaseException]
) -> None:
    images = make_images([f"{i}.jpg" for i in range(30)], VALUES)

    def fail() -> np.ndarray:
        raise error("now")

    images[17] = replace(images[17], load=fail)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(error):  # type: ignore[call-overload]
        finish(write_dataset("voc", tmp_path / "deep" / "er" / "out", classes, images))
    assert sorted(tmp_path.iterdir()) == before


def test_closing_the_flow_leaves_nothing(tmp_path: Path, make_images: MakeImages, classes: ClassSet) -> None:
    images = make_images([f"{i}.jpg" for i in range(30)], VALUES)
    before = sorted(tmp_path.iterdir())
    for moment in (Progress("Writing images", 1, 30), Progress("Proving the export", 1, 30)):
        flow = write_dataset("voc", tmp_path / "out", classes, images)
        assert moment in flow
        assert any("partial" in path.name for path in tmp_path.iterdir())
        flow.close()
        assert sorted(tmp_path.iterdir()) == before


def test_a_mask_of_another_size_is_refused_with_both_sizes(tmp_path: Path, classes: ClassSet) -> None:
    photo(1).save(tmp_path / "p.jpg")
    image = to_export(tmp_path / "p.jpg", np.zeros((10, 12), np.uint8))
    with pytest.raises(BadInputError, match=r"p\.jpg is 44 x 30 pixels and its mask in the project 12 x 10"):
        finish(write_dataset("voc", tmp_path / "out", classes, [image]))


def test_a_number_without_a_class_is_refused(tmp_path: Path, make_images: MakeImages, classes: ClassSet) -> None:
    with pytest.raises(BadInputError, match="number 9"):
        finish(write_dataset("voc", tmp_path / "out", classes, make_images(["p.jpg"], (0, 9))))


def test_a_cut_off_picture_is_refused(tmp_path: Path, make_images: MakeImages, classes: ClassSet) -> None:
    images = make_images(["p.jpg"], VALUES)
    images[0].path.write_bytes(images[0].path.read_bytes()[:-30])
    with pytest.raises(BadInputError, match=r"p\.jpg"):
        finish(write_dataset("voc", tmp_path / "out", classes, images))
    assert not (tmp_path / "out").exists()


Harm = Callable[[Path, list[ExportImage]], None]


def _change_a_pixel(dest: Path, images: list[ExportImage]) -> None:
    mask = images[1].load().classes.copy()
    mask[3, 4] = 7 if mask[3, 4] != 7 else 0
    write_indexed(dest / "SegmentationClass" / "b.png", mask)


def _change_a_byte(dest: Path, images: list[ExportImage]) -> None:
    path = dest / "JPEGImages" / "a.jpg"
    data = bytearray(path.read_bytes())
    data[-20] ^= 1
    path.write_bytes(bytes(data))


def _change_a_list(dest: Path, images: list[ExportImage]) -> None:
    (dest / "ImageSets" / "Segmentation" / "trainval.txt").write_text("a\n")


def _change_a_class(dest: Path, images: list[ExportImage]) -> None:
    path = dest / "classes.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"car"', '"cart"'), encoding="utf-8")


@pytest.mark.parametrize("harm", [_change_a_pixel, _change_a_byte, _change_a_list, _change_a_class])
def test_the_proof_finds_every_harm_and_leaves_nothing(
    tmp_path: Path, make_images: MakeImages, classes: ClassSet, harm: Harm
) -> None:
    images = make_images(["a.jpg", "b.png", "c.jpg"], VALUES)

    class Harmed(VocWriter):
        """Writes as it should; then the disk spoils it."""

        def end(self, items: Sequence[Item], rows: Sequence[None]) -> None:
            super().end(items, rows)
            harm(self.folder, images)

    before = sorted(tmp_path.iterdir())
    with pytest.raises(WorkbenchError, match="is not what was to be written"):
        finish(write(replace(output_format("voc"), writer=Harmed), tmp_path / "out", classes, images, EVERYTHING))
    assert sorted(tmp_path.iterdir()) == before
