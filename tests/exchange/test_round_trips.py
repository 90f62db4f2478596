"""What is exported in any format comes back: classes, colours, splits and every pixel, where the format can hold them.

Random masks are written and then read by our importers, or plainly where there is none. The writers prove each export
themselves; here nothing of theirs is trusted.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from exchange_scenes import finish, photo, to_export
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mask_scenes import masks
from PIL import Image

from workbench.core.classes import ClassSet
from workbench.core.records import Split
from workbench.exchange.registry import formats_out, read_dataset, recognise, write_dataset
from workbench.exchange.tfrecord.example import decode
from workbench.exchange.tfrecord.records import read_record, record_places

CLASSES = (
    ClassSet.from_names(["background", "Straße"]).with_added("tree old", (1, 2, 3), 7).with_added("car", index=200)
)
VALUES = (0, 1, 7, 200, 255)
COLORS = {c.name: c.color for c in CLASSES}
NAMES = {"": Split.NONE, "train": Split.TRAIN, "val": Split.VAL, "test": Split.TEST}

Read = tuple[Split, np.ndarray]
"""An image that was read: its split, and the name of the class of each pixel; "" is unlabelled."""


@dataclass(frozen=True)
class Case:
    """A format, how its folder is recognised, and what it keeps."""

    format: str
    recognised: str = ""
    objects: bool = False
    colors: bool = False


IMPORTED = [
    Case("voc", "voc", colors=True),
    Case("cvat-masks", "voc"),
    Case("coco", "coco", objects=True),
    Case("coco-polygons", "coco", objects=True),
    Case("coco-panoptic", "coco-panoptic"),
    Case("yolo", "yolo", objects=True),
    Case("labelme", "labelme", objects=True),
    Case("cityscapes", "cityscapes", colors=True),
    Case("masks-rgb", "masks-rgb", colors=True),
    Case("tfrecord", "tfrecord"),
    Case("npz", "npz", colors=True),
]

scenes = st.lists(st.tuples(masks(VALUES), st.sampled_from(list(Split))), min_size=1, max_size=5)
quick = settings(
    derandomize=True, deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def named(mask: np.ndarray) -> np.ndarray:
    """The name of the class of each pixel."""
    names = np.array([CLASSES.name_of(number) for number in range(255)] + [""], dtype=object)
    return names[mask]


def without_unlabelled(mask: np.ndarray) -> np.ndarray:
    """What formats of objects can tell: unlabelled is background beside objects, and without any all is unlabelled."""
    names = named(mask)
    objects = ~np.isin(names, ["", "background"])
    return np.where(objects, names, "background" if objects.any() else "")


def export(folder: Path, format_name: str, scene: list[tuple[np.ndarray, Split]]) -> dict[str, Read]:
    """Write a scene; what was written, by name. An image without a painted pixel is left out."""
    images, wanted = [], {}
    (folder / "pictures").mkdir(parents=True)
    for number, (mask, split) in enumerate(scene):
        path = folder / "pictures" / f"image{number}.png"
        photo(number, *mask.shape).save(path)
        images.append(to_export(path, mask, split))
        if (mask != 255).any():
            wanted[path.stem] = (split, mask)
    finish(write_dataset(format_name, folder / "out", CLASSES, images))
    return wanted


@pytest.mark.parametrize("case", IMPORTED, ids=lambda case: case.format)
@quick
@given(scene=scenes)
def test_importers_read_it_back(case: Case, scene: list[tuple[np.ndarray, Split]], tmp_path_factory) -> None:
    scene = [(np.zeros((4, 5), np.uint8), Split.TRAIN), *scene]
    folder = tmp_path_factory.mktemp("trip")
    wanted = export(folder, case.format, scene)
    assert recognise(folder / "out")[0] == case.recognised
    found = read_dataset(folder / "out")
    assert {Path(image.name).stem.replace("_leftImg8bit", "") for image in found.images} == wanted.keys()
    names = np.array([found.classes.name_of(number) for number in range(255)] + [""], dtype=object)
    for image in found.images:
        split, mask = wanted[Path(image.name).stem.replace("_leftImg8bit", "")]
        assert image.split is split
        assert image.load is not None
        assert np.array_equal(names[image.load().classes], (without_unlabelled if case.objects else named)(mask))
        with Image.open(io.BytesIO(image.data()) if image.data else image.path) as picture:
            assert picture.size == mask.shape[::-1]
    assert {c.name for c in found.classes} == {c.name for c in CLASSES}
    if case.colors:
        assert {c.name: c.color for c in found.classes} == COLORS


def _records(folder: Path) -> dict[str, Read]:
    found = {}
    for path in folder.glob("*.tfrecord"):
        name, _, last = path.stem.rpartition("-of-")
        split, _, number = name.rpartition("-")
        assert (last, len(number)) == ("00004", 5)
        for place in record_places(path):
            values = decode(read_record(path, place))
            with Image.open(io.BytesIO(values["image/segmentation/class/encoded"])) as mask:
                assert (mask.format, mask.mode) == ("PNG", "L")
                found[values["image/filename"].decode()] = (NAMES.get(split, Split.NONE), np.asarray(mask))
            with Image.open(io.BytesIO(values["image/encoded"])) as picture:
                assert (picture.format, picture.mode) == ("JPEG", "RGB")
                size = (values["image/width"], values["image/height"])
                assert picture.size == size == found[values["image/filename"].decode()][1].shape[::-1]
            assert values.keys() == {
                *("image/encoded", "image/filename", "image/format", "image/height", "image/width", "image/channels"),
                *("image/segmentation/class/encoded", "image/segmentation/class/format"),
            }
            told = values["image/format"], values["image/channels"], values["image/segmentation/class/format"]
            assert told == (b"jpeg", 3, b"png")
    return found


def _arrays(folder: Path) -> dict[str, Read]:
    found = {}
    for path in folder.rglob("*.npz"):
        with np.load(path) as arrays:
            assert (arrays["image"].dtype, arrays["image"].shape) == (np.uint8, (*arrays["mask"].shape, 3))
            found[path.stem] = (NAMES.get(path.parent.name, Split.NONE), arrays["mask"])
    return found


@pytest.mark.parametrize(("format_name", "read"), [("tfrecord", _records), ("npz", _arrays)])
@quick
@given(scene=scenes)
def test_plain_readers_find_it(
    format_name: str, read: Callable[[Path], dict[str, Read]], scene: list[tuple[np.ndarray, Split]], tmp_path_factory
) -> None:
    scene = [(np.zeros((4, 5), np.uint8), Split.TRAIN), *scene]
    folder = tmp_path_factory.mktemp("trip")
    wanted = export(folder, format_name, scene)
    found = read(folder / "out")
    assert found.keys() == wanted.keys()
    for name, (split, mask) in wanted.items():
        assert found[name][0] is split
        assert np.array_equal(found[name][1], mask)


def test_every_format_is_here() -> None:
    tried = {case.format for case in IMPORTED} | {"index"}  # index: test_samples.py
    assert {row.name for row in formats_out()} == tried
