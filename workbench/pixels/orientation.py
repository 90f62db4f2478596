"""Which way up a picture is: the EXIF orientation, read from the header, and the turn that undoes it."""

from collections.abc import Iterator
from typing import BinaryIO, TypeVar

import cv2
import numpy as np
from PIL import ExifTags, Image

from workbench.core.arrays import U8, U16
from workbench.pixels.decoder import DECODE_ERRORS

UPRIGHT = 1

Pixels = TypeVar("Pixels", U8, U16)


def orientation_of(image: Image.Image, stream: BinaryIO) -> int:
    """The EXIF orientation 1..8 of an opened picture; 1 when there is none or it is damaged.

    Pillow turns TIFF files by itself, their size included, so they count as upright.
    """
    if image.format == "TIFF":
        return UPRIGHT
    if image.format == "PNG" and not _has_exif(image, stream):
        return UPRIGHT  # Pillow would decode the whole picture to look for the tag behind it.
    try:
        value = image.getexif().get(ExifTags.Base.Orientation, UPRIGHT)
    except DECODE_ERRORS:
        return UPRIGHT
    return value if isinstance(value, int) and 1 <= value <= 8 else UPRIGHT


def swaps_sides(orientation: int) -> bool:
    """Whether width and height change places in the upright picture."""
    return orientation >= 5


def turned(pixels: Pixels, orientation: int) -> Pixels:
    """The upright picture of stored pixels ((H, W[, 3]), any depth); the same array when they are upright already.

    Source: EXIF 2.32, tag 274.
    """
    match orientation:
        case 2:
            result = cv2.flip(pixels, 1)
        case 3:
            result = cv2.rotate(pixels, cv2.ROTATE_180)
        case 4:
            result = cv2.flip(pixels, 0)
        case 5:
            result = cv2.transpose(pixels)
        case 6:
            result = cv2.rotate(pixels, cv2.ROTATE_90_CLOCKWISE)
        case 7:
            result = cv2.flip(cv2.transpose(pixels), -1)
        case 8:
            result = cv2.rotate(pixels, cv2.ROTATE_90_COUNTERCLOCKWISE)
        case _:
            return pixels
    return np.asarray(result, dtype=pixels.dtype)


def _has_exif(image: Image.Image, stream: BinaryIO) -> bool:
    if image.info.keys() & {"exif", "Raw profile type exif", "XML:com.adobe.xmp"}:
        return True
    place = stream.tell()
    try:
        return any(kind == b"eXIf" for kind in _png_chunks(stream))
    finally:
        stream.seek(place)


def _png_chunks(stream: BinaryIO) -> Iterator[bytes]:
    """The kinds of all chunks of a PNG file, by jumping from head to head."""
    stream.seek(8)
    while len(head := stream.read(8)) == 8:
        yield head[4:]
        stream.seek(int.from_bytes(head[:4], "big") + 4, 1)
