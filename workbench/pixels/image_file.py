"""Read pictures: upright, 8-bit RGB, whole or not at all. The trainer, the window and the formats read through here."""

import hashlib
import io
import re
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from workbench.core.arrays import U8, U16
from workbench.pixels.decoder import damaged, file_errors, opened, read_bytes
from workbench.pixels.deep_grey import is_deep, whole_values, windowed
from workbench.pixels.orientation import UPRIGHT, orientation_of, swaps_sides, turned

SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".tif", ".tiff", ".bmp", ".webp", ".gif", ".ppm", ".pgm", ".pbm", ".pnm"}
)
"""Lower-case endings of files that are taken for pictures."""

_CV_MAX_PIXELS = 2**30
_REDUCED = ((8, cv2.IMREAD_REDUCED_COLOR_8), (4, cv2.IMREAD_REDUCED_COLOR_4), (2, cv2.IMREAD_REDUCED_COLOR_2))

_MARK = re.compile(rb"\xff[^\x00\x01\xd0-\xd8\xff]")
"""A mark of a JPEG file that ends a scan, or begins a segment (ITU T.81, table B.1)."""


@dataclass(frozen=True, slots=True)
class ImageInfo:
    """What the header of a picture tells. Sizes upright, in pixels; of several pages only the first is ever read.

    `orientation` is the EXIF tag (1..8) that tells how the stored pixels are turned to be upright.
    """

    width: int
    height: int
    format: str
    pages: int
    orientation: int = UPRIGHT


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """The upright pixels of one file.

    Attributes:
        rgb: uint8 (H, W, 3), C order; deep grey goes through its window (`deep_grey.WINDOWS`).
        deep: uint16 (H, W), the stored values of grey files of more than 8 bits; None for all others.
    """

    rgb: U8
    deep: U16 | None = None

    @property
    def nbytes(self) -> int:
        """Bytes of memory that the pixels take."""
        return self.rgb.nbytes + (0 if self.deep is None else self.deep.nbytes)


def probe(path: Path, data: bytes | None = None) -> ImageInfo:
    """What the header tells; no pixel is decoded. `data`: the picture's bytes, where it has no file of its own."""
    with (
        file_errors(path),
        open(path, "rb") if data is None else io.BytesIO(data) as stream,
        opened(path, stream) as image,
    ):
        return _info(image, orientation_of(image, stream))


def verify(path: Path, data: bytes | None = None) -> ImageInfo:
    """What the header tells, after every pixel was decoded: refused when any part is missing.

    `data`: the picture's bytes, where it has no file of its own; `path` then only tells where they come from.
    """
    data = read_bytes(path) if data is None else data
    with opened(path, io.BytesIO(data)) as image:
        info = _info(image, orientation_of(image, io.BytesIO(data)))
    pixels = read_picture(path, data).rgb
    if pixels.shape[:2] != (info.height, info.width):
        raise damaged(path, "its header tells another size than its pixels")
    return info


def read_rgb(path: Path, max_side: int | None = None) -> U8:
    """The upright picture: uint8 (H, W, 3), RGB, C order.

    Transparent pixels are laid over white; grey, palette, CMYK and 1-bit pictures are converted; 16-bit values go
    through a window of `deep_grey.WINDOWS`. With `max_side` the picture is shrunk, never enlarged, so that its long
    side is at most that many pixels; JPEG files are then decoded at a reduced size, which is several times quicker.
    """
    return _decoded(path, read_bytes(path), max_side).rgb


def read_picture(path: Path, data: bytes | None = None) -> Picture:
    """The upright picture as in `read_rgb`, with its deep values; `data`: the file's bytes, where they were read."""
    return _decoded(path, read_bytes(path) if data is None else data, None)


