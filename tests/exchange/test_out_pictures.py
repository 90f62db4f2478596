"""What is written of a picture: the file's own bytes where every reader sees them alike, else an upright JPEG."""

import hashlib
import io
from pathlib import Path

import numpy as np
import pytest
from exchange_scenes import painted, photo, to_export
from PIL import Image, ImageOps

from workbench.exchange.writing.picture import Picture


def saved(path: Path, mode: str = "RGB", turned: int = 1) -> Picture:
    """A picture file of 44 x 30 stored pixels, on its way out."""
    tags = Image.Exif()
    tags[0x0112] = turned
    photo(3).convert(mode).save(path, **({"exif": tags, "quality": 95} if path.suffix == ".jpg" else {}))
    return Picture(to_export(path, painted(3, (0, 1))))


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_a_plain_jpeg_keeps_its_bytes(tmp_path: Path, mode: str) -> None:
    picture = saved(tmp_path / "p.jpg", mode)
    assert picture.jpeg == (tmp_path / "p.jpg").read_bytes()
    assert picture.size == (44, 30)
    assert picture.sha256 == hashlib.sha256(picture.jpeg).hexdigest()
    assert picture.copies
    (tmp_path / "other.jpg").write_bytes(picture.jpeg[:-9] + bytes(9))
    for looked in (picture, Picture(to_export(tmp_path / "p.jpg", painted(3, (0, 1))), picture.sha256)):
        assert looked.is_jpeg_at(tmp_path / "p.jpg")
        assert not looked.is_jpeg_at(tmp_path / "other.jpg")


@pytest.mark.parametrize(
    ("name", "mode", "turned", "size"),
    [("t.jpg", "RGB", 6, (30, 44)), ("p.png", "RGB", 1, (44, 30)), ("c.jpg", "CMYK", 1, (44, 30))],
)
def test_other_pictures_become_upright_jpegs_without_a_tag(
    tmp_path: Path, name: str, mode: str, turned: int, size: tuple[int, int]
) -> None:
    path = tmp_path / name
    picture = saved(path, mode, turned)
    assert picture.size == size
    assert picture.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    with Image.open(io.BytesIO(picture.jpeg)) as written, Image.open(path) as original:
        assert (written.format, written.size) == ("JPEG", size)
        assert 0x0112 not in written.getexif()
        assert written.layer[0][1:3] == (1, 1), "4:4:4"
        wanted = np.asarray(ImageOps.exif_transpose(original).convert("RGB"), float)
        assert np.abs(np.asarray(written.convert("RGB"), float) - wanted).mean() < 2.5
    assert not picture.is_jpeg_at(path)
    (tmp_path / "written.jpg").write_bytes(picture.jpeg)
    assert picture.is_jpeg_at(tmp_path / "written.jpg")
