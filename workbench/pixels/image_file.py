"""Read pictures: upright, 8-bit RGB, whole or not at all. The trainer, the window and the formats read through here."""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from workbench.core.arrays import U8, AnyArray
from workbench.core.errors import BadInputError
from workbench.pixels.decoder import damaged, file_errors, opened, read_bytes
from workbench.pixels.orientation import orientation_of, swaps_sides, turned

SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".tif", ".tiff", ".bmp", ".webp", ".gif", ".ppm", ".pgm", ".pbm", ".pnm"}
)
"""Lower-case endings of files that are taken for pictures."""

WINDOWS = (255, 4095, 65535)
"""White of 16-bit pictures: the first of these that no value of the file exceeds (8, 12 or 16 bits); black is 0.

So the window follows the camera's depth and not the subject: a picture's shades do not depend on a crop or a scale.
"""

_CV_MAX_PIXELS = 2**30
_REDUCED = ((8, cv2.IMREAD_REDUCED_COLOR_8), (4, cv2.IMREAD_REDUCED_COLOR_4), (2, cv2.IMREAD_REDUCED_COLOR_2))


@dataclass(frozen=True, slots=True)
class ImageInfo:
    """What the header of a picture tells. Sizes upright, in pixels; of several pages only the first is ever read."""

    width: int
    height: int
    format: str
    pages: int


def probe(path: Path) -> ImageInfo:
    """What the header tells; no pixel is decoded."""
    with file_errors(path), open(path, "rb") as stream, opened(path, stream) as image:
        return _info(image, orientation_of(image, stream))


def verify(path: Path) -> ImageInfo:
    """What the header tells, after every pixel was decoded: refused when any part is missing."""
    data = read_bytes(path)
    with opened(path, io.BytesIO(data)) as image:
        info = _info(image, orientation_of(image, io.BytesIO(data)))
    pixels = read_rgb(path)
    if pixels.shape[:2] != (info.height, info.width):
        raise damaged(path, "its header tells another size than its pixels")
    return info


def read_rgb(path: Path, max_side: int | None = None) -> U8:
    """The upright picture: uint8 (H, W, 3), RGB, C order.

    Transparent pixels are laid over white; grey, palette, CMYK and 1-bit pictures are converted; 16-bit values go
    through a window of `WINDOWS`. With `max_side` the picture is shrunk, never enlarged, so that its long side is at
    most that many pixels; JPEG files are then decoded at a reduced size, which is several times quicker.
    """
    data = read_bytes(path)
    stream = io.BytesIO(data)
    with opened(path, stream) as image:
        orientation = orientation_of(image, stream)
        if is_cut_off(image, data):
            raise damaged(path, "its end is missing")
        pixels = _fast_jpeg(image, data, max_side)
        if pixels is None:
            pixels = _as_rgb(image)
    return turned(_shrunk(pixels, max_side), orientation)


def is_cut_off(image: Image.Image, data: bytes) -> bool:
    """Whether these bytes of a JPEG file lack their end; decoders would fill the rest with grey, some without a word.

    No mark can occur by chance inside a scan (ITU T.81, B.1.1.5), so the end mark must follow the last scan's start.
    """
    return image.format in {"JPEG", "MPO"} and data.rfind(b"\xff\xd9") < data.rfind(b"\xff\xda")


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
    return ImageInfo(width, height, "JPEG" if jpeg else str(image.format), 1 if jpeg else getattr(image, "n_frames", 1))


def _fast_jpeg(image: Image.Image, data: bytes, max_side: int | None) -> U8 | None:
    """The stored pixels by OpenCV, twice as quick as Pillow and equal; None when Pillow has to judge the file."""
    if image.format not in {"JPEG", "MPO"} or image.mode not in {"RGB", "L"}:
        return None
    if image.width * image.height > _CV_MAX_PIXELS:
        return None
    reduced = None
    if max_side is not None:
        reduced = next((flag for factor, flag in _REDUCED if max(image.size) // factor >= max_side), None)
    flags = cv2.IMREAD_COLOR_RGB if reduced is None else reduced
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), flags | cv2.IMREAD_IGNORE_ORIENTATION)
    if pixels is not None and reduced is not None:
        pixels = cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB)
    return None if pixels is None else np.asarray(pixels, dtype=np.uint8)


def _as_rgb(image: Image.Image) -> U8:
    """The stored pixels of any mode as RGB, by Pillow, which refuses truncated files."""
    image.load()
    if image.mode in {"I", "F"} or image.mode.startswith("I;16"):
        return np.repeat(_windowed(np.asarray(image))[:, :, None], 3, axis=2)
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        white = Image.new("RGBA", layer.size, (255, 255, 255, 255))
        return np.array(Image.alpha_composite(white, layer).convert("RGB"))
    return np.array(image if image.mode == "RGB" else image.convert("RGB"))


def _windowed(values: AnyArray) -> U8:
    """Deep grey values (H, W) as uint8 (H, W): 0 is black, a value of `WINDOWS` (or 1.0 for fractions) is white."""
    finite = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0) if values.dtype.kind == "f" else values
    highest = float(finite.max())
    fractions = values.dtype.kind == "f" and highest <= 1.0
    white = 1.0 if fractions else next((w for w in WINDOWS if highest <= w), None)
    if white is None:
        raise BadInputError(f"A grey value of {highest:g} is above 65535.", "Save the picture with 16 bits.")
    return np.asarray(np.rint(np.clip(finite, 0, white) * (255.0 / white)), dtype=np.uint8)


def _shrunk(pixels: U8, max_side: int | None) -> U8:
    height, width = pixels.shape[:2]
    if max_side is None or max(height, width) <= max_side:
        return pixels
    scale = max_side / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
