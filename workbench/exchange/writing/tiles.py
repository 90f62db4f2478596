"""Cut images into square tiles that cover every pixel."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence
from functools import partial
from pathlib import Path, PurePosixPath

from workbench.core.arrays import U8
from workbench.core.geometry import Rect
from workbench.core.mask import LabelMask
from workbench.exchange.dataset import check_same_size
from workbench.exchange.writing.export_image import CutPicture, ExportImage, Part
from workbench.pixels.decoder import read_bytes
from workbench.pixels.image_file import read_picture


def tile_boxes(height: int, width: int, side: int, overlap: int) -> list[Rect]:
    """The boxes of an image's tiles, row by row; neighbours share `overlap` pixels.

    All are of the same size: the last of a row or column ends at the image's border and shares more with the one
    before. A side of the image that is shorter than a tile is not cut.
    """
    rows, columns = _spans(height, side, overlap), _spans(width, side, overlap)
    return [Rect(top, left, bottom, right) for top, bottom in rows for left, right in columns]


def tiled(images: Sequence[ExportImage], side: int, overlap: int) -> list[ExportImage]:
    """The images' tiles, in order; an image that is no larger than a tile stays whole, so its file can be copied.

    A tile is called after its image and the row and column of its first pixel.
    """
    masks, pictures = _LastMask(), _Pictures()
    result = []
    for image in images:
        if image.height <= side and image.width <= side:
            result.append(image)
            continue
        for box in tile_boxes(image.height, image.width, side, overlap):
            part = Part(box, partial(pictures.cut, image, box))
            load = partial(masks.cut, image, box)
            name = _tile_name(image.name, box)
            result.append(ExportImage(name, image.path, image.split, box.height, box.width, load, part))
    return result


class _LastMask:
    """Cuts masks; the last one is kept, because the tiles of an image are asked for one after the other."""

    def __init__(self) -> None:
        self._of: ExportImage | None = None
        self._mask = LabelMask.blank(1, 1)

    def cut(self, image: ExportImage, box: Rect) -> LabelMask:
        """A part of the image's mask."""
        if self._of is not image:
            self._of, self._mask = image, image.load()
        return LabelMask(self._mask.classes[box.slices], self._mask.origin[box.slices])


class _Pictures:
    """Cuts pictures, for several threads; two stay decoded, because threads work on the tiles of neighbours at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._decoded: OrderedDict[Path, tuple[U8, str]] = OrderedDict()

    def cut(self, image: ExportImage, box: Rect) -> CutPicture:
        """A part of the image's picture."""
        with self._lock:
            if image.path not in self._decoded:
                while len(self._decoded) >= 2:
                    self._decoded.popitem(last=False)
                self._decoded[image.path] = _decode(image)
            pixels, sha256 = self._decoded[image.path]
        return CutPicture(pixels[box.slices], sha256)


def _decode(image: ExportImage) -> tuple[U8, str]:
    data = read_bytes(image.path)
    pixels = read_picture(image.path, data).rgb
    check_same_size(image.path, (pixels.shape[1], pixels.shape[0]), "in the project", (image.width, image.height))
    return pixels, hashlib.sha256(data).hexdigest()


def _spans(length: int, side: int, overlap: int) -> list[tuple[int, int]]:
    if length <= side:
        return [(0, length)]
    return [(start, start + side) for start in (*range(0, length - side, side - overlap), length - side)]


def _tile_name(name: str, box: Rect) -> str:
    path = PurePosixPath(name)
    return str(path.with_name(f"{path.stem}_y{box.top}_x{box.left}{path.suffix}"))