def read_reduced(path: Path, data: bytes, least_side: int) -> U8 | None:
    """A JPEG file at 1/8, 1/4 or 1/2 of its size: the smallest whose long side has `least_side` pixels or more.

    Twice as quick as the whole picture. None when the file is no JPEG, or is small; what is wrong with a damaged one
    is left to `read_picture` to tell.

    Args:
        path: where it lies.
        data: the file's bytes.
        least_side: in pixels.

    Returns:
        uint8 (h, w, 3), RGB, upright: a pixel for each block of 8, 4 or 2 pixels a side, cut-off blocks too.
    """
    with opened(path, io.BytesIO(data)) as image:
        reduction = _reduction(image, least_side)
        pixels = None if reduction is None else _fast_jpeg(image, data, reduction)
        return None if pixels is None else turned(pixels, orientation_of(image, io.BytesIO(data)))


def _decoded(path: Path, data: bytes, max_side: int | None) -> Picture:
    stream = io.BytesIO(data)
    deep = None
    with opened(path, stream) as image:
        orientation = orientation_of(image, stream)
        if is_cut_off(image, data):
            raise damaged(path, "its end is missing")
        pixels = _fast_jpeg(image, data, None if max_side is None else _reduction(image, max_side))
        if pixels is None:
            pixels = _as_rgb(image)
            deep = whole_values(np.asarray(image)) if is_deep(image.mode) and max_side is None else None
    return Picture(turned(_shrunk(pixels, max_side), orientation), None if deep is None else turned(deep, orientation))


def is_cut_off(image: Image.Image, data: bytes) -> bool:
    """Whether these bytes of a JPEG file lack their end; decoders would fill the rest with grey, some without a word.

    Segments tell their length, and no mark can occur by chance inside a scan (ITU T.81, B.1.1.4 and B.1.1.5). What
    lies behind the end mark, such as the film of a phone's moving picture, does not count.
    """
    if image.format not in {"JPEG", "MPO"}:
        return False
    place = 2
    while (mark := _MARK.search(data, place)) is not None:
        if mark[0] == b"\xff\xd9":
            return False
        place = mark.end() + max(2, int.from_bytes(data[mark.end() : mark.end() + 2]))
    return True


def sha256(path: Path) -> str:
    """The SHA-256 of the file's bytes, in hexadecimal digits."""
    with file_errors(path), open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _info(image: Image.Image, orientation: int) -> ImageInfo:
    width, height = image.size
    if swaps_sides(orientation):
        width, height = height, width
    # A JPEG with further pictures inside (MPO: previews, depth) is one picture to a person.
    jpeg = image.format in {"JPEG", "MPO"}
    pages = 1 if jpeg else getattr(image, "n_frames", 1)
    return ImageInfo(width, height, "JPEG" if jpeg else str(image.format), pages, orientation)


def _reduction(image: Image.Image, least_side: int) -> int | None:
    """OpenCV's flag for the smallest size of a JPEG that keeps `least_side` pixels; None when only the whole does."""
    return next((flag for factor, flag in _REDUCED if max(image.size) // factor >= least_side), None)


def _fast_jpeg(image: Image.Image, data: bytes, reduction: int | None) -> U8 | None:
    """The stored pixels by OpenCV, twice as quick as Pillow and equal; None when Pillow has to judge the file."""
    if image.format not in {"JPEG", "MPO"} or image.mode not in {"RGB", "L"}:
        return None
    if image.width * image.height > _CV_MAX_PIXELS:
        return None
    flags = cv2.IMREAD_COLOR_RGB if reduction is None else reduction
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), flags | cv2.IMREAD_IGNORE_ORIENTATION)
    if pixels is not None and reduction is not None:
        pixels = cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB)
    return None if pixels is None else np.asarray(pixels, dtype=np.uint8)


def _as_rgb(image: Image.Image) -> U8:
    """The stored pixels of any mode as RGB, by Pillow, which refuses truncated files."""
    image.load()
    if is_deep(image.mode):
        return np.repeat(windowed(np.asarray(image))[:, :, None], 3, axis=2)
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        white = Image.new("RGBA", layer.size, (255, 255, 255, 255))
        return np.array(Image.alpha_composite(white, layer).convert("RGB"))
    return np.array(image if image.mode == "RGB" else image.convert("RGB"))


def _shrunk(pixels: U8, max_side: int | None) -> U8:
    height, width = pixels.shape[:2]
    if max_side is None or max(height, width) <= max_side:
        return pixels
    scale = max_side / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
