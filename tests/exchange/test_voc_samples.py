"""Real VOC folders against the answers of other programs; the pixel of an answer is a line of its classes.txt."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from workbench.core.events import Progress
from workbench.core.records import Split
from workbench.exchange.dataset import ExportImage, FoundDataset
from workbench.exchange.registry import read_dataset, recognise, write_dataset


def expected_by_name(folder: Path, name: str) -> np.ndarray:
    """The answer's class names, one a pixel; "" for void."""
    lines = np.array([*(folder / "classes.txt").read_text(encoding="utf-8").split("\n"), ""])
    answer = np.asarray(Image.open(folder / name)).astype(int)
    return lines[np.where(answer == 255, -1, answer)]


def found_by_name(dataset: FoundDataset, mask: np.ndarray) -> np.ndarray:
    lines = np.array([dataset.classes.name_of(i) for i in range(255)] + [""])
    return lines[mask]


@pytest.mark.parametrize(
    "case",
    ["voc/datumaro_voc_dataset1", "voc/labelme_output_no_imagesets", "voc/pascal_voc2012", "cvat_masks/camvid"],
)
def test_sample(samples: Path, case: str) -> None:
    expected = samples / case / "expected"
    wanted = json.loads((expected / "case.json").read_text(encoding="utf-8"))
    source = samples / case / "input"
    assert recognise(source)[0] == "voc"
    dataset = read_dataset(source)
    by_path = {image.path.relative_to(source).as_posix(): image for image in dataset.images}
    unlabelled = set(wanted.get("images_without_mask", []))
    assert by_path.keys() == wanted["images"].keys() | unlabelled
    assert all(by_path[path].load is None for path in unlabelled)
    for path, answer in wanted["images"].items():
        load = by_path[path].load
        assert load is not None
        assert np.array_equal(found_by_name(dataset, load()), expected_by_name(expected, answer))


def test_published_lists_and_names(samples: Path) -> None:
    dataset = read_dataset(samples / "voc" / "pascal_voc2012" / "input")
    assert [image.split for image in dataset.images] == [Split.TRAIN, Split.TRAIN]
    assert len(dataset.classes) == 21
    assert any("train.txt names 1464 images; 1462 of them" in notice for notice in dataset.notices)


def test_camvid_keeps_its_row_numbers_and_comes_back_from_an_export(camvid: Path, tmp_path: Path) -> None:
    dataset = read_dataset(camvid)
    rows = [line.split(":")[0] for line in (camvid / "labelmap.txt").read_text().splitlines()[1:]]
    assert [c.name for c in dataset.classes] == rows
    assert [c.index for c in dataset.classes] == list(range(11))
    counts = {s: sum(i.split is s for i in dataset.images) for s in Split}
    assert (counts[Split.TRAIN], counts[Split.VAL]) == (367, 101)
    few = [image for image in dataset.images if image.load][::60]
    for image in few:
        assert image.load is not None
        assert image.mask is not None
        assert np.array_equal(image.load(), np.asarray(Image.open(image.mask)))
    exported = [ExportImage(i.name, i.path, i.split, i.load) for i in few if i.load]
    for event in write_dataset("voc", tmp_path / "out", dataset.classes, exported):
        assert isinstance(event, Progress)
    again = read_dataset(tmp_path / "out")
    assert again.classes == dataset.classes
    for image, back in zip(exported, again.images, strict=True):
        assert back.load is not None
        assert np.array_equal(back.load(), image.load())
