"""Pictures in memory: the bound holds, the longest unused goes first, a changed file is not served."""

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.core.errors import MissingError
from workbench.pixels.image_file import Picture
from workbench.pixels.picture_cache import PictureCache, Stamp


def picture(rows: int) -> Picture:
    """A picture of `rows` x 300 bytes."""
    return Picture(np.zeros((rows, 100, 3), dtype=np.uint8))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("files")
    paths = [folder / f"{number}.png" for number in range(6)]
    for path in paths:
        path.write_bytes(b"pixels")
    return paths


@settings(derandomize=True, max_examples=150, deadline=None)
@given(steps=st.lists(st.tuples(st.booleans(), st.integers(0, 5), st.integers(1, 14)), max_size=40))
def test_it_keeps_what_a_plain_list_would(files: list[Path], steps: list[tuple[bool, int, int]]) -> None:
    cache, bound = PictureCache(3000), 10  # rows
    kept: list[tuple[int, int]] = []  # (file, rows), the longest unused first
    for put, number, rows in steps:
        known = next((entry for entry in kept if entry[0] == number), None)
        if put:
            cache.put(files[number], Stamp.of(files[number]), picture(rows))
            kept = [entry for entry in kept if entry[0] != number]
            kept += [(number, rows)] if rows <= bound else []
            while sum(size for _, size in kept) > bound:
                kept.pop(0)
        else:
            found = cache.get(files[number])
            assert (None if found is None else found.rgb.shape[0]) == (known[1] if known else None)
            if known:
                kept.remove(known)
                kept.append(known)
        assert cache.held == 300 * sum(size for _, size in kept) <= cache.bound


def test_deep_values_count(files: list[Path]) -> None:
    cache = PictureCache(3000)
    deep = Picture(picture(6).rgb, np.zeros((6, 100), dtype=np.uint16))
    cache.put(files[0], Stamp.of(files[0]), deep)
    assert cache.held == 3000


def test_a_changed_file_is_not_served(tmp_path: Path) -> None:
    longer, later, gone = (tmp_path / name for name in ("longer.png", "later.png", "gone.png"))
    cache = PictureCache()
    for path in (longer, later, gone):
        path.write_bytes(b"pixels")
        cache.put(path, Stamp.of(path), picture(1))
    longer.write_bytes(b"more pixels")
    os.utime(later, ns=(0, later.stat().st_mtime_ns + 1000))
    gone.unlink()
    assert [cache.get(path) for path in (longer, later, gone)] == [None] * 3
    assert cache.held == 0


def test_a_missing_file_has_no_stamp(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match=r"gone\.png"):
        Stamp.of(tmp_path / "gone.png")
