"""Read and write masks as image files in which a pixel's value is the class: indexed PNG."""

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFile

from workbench.core.arrays import U8
from workbench.core.classes import voc_palette
from workbench.core.errors import BadInputError
from workbench.core.whole_file import whole_file
from workbench.pixels.decoder import file_errors, opened

_VOC_PALETTE = voc_palette()

_NOTE = "Workbench"
"""The keyword of the PNG text chunk that holds a mask's note."""

_FLAT = (
    *(cv2.IMWRITE_PNG_COMPRESSION, 1),
    *(cv2.IMWRITE_PNG_FILTER, cv2.IMWRITE_PNG_FILTER_UP),
    *(cv2.IMWRITE_PNG_STRATEGY, cv2.IMWRITE_PNG_STRATEGY_RLE),
)
"""How OpenCV packs masks: rows are like the row above, pixels like the one before. Half the time and half the size."""

_GREY_STEPS = {2: 85, 4: 17}
"""Pillow spreads the values of 2- and 4-bit grey PNG over 0..255 by these factors."""


def holds_colors(path: Path) -> bool:
    """Whether the file holds colours (RGB) and not indices; its header alone is read."""
    with file_errors(path), open(path, "rb") as stream, opened(path, stream) as image:
        return image.mode not in {"P", "L", "1", "I", "I;16", "I;16B"}


def mask_size(path: Path, data: bytes | None = None) -> tuple[int, int]:
    """Width and height of a mask as it is stored; its header alone is read. `data`: as in `read_indexed`."""
    with _image(path, data) as image:
        return image.width, image.height


def read_indexed(path: Path, data: bytes | None = None) -> U8:
    """The raw values of a palette or grey picture of up to 8 bits: uint8 (H, W), C order; colours play no part.

    `data`: the bytes of the picture, where it has no file of its own; `path` then only tells where they come from.
    """
    return within_a_byte(path, read_numbers(path, data))


def within_a_byte(path: Path, values: npt.NDArray[np.integer[Any]]) -> U8:
    """Values of any depth (H, W) as uint8; refused, with the file's name, where one does not fit."""
    if values.dtype == np.uint8:
        return values.astype(np.uint8, copy=False)
    if values.min() < 0 or values.max() > 255:
        raise BadInputError(
            f"The mask {path} holds values up to {int(values.max())}.", "Save it with 8 bits: a class number is 0..253."
        )
    return values.astype(np.uint8)


def read_numbers(path: Path, data: bytes | None = None) -> npt.NDArray[np.integer[Any]]:
    """The raw values as in `read_indexed`, of any depth: (H, W), C order, uint8 unless the file has more bits."""
    with _image(path, data) as image:
        values, mode = _numbers(image), image.mode
    if values is not None:
        return values
    raise BadInputError(
        f"The mask {path} holds colours ({mode}), not one class number a pixel.",
        "Save it as a palette or grey PNG of 8 bits.",
    )


def read_stored(path: Path, fits: Callable[[int, int], None]) -> npt.NDArray[np.integer[Any]]:
    """The raw values as in `read_numbers`, or the colours as in `read_colors` where the file holds such; opened once.

    `fits` is called with width and height before any pixel takes memory, and refuses what does not fit.
    """
    with _image(path, None) as image:
        fits(image.width, image.height)
        values = _numbers(image)
        return np.array(image.convert("RGB")) if values is None else values


def read_colors(path: Path) -> U8:
    """The stored colours of a mask of any mode: uint8 (H, W, 3), RGB; neither turned nor blended, alpha is ignored."""
    with file_errors(path), open(path, "rb") as stream, opened(path, stream) as image:
        image.load()
        return np.array(image.convert("RGB"))


def read_palette(path: Path) -> U8 | None:
    """The palette of a palette picture: uint8 (N, 3), RGB; None when it has none."""
    with file_errors(path), open(path, "rb") as stream, opened(path, stream) as image:
        if image.mode != "P":
            return None
        layout, colors = image.palette.getdata() if image.palette is not None else ("", b"")
        if layout != "RGB":  # As formats other than PNG store it: Pillow sorts it out with the pixels.
            colors = bytes(image.getpalette("RGB") or ())
    return np.array(bytearray(colors), dtype=np.uint8).reshape(-1, 3)


