"""One side of an edit as compressed bytes, and back: every number is checked before anything is allocated.

Uncompressed it is the number of patches (uint32), a `_ROW` for each, and then for each its class plane and its origin
plane, row by row; a plane of one value is that one byte. All numbers are little-endian.
"""

from collections.abc import Sequence

import numpy as np
import zstandard

from workbench.core.arrays import U8, AnyArray
from workbench.core.errors import DamagedError
from workbench.core.geometry import TILE, Rect
from workbench.core.planes import Planes, is_uniform, uniform
from workbench.store.codec import LEVEL

Piece = tuple[Rect, Planes]
"""A box inside one tile of the image's grid, and the pixels in it."""

_COUNT = np.dtype("<u4")
_ROW = np.dtype([("box", "<i4", 4), ("classes", "?"), ("origin", "?")])
"""Top, left, bottom, right; then, for each plane, whether it has one value."""


def pack_pieces(pieces: Sequence[Piece]) -> bytes:
    """The pieces, in their order, compressed with zstd."""
    rows = np.zeros(len(pieces), dtype=_ROW)
    planes: list[bytes] = []
    for row, (rect, piece) in zip(rows, pieces, strict=True):
        row["box"] = rect.top, rect.left, rect.bottom, rect.right
        for name, plane in (("classes", piece.classes), ("origin", piece.origin)):
            row[name] = is_uniform(plane)
            planes.append((plane[:1, :1] if is_uniform(plane) else plane).tobytes())
    raw = b"".join([np.array(len(pieces), dtype=_COUNT).tobytes(), rows.tobytes(), *planes])
    return zstandard.ZstdCompressor(level=LEVEL, write_checksum=True).compress(raw)


def unpack_pieces(data: bytes, height: int, width: int) -> list[Piece]:
    """What `pack_pieces` was given, of an image of height x width pixels.

    Raises:
        DamagedError: the bytes are damaged, or tell of more than such an image can hold.
    """
    tiles = -(-height // TILE) * -(-width // TILE)
    most = _COUNT.itemsize + tiles * _ROW.itemsize + 2 * height * width
    try:
        size = zstandard.frame_content_size(data)
        if not _COUNT.itemsize <= size <= most:
            raise _damaged(f"it tells of {size} bytes, and may have {most}")
        raw = zstandard.ZstdDecompressor().decompress(data, max_output_size=size)
    except zstandard.ZstdError as error:
        raise _damaged(str(error)) from error
    count = int(np.frombuffer(raw, _COUNT, 1)[0])
    start = _COUNT.itemsize + count * _ROW.itemsize
    if count > tiles or start > len(raw):
        raise _damaged(f"it tells of {count} pieces, and may have {tiles}")
    rows = np.frombuffer(raw, _ROW, count, _COUNT.itemsize)
    rects = [_rect(row["box"], height, width) for row in rows]
    if len({(rect.top // TILE, rect.left // TILE) for rect in rects}) < count:
        raise _damaged("two pieces lie in one tile")
    areas = np.array([rect.area for rect in rects], dtype=np.int64)
    needed = sum(int(np.where(rows[name], 1, areas).sum()) for name in ("classes", "origin"))
    if start + needed != len(raw):
        raise _damaged(f"it has {len(raw)} bytes, and needs {start + needed}")
    return list(zip(rects, _planes(raw, start, rows, rects), strict=True))


def _planes(raw: bytes, start: int, rows: AnyArray, rects: list[Rect]) -> list[Planes]:
    """The pixels of every box, read-only, in the memory of `raw`."""
    pixels = np.frombuffer(raw, dtype=np.uint8)
    found: list[Planes] = []
    for row, rect in zip(rows, rects, strict=True):
        pair: list[U8] = []
        for name in ("classes", "origin"):
            size = 1 if row[name] else rect.area
            part = pixels[start : start + size]
            start += size
            if row[name]:
                pair.append(uniform(int(part[0]), rect.height, rect.width))
            else:
                pair.append(part.reshape(rect.height, rect.width))
        found.append(Planes(*pair))
    return found


def _rect(box: AnyArray, height: int, width: int) -> Rect:
    rect = Rect(*(int(edge) for edge in box))
    if rect.empty or rect != rect.clip(height, width) or len(list(rect.tiles(TILE))) != 1:
        raise _damaged(f"{rect} is not inside one tile of {height} x {width} pixels")
    return rect


def _damaged(how: str) -> DamagedError:
    return DamagedError(
        f"A step of the history is damaged: {how}. The mask is kept.",
        "Paint on: only what was painted before can no longer be undone.",
    )
