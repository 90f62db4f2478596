"""Masks that travel inside documents as PNG files: labelme's and Supervisely's."""

import base64
import binascii
import io
import zlib
from pathlib import Path

import numpy as np

from workbench.core.arrays import Bool
from workbench.core.errors import BadInputError
from workbench.pixels.decoder import opened

LARGEST = 64 * 1024**2
"""Bytes of one that was unpacked."""


def from_base64(text: str) -> bytes:
    """The bytes that a text stands for; line breaks and blanks inside are left out."""
    try:
        return base64.b64decode("".join(text.split()).encode("ascii"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadInputError(f"The text is no base64: {error}.") from error


def unpacked(data: bytes) -> bytes:
    """The bytes themselves when they are a PNG file, else what zlib has packed into them."""
    if data.startswith(b"\x89PNG"):
        return data
    try:
        return zlib.decompressobj().decompress(data, LARGEST)
    except zlib.error as error:
        raise BadInputError(f"The packed picture is damaged: {error}.") from error


def painted(data: bytes, where: str, height: int, width: int) -> Bool:
    """The painted pixels of a PNG file, bool (h, w): not transparent, or not black where nothing is transparent.

    Args:
        data: the file.
        where: the document and the place in it, for messages.
        height: of the image; a larger mask is refused before its pixels are unpacked.
        width: likewise.
    """
    with opened(Path(where), io.BytesIO(data)) as image:
        if image.width > width + 2 or image.height > height + 2:
            raise BadInputError(
                f"{where}: a mask of {image.width} x {image.height} pixels is larger than the image.",
                "Export the dataset again.",
            )
        image.load()
        if image.has_transparency_data:
            return np.asarray(image.convert("RGBA"))[:, :, 3] > 0
        if image.mode == "P":
            return np.asarray(image) > 0
        return np.asarray(image.convert("L")) > 0
