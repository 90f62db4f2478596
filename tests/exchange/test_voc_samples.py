"""Real VOC folders: their lists, their names, and the way out and back."""

from pathlib import Path

import numpy as np
from exchange_scenes import to_export
from PIL import Image

from workbench.core.events import Progress
from workbench.core.records import Split
from workbench.exchange.registry import read_dataset, write_dataset


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
        assert np.array_equal(image.load().classes, np.asarray(Image.open(image.mask)))
    exported = [to_export(i.path, i.load().classes, i.split) for i in few if i.load]
    for event in write_dataset("voc", tmp_path / "out", dataset.classes, exported):
        assert isinstance(event, Progress)
    again = read_dataset(tmp_path / "out")
    assert again.classes == dataset.classes
    for image, back in zip(exported, again.images, strict=True):
        assert back.load is not None
        assert np.array_equal(back.load().classes, image.load().classes)
