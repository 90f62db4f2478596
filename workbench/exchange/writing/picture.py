"""The picture of an image on its way out: read once, whoever asks for its bytes, its size or its pixels."""

import hashlib
from functools import cached_property
from pathlib import Path

from workbench.core.arrays import U8
from workbench.exchange.writing.export_image import CutPicture, ExportImage
from workbench.pixels.decoder import read_bytes
from workbench.pixels.image_file import probe, read_rgb, sha256
from workbench.pixels.jpeg_file import QUALITY, PlainJpeg, plain_jpeg, to_jpeg


class Picture:
    """What is written of a picture file, the whole or a part; for one thread. Nothing is read before it is asked for.

    Attributes:
        path: of the file.
    """

    def __init__(self, image: ExportImage, copied: bool = False) -> None:
        """`copied`: that `copies` has been found true, so nobody need look again."""
        self.path = image.path
        self._part = image.part
        self._known = copied

    @cached_property
    def size(self) -> tuple[int, int]:
        """Width and height, upright, in pixels."""
        if self._part is not None:
            return self._part.box.width, self._part.box.height
        if self._plain is not None:
            return self._plain.width, self._plain.height
        info = probe(self.path)
        return info.width, info.height

    @cached_property
    def sha256(self) -> str:
        """Of the bytes of the whole file, in hexadecimal digits."""
        if self._cut is not None:
            return self._cut.sha256
        return sha256(self.path) if self._plain is None else hashlib.sha256(self._plain.data).hexdigest()

    @property
    def copies(self) -> bool:
        """Whether `jpeg` is the file's own bytes."""
        return self._known or self._plain is not None

    @cached_property
    def jpeg(self) -> bytes:
        """A JPEG file that every reader sees alike: the file's own bytes if they are one, else quality 95, 4:4:4."""
        return to_jpeg(self.pixels, QUALITY) if self._plain is None else self._plain.data

    @cached_property
    def pixels(self) -> U8:
        """uint8 (H, W, 3), RGB, upright."""
        return read_rgb(self.path) if self._cut is None else self._cut.pixels

    def is_jpeg_at(self, path: Path) -> bool:
        """Whether that file holds `jpeg`, byte for byte."""
        return read_bytes(path) == (read_bytes(self.path) if self._known else self.jpeg)

    @cached_property
    def _plain(self) -> PlainJpeg | None:
        return plain_jpeg(self.path) if self._part is None else None

    @cached_property
    def _cut(self) -> CutPicture | None:
        return None if self._part is None else self._part.cut()
