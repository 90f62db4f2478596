"""Masks of many megapixels: what an export takes in memory, pixel by pixel."""

import threading
import time
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from exchange_scenes import MakeImages, finish, to_export
from PIL import Image

from workbench.core.classes import ClassSet
from workbench.exchange.registry import formats_out, write_dataset
from workbench.exchange.writers.index import IndexWriter
from workbench.exchange.writing import frame
from workbench.exchange.writing.writer import Parcel

SIDE = 2100


@pytest.mark.parametrize("format_name", [row.name for row in formats_out()])
def test_no_step_widens_the_numbers_of_a_mask(format_name: str, tmp_path: Path) -> None:
    """Bytes a pixel: masks and pictures need some; one array of eight-byte numbers beside them is too much."""
    mask = np.repeat(np.repeat(np.array([[0, 1, 2], [3, 1, 255]], np.uint8), SIDE // 2, axis=0), SIDE // 3, axis=1)
    Image.new("RGB", (SIDE, SIDE), (90, 120, 40)).save(tmp_path / "a.png")
    image = to_export(tmp_path / "a.png", mask)
    tracemalloc.start()
    try:
        finish(write_dataset(format_name, tmp_path / "out", ClassSet.from_names(["a", "b", "c", "d"]), [image]))
        peak = tracemalloc.get_traced_memory()[1] / mask.size
    finally:
        tracemalloc.stop()
    assert peak < 20


def test_large_images_are_not_worked_on_side_by_side(
    tmp_path: Path, make_images: MakeImages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of 100 megapixels takes two gigabytes in some formats."""
    images = make_images([f"{number}.jpg" for number in range(8)], (0, 1))
    lock, now, most = threading.Lock(), [0], [0]
    put = IndexWriter.put

    def counted(self: IndexWriter, parcel: Parcel) -> None:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.02)
        put(self, parcel)
        with lock:
            now[0] -= 1

    monkeypatch.setattr(IndexWriter, "put", counted)
    monkeypatch.setattr(frame, "AT_ONCE", images[0].height * images[0].width)
    monkeypatch.setattr("os.cpu_count", lambda: 8)
    finish(write_dataset("index", tmp_path / "out", ClassSet.from_names(["a", "b"]), images))
    assert most == [1]
