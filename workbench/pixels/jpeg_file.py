"""JPEG files for others: the bytes as they are where every reader sees the same picture, new ones elsewhere."""

import io
from pathlib import Path

import cv2
import numpy as np

from workbench.pixels.decoder import opened, read_bytes
from workbench.pixels.image_file import is_cut_off, read_rgb
from workbench.pixels.orientation import UPRIGHT, orientation_of

QUALITY = 95


def plain_jpeg(path: Path) -> bytes | None:
    """The bytes of a file that is a whole 8-bit RGB or grey JPEG, stored upright; None when it is anything else.

    Half of the readers in the world turn pictures by their EXIF tag and half do not; of these bytes all see the same.
    """
    data = read_bytes(path)
    if not data.startswith(b"\xff\xd8"):
        return None
    stream = io.BytesIO(data)
    with opened(path, stream) as image:
        plain = image.format == "JPEG" and image.mode in {"RGB", "L"} and not is_cut_off(image, data)
        return data if plain and orientation_of(image, stream) == UPRIGHT else None


def as_jpeg(path: Path) -> bytes:
    """The picture as a plain JPEG: its own bytes, or else the upright pixels at quality 95, 4:4:4, without tags."""
    data = plain_jpeg(path)
    if data is not None:
        return data
    options = [cv2.IMWRITE_JPEG_QUALITY, QUALITY]
    options += [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444]
    _, encoded = cv2.imencode(".jpg", cv2.cvtColor(read_rgb(path), cv2.COLOR_RGB2BGR), options)
    return np.asarray(encoded).tobytes()
