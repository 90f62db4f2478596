"""Pictures come out upright, 8-bit RGB and whole; Pillow, driven by hand, is the oracle."""

import hashlib
import io
import os
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from workbench.core.errors import BadInputError, MissingError
from workbench.core.largest import LIMIT_VARIABLE
from workbench.pixels.image_file import ImageInfo, probe, read_picture, read_reduced, read_rgb, sha256, verify
from workbench.pixels.jpeg_file import plain_jpeg
from workbench.pixels.thumbnail import thumbnail


def scene(height: int, width: int) -> Image.Image:
    """Soft colours with one sharp corner, different at every side."""
    y, x = np.mgrid[0:height, 0:width]
    rgb = np.stack([255 * x / width, 255 * y / height, 120 + 60 * np.sin(x / 9)], axis=2).astype(np.uint8)
    rgb[: height // 4, : width // 3] = (250, 30, 10)
    return Image.fromarray(rgb)


def saved(path: Path, image: Image.Image, **options: object) -> Path:
    image.save(path, **options)
    return path


def exif(orientation: int) -> Image.Exif:
    tags = Image.Exif()
    tags[0x0112] = orientation
    return tags


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif"])
def test_every_exif_orientation_comes_out_upright(tmp_path: Path, orientation: int, ending: str) -> None:
    path = saved(tmp_path / f"p.{ending}", scene(40, 64), exif=exif(orientation), quality=95)
    with Image.open(path) as image:
        wanted = np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
    assert np.array_equal(read_rgb(path), wanted)
    assert (probe(path).height, probe(path).width) == wanted.shape[:2]


def test_a_png_whose_exif_lies_behind_its_pixels_is_turned(tmp_path: Path) -> None:
    path = saved(tmp_path / "late.png", scene(40, 64), exif=exif(6))
    data = path.read_bytes()
    at = data.index(b"eXIf") - 4
    end = at + 12 + int.from_bytes(data[at : at + 4], "big")
    chunk, rest = data[at:end], data[:at] + data[end:]
    path.write_bytes(rest[:-12] + chunk + rest[-12:])
    assert (probe(path).width, probe(path).height) == (40, 64)
    assert read_rgb(path).shape == (64, 40, 3)


def test_a_tag_in_pixels_of_a_shrunk_jpeg_is_obeyed(tmp_path: Path) -> None:
    path = saved(tmp_path / "p.jpg", scene(400, 640), exif=exif(8), quality=95)
    small = read_rgb(path, max_side=80)
    with Image.open(path) as image:
        wanted = np.asarray(ImageOps.exif_transpose(image).resize((50, 80), Image.Resampling.BOX), dtype=np.int16)
    assert small.shape == (80, 50, 3)
    assert np.abs(small - wanted).mean() < 3


@pytest.mark.parametrize("mode", ["L", "1", "P", "CMYK", "YCbCr"])
def test_modes_without_alpha_equal_pillows_rgb(tmp_path: Path, mode: str) -> None:
    ending = "jpg" if mode in {"CMYK", "YCbCr"} else "png"
    path = saved(tmp_path / f"p.{ending}", scene(30, 50).convert(mode))
    with Image.open(path) as image:
        assert np.array_equal(read_rgb(path), np.asarray(image.convert("RGB")))


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparent_pixels_are_laid_over_white(tmp_path: Path, mode: str) -> None:
    colors = np.asarray(scene(30, 50).convert("RGB" if mode == "RGBA" else "L")).reshape(30, 50, -1)
    alpha = np.tile(np.linspace(0, 255, 50).astype(np.uint8), (30, 1))
    path = saved(tmp_path / "p.png", Image.fromarray(np.dstack([colors, alpha]), mode))
    share = alpha[:, :, None] / 255.0
    wanted = np.broadcast_to(colors * share + 255 * (1 - share), (30, 50, 3))
    assert np.abs(read_rgb(path).astype(float) - wanted).max() <= 1


def test_the_transparent_colour_of_a_palette_becomes_white(tmp_path: Path) -> None:
    image = Image.fromarray(np.array([[0, 1]], dtype=np.uint8), "P")
    image.putpalette([200, 0, 0, 0, 0, 200])
    path = saved(tmp_path / "p.png", image, transparency=0)
    assert read_rgb(path).tolist() == [[[255, 255, 255], [0, 0, 200]]]


@pytest.mark.parametrize(("highest", "white"), [(200, 255), (4000, 4095), (60000, 65535)])
@pytest.mark.parametrize("ending", ["png", "tif"])
def test_deep_grey_goes_through_the_window_of_its_depth(tmp_path: Path, highest: int, white: int, ending: str) -> None:
    values = np.linspace(0, highest, 600).reshape(20, 30).astype(np.uint16)
    path = saved(tmp_path / f"p.{ending}", Image.fromarray(values))
    wanted = np.rint(values * (255 / white)).astype(np.uint8)
    assert np.array_equal(read_rgb(path), np.dstack([wanted] * 3))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_deep_grey_keeps_its_values_and_is_turned_with_the_picture(tmp_path: Path, orientation: int) -> None:
    values = np.arange(20 * 30, dtype=np.uint16).reshape(20, 30) * 100
    path = saved(tmp_path / "p.png", Image.fromarray(values), exif=exif(orientation))
    with Image.open(path) as image:
        wanted = np.asarray(ImageOps.exif_transpose(image))
    picture = read_picture(path)
    assert picture.deep is not None
    assert picture.deep.dtype == np.uint16
    assert np.array_equal(picture.deep, wanted)
    assert np.array_equal(picture.rgb, read_rgb(path))


def test_pictures_of_eight_bits_and_of_fractions_have_no_deep_values(tmp_path: Path) -> None:
    for image, ending in (
        (scene(20, 30), "jpg"),
        (scene(20, 30).convert("L"), "png"),
        (scene(20, 30).convert("F"), "tif"),
    ):
        assert read_picture(saved(tmp_path / f"p.{ending}", image)).deep is None


@pytest.mark.parametrize("orientation", [1, 6])
@pytest.mark.parametrize(("least", "factor"), [(75, 8), (76, 4), (200, 2)])
def test_a_reduced_jpeg_is_the_mean_of_its_blocks(tmp_path: Path, orientation: int, least: int, factor: int) -> None:
    path = saved(tmp_path / "p.jpg", scene(400, 600), quality=95, subsampling=0, exif=exif(orientation))
    small = read_reduced(path, path.read_bytes(), least)
    assert small is not None
    whole = read_rgb(path).astype(float)
    height, width = whole.shape[0] // factor, whole.shape[1] // factor
    wanted = whole.reshape(height, factor, width, factor, 3).mean(axis=(1, 3))
    assert small.shape == wanted.shape
    assert np.abs(small - wanted).mean() < 3


def test_only_a_large_jpeg_is_reduced(tmp_path: Path) -> None:
    for path in (saved(tmp_path / "p.png", scene(400, 600)), saved(tmp_path / "p.jpg", scene(40, 60))):
        assert read_reduced(path, path.read_bytes(), 60) is None


def test_values_beyond_sixteen_bits_are_refused_by_name(tmp_path: Path) -> None:
    path = saved(tmp_path / "deep.tif", Image.fromarray(np.full((4, 4), 70000, dtype=np.int32)))
    with pytest.raises(BadInputError, match="70000"):
        read_rgb(path)


def test_only_the_first_page_is_read_and_all_are_counted(tmp_path: Path) -> None:
    first, second = scene(30, 50), scene(60, 20)
    path = saved(tmp_path / "pages.tif", first, save_all=True, append_images=[second])
    assert verify(path) == ImageInfo(50, 30, "TIFF", 2)
    assert np.array_equal(read_rgb(path), np.asarray(first))


@pytest.mark.parametrize("ending", ["jpg", "png", "tif", "webp", "bmp", "gif"])
@pytest.mark.parametrize("kept", [0.0, 0.3, 0.6, 0.9])
def test_a_cut_off_file_is_refused_by_name(tmp_path: Path, ending: str, kept: float) -> None:
    path = saved(tmp_path / f"whole.{ending}", scene(200, 300))
    data = path.read_bytes()
    cut = tmp_path / f"cut.{ending}"
    cut.write_bytes(data[: int(len(data) * kept)])
    for read in (verify, read_rgb, lambda p: read_rgb(p, max_side=50)):
        with pytest.raises(BadInputError, match=f"cut.{ending}") as caught:
            read(cut)
        assert caught.value.cure


def test_a_jpeg_filled_up_with_zeros_is_refused(tmp_path: Path) -> None:
    """An interrupted copy of a full-size file: OpenCV and Pillow both give a half-grey picture without a word."""
    whole = saved(tmp_path / "whole.jpg", scene(200, 300)).read_bytes()
    path = tmp_path / "zeros.jpg"
    path.write_bytes(whole[: len(whole) // 2] + bytes(len(whole) - len(whole) // 2))
    with pytest.raises(BadInputError, match="its end is missing"):
        verify(path)


def test_a_progressive_jpeg_and_one_with_a_thumbnail_inside_are_cut_off_too(tmp_path: Path) -> None:
    inner = io.BytesIO()
    scene(20, 30).save(inner, "JPEG")
    for name, options in (("prog.jpg", {"progressive": True}), ("thumb.jpg", {"comment": inner.getvalue()})):
        whole = saved(tmp_path / name, scene(200, 300), **options)
        assert verify(whole).width == 300
        whole.write_bytes(whole.read_bytes()[:-40])
        with pytest.raises(BadInputError, match=name):
            verify(whole)


def test_a_jpeg_with_bytes_behind_its_end_is_whole(tmp_path: Path) -> None:
    path = saved(tmp_path / "p.jpg", scene(40, 50))
    wanted = read_rgb(path)
    path.write_bytes(path.read_bytes() + b"trailing words of a camera")
    assert np.array_equal(read_rgb(path), wanted)


def test_a_moving_picture_is_whole_and_is_cut_off_before_its_film(tmp_path: Path) -> None:
    """Phones put a film behind the picture."""
    path = saved(tmp_path / "p.jpg", scene(40, 50))
    wanted, still = read_rgb(path), path.read_bytes()
    film = b"a film, in which \xff\xd9 and \xff\xda occur by chance"
    path.write_bytes(still + film)
    assert np.array_equal(read_rgb(path), wanted)
    path.write_bytes(still[:-40])
    with pytest.raises(BadInputError, match="its end is missing"):
        read_rgb(path)


def test_fast_jpeg_equals_pillow(tmp_path: Path) -> None:
    path = saved(tmp_path / "p.jpg", scene(211, 307), quality=88)
    with Image.open(path) as image:
        assert np.array_equal(read_rgb(path), np.asarray(image))


def test_missing_empty_and_foreign_files_say_so(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match=r"gone\.png"):
        read_rgb(tmp_path / "gone.png")
    with pytest.raises(MissingError, match=r"gone\.png"):
        probe(tmp_path / "gone.png")
    (tmp_path / "text.jpg").write_text("no picture", encoding="utf-8")
    with pytest.raises(BadInputError, match=r"text\.jpg"):
        probe(tmp_path / "text.jpg")
    with pytest.raises(BadInputError, match="folder"):
        read_rgb(tmp_path)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the owner of the machine may read everything")
def test_a_file_that_may_not_be_read_says_so(tmp_path: Path) -> None:
    path = saved(tmp_path / "locked.png", scene(4, 4))
    path.chmod(0)
    with pytest.raises(BadInputError, match="may not be read"):
        probe(path)


def test_the_limit_names_itself_and_its_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path / "big.png", scene(40, 50))
    monkeypatch.setenv(LIMIT_VARIABLE, "1999")
    for read in (probe, verify, read_rgb):
        with pytest.raises(BadInputError, match="1,999 pixels") as caught:
            read(path)
        assert LIMIT_VARIABLE in caught.value.cure
    monkeypatch.setenv(LIMIT_VARIABLE, "2000")
    assert probe(path).width == 50
    monkeypatch.setenv(LIMIT_VARIABLE, "many")
    with pytest.raises(BadInputError, match="many"):
        probe(path)


def test_a_bomb_is_refused_before_its_pixels_take_memory(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    data = saved(tmp_path / "small.png", Image.new("1", (8, 8))).read_bytes()
    header = bytearray(data)
    header[16:24] = (60000).to_bytes(4, "big") * 2
    header[29:33] = zlib.crc32(bytes(header[12:29])).to_bytes(4, "big")
    path.write_bytes(bytes(header))
    with pytest.raises(BadInputError, match="60000 x 60000"):
        read_rgb(path)


def test_names_beyond_ascii_are_read(tmp_path: Path) -> None:
    path = saved(tmp_path / "улица 雪.jpg", scene(20, 30))
    assert read_rgb(path).shape == (20, 30, 3)


def test_sha256_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = saved(tmp_path / "p.jpg", scene(20, 30))
    assert sha256(path) == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("ending", ["jpg", "png"])
def test_a_thumbnail_keeps_the_shape_and_never_enlarges(tmp_path: Path, ending: str) -> None:
    path = saved(tmp_path / f"p.{ending}", scene(300, 400), quality=95)
    small = thumbnail(path, 100)
    assert small.shape == (75, 100, 3)
    wanted = np.asarray(scene(300, 400).resize((100, 75), Image.Resampling.BOX), dtype=np.int16)
    assert np.abs(small - wanted).mean() < 2
    assert thumbnail(path, 1000).shape == (300, 400, 3)


def test_a_jpeg_that_every_reader_sees_alike_is_told_from_others(tmp_path: Path) -> None:
    for mode in ("RGB", "L"):
        path = saved(tmp_path / f"{mode}.jpg", scene(40, 60).convert(mode), exif=exif(1))
        plain = plain_jpeg(path)
        assert plain is not None
        assert (plain.data, plain.width, plain.height) == (path.read_bytes(), 60, 40)
    assert plain_jpeg(saved(tmp_path / "turned.jpg", scene(40, 60), exif=exif(6))) is None
    assert plain_jpeg(saved(tmp_path / "ink.jpg", scene(40, 60).convert("CMYK"))) is None
    assert plain_jpeg(saved(tmp_path / "p.png", scene(40, 60))) is None
