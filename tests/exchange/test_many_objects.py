"""A COCO file of very many objects: they never lie in memory together while it is written."""

import json
import tracemalloc
from pathlib import Path

import numpy as np
from exchange_scenes import photo, to_export

from workbench.core.classes import ClassSet
from workbench.core.records import Split
from workbench.exchange.writers.coco import CocoRuns
from workbench.exchange.writing.picture import Picture
from workbench.exchange.writing.writer import Item, Parcel


def test_objects_wait_on_the_disk(tmp_path: Path) -> None:
    photo(1, 40, 40).save(tmp_path / "a.jpg")
    (tmp_path / "out").mkdir()
    writer = CocoRuns(tmp_path / "out", ClassSet.from_names(["background", "a", "b"]), frozenset())
    writer.begin()
    rng = np.random.default_rng(5)
    items = []
    for number in range(25):
        if number == 1:  # what is kept for ever was made for the first one
            tracemalloc.start()
        mask = rng.integers(0, 3, (40, 40)).astype(np.uint8)
        items.append(Item(str(number), f"{number}.jpg", Split.TRAIN, 40, 40))
        image = to_export(tmp_path / "a.jpg", mask, Split.TRAIN)
        writer.put(Parcel(items[-1], mask, Picture(image)))
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    writer.end(items, [None] * len(items))
    (document,) = (tmp_path / "out" / "annotations").iterdir()
    assert kept < document.stat().st_size / 10
    objects = json.loads(document.read_text())["annotations"]
    assert [thing["id"] for thing in objects] == list(range(1, len(objects) + 1))
    assert sorted({thing["image_id"] for thing in objects}) == list(range(1, 26))
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"images", "annotations"}
