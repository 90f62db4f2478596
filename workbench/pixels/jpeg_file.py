"""JPEG files for others: the bytes as they are where every reader sees the same picture, new ones elsewhere."""

import io
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from workbench.core.arrays import U8
from workbench.pixels.decoder import opened, read_bytes
from workbench.pixels.image_file import is_cut_off
from workbench.pixels.orientation import UPRIGHT, orientation_of

QUALITY = 95


@dataclass(frozen=True, slots=True)
class PlainJpeg:
    """A JPEG file that every reader sees alike. Half of the readers turn pictures by their EXIF tag and half do not.

    Attributes:
        data: the file's bytes.
        width: in pixels.
        height: in pixels.
    """

    data: bytes
    width: int
    height: int


def plain_jpeg(path: Path) -> PlainJpeg | None:
    """The file as it is, when it is a whole 8-bit RGB or grey JPEG that is stored upright; else None."""
    data = read_bytes(path)
    if not data.startswith(b"\xff\xd8"):
        return None
    stream = io.BytesIO(data)
    with opened(path, stream) as image:
        plain = image.format == "JPEG" and image.mode in {"RGB", "L"} and not is_cut_off(image, data)
        upright = plain and orientation_of(image, stream) == UPRIGHT
        return PlainJpeg(data, image.width, image.height) if upright else None


def to_jpeg(pixels: U8, quality: int) -> bytes:
    """uint8 (H, W, 3), RGB, as a JPEG file without tags, its colours as fine as its brightness (4:4:4)."""
    options = [cv2.IMWRITE_JPEG_QUALITY, quality]
    options += [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444]
    _, encoded = cv2.imencode(".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), options)
    return np.asarray(encoded).tobytes()


def from_jpeg(data: bytes) -> U8 | None:
    """The pixels of a JPEG file that `to_jpeg` made: uint8 (H, W, 3), RGB; None when it is damaged."""
    if not data:
        return None
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB)
    return None if pixels is None else np.asarray(pixels, np.uint8)
