"""Masks keep every value; Pillow and OpenCV read what we write, and we read what Pillow writes."""

import io
import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image

from workbench.core.classes import voc_palette
from workbench.core.errors import BadInputError, MissingError, StorageError
from workbench.pixels.mask_file import (
    encode_indexed,
    holds_colors,
    read_colors,
    read_indexed,
    read_note,
    read_palette,
    write_indexed,
)

MASKS = arrays.arrays(np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 40)), elements=st.integers(0, 255))


@settings(max_examples=60, deadline=None)
@given(mask=MASKS)
def test_pillow_reads_what_is_written(mask: np.ndarray) -> None:
    with Image.open(io.BytesIO(encode_indexed(mask))) as image:
        assert image.mode == "P"
        assert np.array_equal(np.array(image), mask)


def test_every_value_survives_the_disk(tmp_path: Path) -> None:
    mask = np.random.default_rng(1).integers(0, 256, (61, 83), dtype=np.uint8)
    write_indexed(tmp_path / "m.png", mask, durable=True)
    assert np.array_equal(read_indexed(tmp_path / "m.png"), mask)
    assert [p.name for p in tmp_path.iterdir()] == ["m.png"]


def test_the_palette_is_vocs_in_full_and_opencv_sees_its_colours(tmp_path: Path) -> None:
    mask = np.array([[0, 1, 15], [20, 254, 255]], dtype=np.uint8)
    write_indexed(tmp_path / "m.png", mask)
    palette = read_palette(tmp_path / "m.png")
    assert palette is not None
    assert np.array_equal(palette, voc_palette())
    assert palette[[1, 15, 255]].tolist() == [[128, 0, 0], [192, 128, 128], [224, 224, 192]]  # the VOC devkit's values
    seen = cv2.imread(str(tmp_path / "m.png"), cv2.IMREAD_COLOR_RGB)
    assert np.array_equal(seen, voc_palette()[mask])
    data = (tmp_path / "m.png").read_bytes()
    assert data[24:26] == bytes([8, 3])
    assert b"tRNS" not in data


def test_a_palette_of_ones_own_is_written(tmp_path: Path) -> None:
    palette = np.arange(768, dtype=np.uint32).reshape(256, 3).astype(np.uint8)
    write_indexed(tmp_path / "m.png", np.zeros((2, 2), np.uint8), palette)
    found = read_palette(tmp_path / "m.png")
    assert found is not None
    assert np.array_equal(found, palette)


@pytest.mark.parametrize("bits", [1, 2, 4, 8])
@pytest.mark.parametrize("mode", ["P", "L"])
def test_small_depths_give_raw_values(tmp_path: Path, bits: int, mode: str) -> None:
    """The file is packed by hand: Pillow has no writer for grey PNG of 2 and 4 bits."""
    values = np.random.default_rng(bits).integers(0, 2**bits, (5, 8), dtype=np.uint8)
    path = tmp_path / "m.png"
    path.write_bytes(packed_png(values, bits, palette=mode == "P"))
    assert np.array_equal(read_indexed(path), values)
    assert (read_palette(path) is None) == (mode == "L")


def packed_png(values: np.ndarray, bits: int, palette: bool) -> bytes:
    height, width = values.shape
    spread = np.unpackbits(values[:, :, None], axis=2)[:, :, 8 - bits :].reshape(height, -1)
    rows = np.hstack([np.zeros((height, 1), np.uint8), np.packbits(spread, axis=1)])
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, 3 if palette else 0, 0, 0, 0))]
    chunks += [(b"PLTE", bytes(range(3)) * 2**bits)] if palette else []
    chunks += [(b"IDAT", zlib.compress(rows.tobytes())), (b"IEND", b"")]
    body = (struct.pack(">I", len(b)) + k + b + struct.pack(">I", zlib.crc32(k + b)) for k, b in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(body)


def test_colours_are_told_from_indices(tmp_path: Path) -> None:
    colors = np.random.default_rng(3).integers(0, 256, (6, 7, 3), dtype=np.uint8)
    Image.fromarray(colors).save(tmp_path / "rgb.png")
    write_indexed(tmp_path / "index.png", np.zeros((6, 7), np.uint8))
    assert holds_colors(tmp_path / "rgb.png")
    assert not holds_colors(tmp_path / "index.png")
    assert np.array_equal(read_colors(tmp_path / "rgb.png"), colors)
    with pytest.raises(BadInputError, match=r"rgb\.png holds colours"):
        read_indexed(tmp_path / "rgb.png")


def test_sixteen_bits_are_taken_only_while_values_fit(tmp_path: Path) -> None:
    values = np.array([[0, 7, 255]], dtype=np.uint16)
    Image.fromarray(values).save(tmp_path / "fits.png")
    Image.fromarray(values + 1).save(tmp_path / "deep.png")
    assert read_indexed(tmp_path / "fits.png").tolist() == [[0, 7, 255]]
    with pytest.raises(BadInputError, match="256"):
        read_indexed(tmp_path / "deep.png")


def test_a_cut_off_or_missing_mask_is_refused_by_name(tmp_path: Path) -> None:
    data = encode_indexed(np.random.default_rng(5).integers(0, 256, (50, 50), dtype=np.uint8))
    (tmp_path / "cut.png").write_bytes(data[: len(data) // 2])
    with pytest.raises(BadInputError, match=r"cut\.png"):
        read_indexed(tmp_path / "cut.png")
    with pytest.raises(MissingError, match=r"gone\.png"):
        read_indexed(tmp_path / "gone.png")


def test_a_failed_write_keeps_the_old_mask_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "m.png"
    write_indexed(path, np.full((3, 3), 7, np.uint8))

    def full(source: object, target: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(StorageError, match="No space left"):
        write_indexed(path, np.zeros((3, 3), np.uint8))
    assert (read_indexed(path) == 7).all()
    assert [p.name for p in tmp_path.iterdir()] == ["m.png"]


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"m\.png"):
        write_indexed(tmp_path / "gone" / "m.png", np.zeros((3, 3), np.uint8))


def test_a_note_travels_with_the_pixels_and_other_programs_read_both(tmp_path: Path) -> None:
    mask = np.arange(12, dtype=np.uint8).reshape(3, 4)
    write_indexed(tmp_path / "with.png", mask, note='{"name": "a"}')
    write_indexed(tmp_path / "without.png", mask)
    assert read_note(tmp_path / "with.png") == '{"name": "a"}'
    assert read_note(tmp_path / "without.png") == ""
    with Image.open(tmp_path / "with.png") as image:
        assert image.text == {"Workbench": '{"name": "a"}'}
        assert np.array_equal(np.asarray(image), mask)
