"""Record files: each record's length, the length's checksum, its bytes, and theirs. Source: TensorFlow, TFRecord."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from workbench.core.errors import BadInputError
from workbench.exchange.tfrecord.crc32c import crc32c
from workbench.pixels.decoder import file_errors


def write_record(file: BinaryIO, data: bytes) -> None:
    """Append one record."""
    length = struct.pack("<Q", len(data))
    file.write(length + _masked(length))
    file.write(data)
    file.write(_masked(data))


def read_records(path: Path) -> Iterator[bytes]:
    """The records of a file; BadInputError when a checksum or the file's end is not where it must be."""
    with file_errors(path), open(path, "rb") as file:
        while head := file.read(12):
            if len(head) < 12 or _masked(head[:8]) != head[8:]:
                raise _damaged(path)
            (length,) = struct.unpack("<Q", head[:8])
            data, check = file.read(length), file.read(4)
            if len(data) < length or _masked(data) != check:
                raise _damaged(path)
            yield data


def _masked(data: bytes) -> bytes:
    """The checksum, turned and shifted so that the checksum of data that holds one is not special."""
    crc = crc32c(data)
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def _damaged(path: Path) -> BadInputError:
    return BadInputError(f"{path} is damaged: a checksum is wrong, or its end is missing.", "Write it again.")
