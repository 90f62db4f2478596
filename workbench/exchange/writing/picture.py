"""The picture of an image on its way out: read once, whoever asks for its bytes, its size or its pixels."""

import hashlib
from pathlib import Path

from workbench.core.arrays import U8
from workbench.exchange.writing.export_image import CutPicture, ExportImage
from workbench.pixels.decoder import read_bytes
from workbench.pixels.image_file import probe, read_rgb, sha256
from workbench.pixels.jpeg_file import QUALITY, PlainJpeg, plain_jpeg, to_jpeg


class Picture:
    """What is written of a picture file, the whole or a part; for one thread. Nothing is read before it is asked for.

    It keeps what it has read by itself: in Python 3.11 `cached_property` holds a lock for all pictures at once, so that
    no two threads could decode or encode.

    Attributes:
        path: of the file.
    """

    def __init__(self, image: ExportImage, copied: str = "") -> None:
        """`copied`: the file's `sha256`, when `copies` has been found true, so that it need not be read again."""
        self.path = image.path
        self._part = image.part
        self._known = copied
        self._cut: CutPicture | None = None
        self._plain: PlainJpeg | None = None
        self._looked = False
        self._pixels: U8 | None = None
        self._jpeg: bytes | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, upright, in pixels."""
        if self._part is not None:
            return self._part.box.width, self._part.box.height
        plain = self._plain_jpeg()
        found = probe(self.path) if plain is None else plain
        return found.width, found.height

    @property
    def sha256(self) -> str:
        """Of the bytes of the whole file, in hexadecimal digits."""
        cut, plain = self._cut_out(), self._plain_jpeg()
        if cut is not None:
            return cut.sha256
        return sha256(self.path) if plain is None else hashlib.sha256(plain.data).hexdigest()

    @property
    def copies(self) -> bool:
        """Whether `jpeg` is the file's own bytes."""
        return bool(self._known) or self._plain_jpeg() is not None

    @property
    def jpeg(self) -> bytes:
        """A JPEG file that every reader sees alike: the file's own bytes if they are one, else quality 95, 4:4:4."""
        if self._jpeg is None:
            plain = self._plain_jpeg()
            self._jpeg = to_jpeg(self.pixels, QUALITY) if plain is None else plain.data
        return self._jpeg

    @property
    def pixels(self) -> U8:
        """uint8 (H, W, 3), RGB, upright."""
        if self._pixels is None:
            cut = self._cut_out()
            self._pixels = read_rgb(self.path) if cut is None else cut.pixels
        return self._pixels

    def is_jpeg_at(self, path: Path) -> bool:
        """Whether that file holds `jpeg`, byte for byte."""
        written = read_bytes(path)
        return hashlib.sha256(written).hexdigest() == self._known if self._known else written == self.jpeg

    def _plain_jpeg(self) -> PlainJpeg | None:
        if not self._looked and self._part is None:
            self._plain = plain_jpeg(self.path)
        self._looked = True
        return self._plain

    def _cut_out(self) -> CutPicture | None:
        if self._cut is None and self._part is not None:
            self._cut = self._part.cut()
        return self._cut
