"""Arrays in the NumPy files of strangers: NumPy reads the same; what claims more than it holds takes no memory."""

import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest

from workbench.core.errors import BadInputError
from workbench.exchange.parsing.npz_file import array_names, array_shape, read_array


@pytest.mark.parametrize("order", ["C", "F"])
def test_what_numpy_wrote_comes_back(order: str, tmp_path: Path) -> None:
    image = np.random.default_rng(4).integers(0, 256, (7, 5, 3), dtype=np.uint8)
    np.savez(tmp_path / "a.npz", image=np.asarray(image, order="F" if order == "F" else "C"))
    assert array_names(tmp_path / "a.npz") == ["image"]
    assert array_shape(tmp_path / "a.npz", "image") == (7, 5, 3)
    assert np.array_equal(read_array(tmp_path / "a.npz", "image"), image)


@pytest.mark.parametrize("values", [np.array([[{}]], object), np.zeros((2, 2), np.int16), np.zeros(4, np.uint8)])
def test_what_is_no_picture_is_refused_and_never_unpickled(values: np.ndarray, tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", mask=values)
    with pytest.raises(BadInputError, match="mask"):
        read_array(tmp_path / "a.npz", "mask")


def test_a_head_that_unpacks_to_gigabytes_takes_no_memory(tmp_path: Path) -> None:
    path, size = tmp_path / "a.npz", 100_000_000
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("mask.npy", "w") as member:
        member.write(b"\x93NUMPY\x02\x00" + size.to_bytes(4, "little"))
        for _ in range(100):
            member.write(b" " * (size // 100))
    tracemalloc.start()
    with pytest.raises(BadInputError, match=r"a\.npz"):
        array_shape(path, "mask")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4_000_000
