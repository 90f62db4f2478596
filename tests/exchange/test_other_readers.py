"""Other programs read what we write, each with its own code in an interpreter of its own.

The environment variable WORKBENCH_PEER_PYTHONS names interpreters that have them, separated as in PATH;
peers/install.py makes such and runs these tests. A program that none of them has is skipped by name.
"""

import os
import subprocess
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from exchange_scenes import finish, photo, to_export
from mask_scenes import near, soft_mask

from workbench.core.classes import ClassSet
from workbench.core.records import Split
from workbench.exchange.registry import write_dataset

PYTHONS = [python for python in os.environ.get("WORKBENCH_PEER_PYTHONS", "").split(os.pathsep) if python]
PEERS = Path(__file__).resolve().parent / "peers"
CLASSES = ClassSet.from_names(["background", "road", "car", "old tree"])
SPLITS = (Split.TRAIN, Split.TRAIN, Split.VAL, Split.TEST, Split.TRAIN)


def in_words(mask: np.ndarray) -> np.ndarray:
    """The name of the class of each pixel; "" is unlabelled."""
    return np.array([CLASSES.name_of(number) for number in range(255)] + [""])[mask]


def written(folder: Path, format_name: str, grain: float = 6.0) -> dict[str, np.ndarray]:
    """Write five images in a format; the names of the classes of their pixels, by id."""
    wanted, images = {}, []
    for number, split in enumerate(SPLITS):
        mask = soft_mask(number, (0, 1, 2, 3, 255), 150, 220, grain)
        path = folder / f"image-{number}.png"
        photo(number, 150, 220).save(path)
        images.append(to_export(path, mask, split))
        wanted[path.stem] = in_words(mask)
    finish(write_dataset(format_name, folder / "out", CLASSES, images))
    return wanted


@cache
def interpreter(package: str) -> str | None:
    """The first interpreter that has a package."""
    probe = f"import importlib.util as u; raise SystemExit(u.find_spec({package!r}) is None)"
    return next((p for p in PYTHONS if subprocess.run([p, "-c", probe], check=False).returncode == 0), None)


def as_read_by(package: str, format_name: str, folder: Path) -> dict[str, np.ndarray]:
    """The names of the classes of the pixels, by id, as that program reads them."""
    python = interpreter(package)
    if python is None:
        pytest.skip(f"no interpreter of WORKBENCH_PEER_PYTHONS has {package}: see tests/exchange/peers/install.py")
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    script = [python, str(PEERS / f"with_{package}.py"), format_name, str(folder / "out"), str(folder / "answer.npz")]
    done = subprocess.run(script, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    with np.load(folder / "answer.npz") as found:
        return dict(found)


@pytest.mark.parametrize("format_name", ["voc", "coco-panoptic"])
def test_datumaro_reads_every_pixel_of_masks(format_name: str, tmp_path: Path) -> None:
    wanted = written(tmp_path, format_name)
    found = as_read_by("datumaro", format_name, tmp_path)
    assert found.keys() == wanted.keys()
    assert all(np.array_equal(found[name], wanted[name]) for name in wanted)


def test_datumaro_reads_every_object_of_cvat(tmp_path: Path) -> None:
    """As CVAT does, it takes the regions of the masks of objects, in which background is none."""
    wanted = written(tmp_path, "cvat-masks")
    found = as_read_by("datumaro", "cvat-masks", tmp_path)
    assert found.keys() == wanted.keys()
    for name, words in wanted.items():
        assert np.array_equal(found[name], np.where(words == "background", "", words))


@pytest.mark.parametrize("package", ["pycocotools", "datumaro"])
def test_run_lengths_of_coco_are_read_exactly(package: str, tmp_path: Path) -> None:
    wanted = written(tmp_path, "coco")
    found = as_read_by(package, "coco", tmp_path)
    assert found.keys() == wanted.keys()
    for name, words in wanted.items():
        assert np.array_equal(found[name], np.where(words == "background", "", words))


@pytest.mark.parametrize(
    ("package", "format_name"),
    [
        ("pycocotools", "coco-polygons"),
        ("datumaro", "coco-polygons"),
        ("supervision", "yolo"),
        ("labelme", "labelme"),
    ],
)
def test_polygons_are_at_most_a_pixel_off(package: str, format_name: str, tmp_path: Path) -> None:
    """Each program draws polygons by a rule of its own: 99.9 % of the pixels are right within one pixel."""
    wanted = written(tmp_path, format_name, grain=9)
    found = as_read_by(package, format_name, tmp_path)
    assert found.keys() == wanted.keys()
    for name, words in wanted.items():
        objects = np.where(words == "background", "", words)
        assert near(found[name], objects).mean() >= 0.999
        assert near(objects, found[name]).mean() >= 0.999


def test_the_package_tfrecord_reads_every_pixel(tmp_path: Path) -> None:
    wanted = written(tmp_path, "tfrecord")
    found = as_read_by("tfrecord", "tfrecord", tmp_path)
    assert found.keys() == wanted.keys()
    assert all(np.array_equal(found[name], wanted[name]) for name in wanted)


def test_torchvision_reads_cityscapes_folders(tmp_path: Path) -> None:
    from torchvision.datasets import Cityscapes

    wanted = written(tmp_path, "cityscapes")
    # Published numbers for "road" and "car", the first free ones for the others; 0 is unlabelled.
    names = {0: "", 7: "road", 26: "car", 34: "background", 35: "old tree"}
    for split in ("train", "val", "test"):
        dataset = Cityscapes(str(tmp_path / "out"), split=split, mode="fine", target_type="semantic")
        assert len(dataset) == SPLITS.count(Split(split))
        for path, (picture, target) in zip(dataset.images, dataset, strict=True):
            values = np.asarray(target)
            assert picture.size == target.size
            words = np.array([names.get(value, "?") for value in range(256)])[values]
            assert np.array_equal(words, wanted[Path(path).name.removesuffix("_leftImg8bit.png")])
