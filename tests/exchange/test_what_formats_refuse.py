"""What a format cannot hold is refused or told, by name; what was harmed after writing is found by the proof."""

import csv
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from exchange_scenes import MakeImages, finish, painted, photo, to_export

from workbench.core.classes import ClassSet
from workbench.core.errors import BadInputError, WorkbenchError
from workbench.exchange.registry import formats_out, output_format, read_dataset, write_dataset

OBJECTS = ["coco", "coco-polygons", "yolo", "labelme"]
OTHERS = ["coco-panoptic", "cityscapes", "cvat-masks", "masks-rgb"]


@pytest.mark.parametrize("format_name", [*OBJECTS, *OTHERS])
def test_a_class_that_others_take_for_unlabelled_is_refused(
    format_name: str, tmp_path: Path, make_images: MakeImages
) -> None:
    classes = ClassSet.from_names(["background", "Void"])
    with pytest.raises(BadInputError, match="'Void' for unlabelled"):
        finish(write_dataset(format_name, tmp_path / "out", classes, make_images(["a.jpg"], (0, 1))))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["# lane", "__ignore__"])
@pytest.mark.parametrize("format_name", ["voc", "index", "tfrecord", "cvat-masks"])
def test_a_class_whose_line_readers_of_lists_skip_is_refused(
    format_name: str, name: str, tmp_path: Path, make_images: MakeImages
) -> None:
    """They would take every class below it for the one before."""
    classes = ClassSet.from_names([name, "car"])
    images = [replace(i, load=lambda: pytest.fail("a mask was read")) for i in make_images(["a.jpg"], (0, 1))]
    with pytest.raises(BadInputError, match=f"Other programs .*{name!r}") as refused:
        finish(write_dataset(format_name, tmp_path / "out", classes, images))
    assert "Rename it" in refused.value.cure
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("format_name", OBJECTS)
def test_pixels_that_formats_of_objects_cannot_tell_apart_are_counted(format_name: str, tmp_path: Path) -> None:
    """Beside an object, unlabelled comes back as background; without one, background as unlabelled."""
    beside, without = painted(1, (0, 1, 255)), painted(2, (0, 255))
    images = []
    for name, mask in (("a", beside), ("b", without)):
        photo(1).save(tmp_path / f"{name}.png")
        images.append(to_export(tmp_path / f"{name}.png", mask))
    proof = finish(write_dataset(format_name, tmp_path / "out", ClassSet.from_names(["background", "car"]), images))
    assert proof.differing == (beside == 255).sum() + (without == 0).sum()
    assert "background" in proof.rule
    told = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["proof"]
    assert told["differing"] == proof.differing
    assert "unlabelled" in told["loses"]


@pytest.mark.parametrize("format_name", OBJECTS)
def test_without_a_class_of_background_nothing_is_lost(
    format_name: str, tmp_path: Path, make_images: MakeImages
) -> None:
    images = make_images(["a.jpg", "b.jpg"], (0, 1, 255))
    assert (
        finish(write_dataset(format_name, tmp_path / "out", ClassSet.from_names(["car", "tree"]), images)).differing
        == 0
    )


def test_classes_of_one_colour_are_told_apart(tmp_path: Path, make_images: MakeImages) -> None:
    classes = ClassSet().with_added("a", (9, 9, 9)).with_added("b", (9, 9, 9)).with_added("c", (224, 224, 192))
    finish(write_dataset("masks-rgb", tmp_path / "out", classes, make_images(["a.jpg"], (0, 1, 2, 255))))
    with open(tmp_path / "out" / "class_dict.csv", encoding="utf-8", newline="") as file:
        rows = {row["name"]: (int(row["r"]), int(row["g"]), int(row["b"])) for row in csv.DictReader(file)}
    assert rows["a"] == (9, 9, 9)
    assert rows["void"] == (224, 224, 192)
    assert len(set(rows.values())) == 4


def test_more_classes_than_cityscapes_has_numbers_are_refused(tmp_path: Path, make_images: MakeImages) -> None:
    classes = ClassSet.from_names([f"class {number}" for number in range(230)])
    with pytest.raises(BadInputError, match="230 classes"):
        finish(write_dataset("cityscapes", tmp_path / "out", classes, make_images(["a.jpg"], (0, 1))))


def test_published_numbers_of_cityscapes_are_kept(tmp_path: Path, make_images: MakeImages) -> None:
    classes = ClassSet.from_names(["background", "Road", "parking"])
    finish(write_dataset("cityscapes", tmp_path / "out", classes, make_images(["a.jpg"], (0, 1, 2, 255))))
    with open(tmp_path / "out" / "cityscapes_labels.csv", encoding="utf-8", newline="") as file:
        rows = {row["name"]: (row["id"], row["trainId"]) for row in csv.DictReader(file)}
    assert rows == {"background": ("34", "19"), "Road": ("7", "0"), "parking": ("9", "255")}


def test_many_objects_of_cvat_leave_the_mask_of_objects_out(tmp_path: Path) -> None:
    mask = np.zeros((40, 60), dtype=np.uint8)
    mask[::2, ::2] = 1  # 600 specks
    photo(1, 40, 60).save(tmp_path / "a.png")
    image = to_export(tmp_path / "a.png", mask)
    finish(write_dataset("cvat-masks", tmp_path / "out", ClassSet.from_names(["background", "speck"]), [image]))
    assert (tmp_path / "out" / "SegmentationClass" / "a.png").exists()
    assert not (tmp_path / "out" / "SegmentationObject" / "a.png").exists()
    (found,) = read_dataset(tmp_path / "out").images
    assert found.load is not None
    assert np.array_equal(found.load().classes, mask)


def _lose(path: Path, _others: list[Path]) -> bool:
    path.unlink()
    return True


def _exchange(path: Path, others: list[Path]) -> bool:
    """Give the file the content of another of its kind beside it, if there is one."""
    content = path.read_bytes()
    alike = [p for p in others if p.parent == path.parent and p.suffix == path.suffix and p.read_bytes() != content]
    if alike:
        path.write_bytes(alike[0].read_bytes())
    return bool(alike)


@pytest.mark.parametrize("harm", [_lose, _exchange])
@pytest.mark.parametrize("format_name", [row.name for row in formats_out()])
def test_the_proof_looks_at_every_file(
    format_name: str, harm: Callable[[Path, list[Path]], bool], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    classes = ClassSet.from_names(["background", "car", "tree"])
    images = []
    for number in range(3):
        photo(number).save(tmp_path / f"{number}.png")
        images.append(to_export(tmp_path / f"{number}.png", painted(number, (0, 1, 2, 255))))
    finish(write_dataset(format_name, tmp_path / "whole", classes, images))
    files = (p.relative_to(tmp_path / "whole") for p in (tmp_path / "whole").rglob("*") if p.is_file())
    names = [name for name in files if name.name != "manifest.json"]  # which tells of the proof, so it comes after
    writer = output_format(format_name).writer
    check = writer.check
    tried = 0
    for name in names:
        harmed: list[bool] = []

        def check_after_harm(self, items, name=name, harmed=harmed) -> None:
            harmed.append(harm(self.folder / name, [self.folder / other for other in names]))
            check(self, items)

        monkeypatch.setattr(writer, "check", check_after_harm)
        dest = tmp_path / "harmed"
        try:
            finish(write_dataset(format_name, dest, classes, images))
            found = False
            shutil.rmtree(dest)
        except WorkbenchError:
            found = True
            assert not dest.exists()
        assert found == any(harmed), name
        tried += any(harmed)
    assert tried >= (3 if harm is _exchange or format_name != "tfrecord" else 2)