def read_note(path: Path) -> str:
    """The note that a mask was written with; "" when it has none."""
    with file_errors(path), open(path, "rb") as stream, opened(path, stream) as image:
        note = image.info.get(_NOTE, "")
    return note if isinstance(note, str) else ""


def write_indexed(path: Path, classes: U8, palette: U8 | None = None, durable: bool = False, note: str = "") -> None:
    """Write class numbers (uint8 (H, W)) as an 8-bit palette PNG; the file appears complete or not at all.

    The palette (uint8 (256, 3); VOC's by default) is always written in full: Qt takes values beyond a shorter one for
    class 0. With `durable` the bytes are flushed to the disk before the file gets its name. `note` is ASCII text that
    travels in the file.
    """
    cure = "Free some space or choose a folder that may be written, then try again."
    with whole_file(path, "The mask", cure, durable=durable) as file:
        file.write(encode_indexed(classes, palette, note))


def encode_indexed(classes: U8, palette: U8 | None = None, note: str = "") -> bytes:
    """The PNG file of `write_indexed` as bytes. Source: PNG specification, third edition, sections 5, 9 and 11."""
    colors = _VOC_PALETTE if palette is None else palette
    if classes.ndim != 2 or classes.dtype != np.uint8 or 0 in classes.shape:
        raise ValueError(f"class numbers must be uint8 (H, W), not {classes.dtype} {classes.shape}")
    if colors.shape != (256, 3) or colors.dtype != np.uint8:
        raise ValueError(f"a palette must be uint8 (256, 3), not {colors.dtype} {colors.shape}")
    height, width = classes.shape
    # Rows as they are (filter 0) at level 1: packed as quickly as any other way, and read back twice as quickly.
    rows = np.zeros((height, width + 1), dtype=np.uint8)
    rows[:, 1:] = classes
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", header),
            _chunk(b"PLTE", colors.tobytes()),
            _chunk(b"tEXt", _NOTE.encode() + b"\0" + note.encode("ascii")) if note else b"",
            _chunk(b"IDAT", zlib.compress(rows.data, 1)),
            _chunk(b"IEND", b""),
        )
    )


def encode_grey(values: U8) -> bytes:
    """Values (uint8 (H, W)) as a grey PNG of 8 bits: readers that want one channel see the very numbers."""
    _, encoded = cv2.imencode(".png", values, _FLAT)
    return np.asarray(encoded).tobytes()


def encode_colors(colors: U8) -> bytes:
    """Colours (uint8 (H, W, 3), RGB) as a PNG."""
    _, encoded = cv2.imencode(".png", cv2.cvtColor(colors, cv2.COLOR_RGB2BGR), _FLAT)
    return np.asarray(encoded).tobytes()


@contextmanager
def _image(path: Path, data: bytes | None) -> Iterator[Image.Image]:
    """Pillow's image of a file, or of bytes that have none."""
    with (
        file_errors(path),
        open(path, "rb") if data is None else io.BytesIO(data) as stream,
        opened(path, stream) as image,
    ):
        yield image


def _numbers(image: Image.Image) -> npt.NDArray[np.integer[Any]] | None:
    """The values of an image that holds no colours: (H, W), C order; None of others."""
    depth = _grey_depth(image)
    image.load()
    if image.mode in {"P", "L", "1"}:
        values = np.array(image, dtype=np.uint8)
        return values // np.uint8(_GREY_STEPS[depth]) if depth in _GREY_STEPS else values
    return np.array(image) if image.mode.startswith("I") else None


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _grey_depth(image: Image.Image) -> int:
    """Bits a pixel of a grey PNG that is not loaded yet, told by its raw mode; 8 where it does not matter."""
    if not isinstance(image, ImageFile.ImageFile) or image.format != "PNG" or image.mode != "L" or not image.tile:
        return 8
    raw = image.tile[0].args
    raw = raw if isinstance(raw, str) else str(raw[0]) if raw else "L"
    return int(raw[2:]) if raw in {"L;2", "L;4"} else 8
