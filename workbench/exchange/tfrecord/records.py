"""Record files: each record's length, the length's checksum, its bytes, and theirs. Source: TensorFlow, TFRecord."""

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from workbench.core.errors import BadInputError
from workbench.exchange.tfrecord.crc32c import crc32c
from workbench.pixels.decoder import file_errors

_HEAD = 12
"""Bytes of a length and its checksum."""

_CHECK = 4


def write_record(file: BinaryIO, data: bytes) -> None:
    """Append one record."""
    length = struct.pack("<Q", len(data))
    file.write(length + _masked(length))
    file.write(data)
    file.write(_masked(data))


def record_places(path: Path) -> Iterator[int]:
    """Where each record of a file begins; their bytes are not read. BadInputError when the file ends inside one."""
    with file_errors(path), open(path, "rb") as file:
        size = file.seek(0, os.SEEK_END)
        place = 0
        while place < size:
            yield place
            file.seek(place)
            place += _HEAD + _length(path, file) + _CHECK
        if place > size:
            raise _damaged(path)


def read_record(path: Path, place: int = 0) -> bytes:
    """The record that begins there; BadInputError when a checksum is wrong."""
    with file_errors(path), open(path, "rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(place)
        length = _length(path, file)
        if length > size:
            raise _damaged(path)
        data, check = file.read(length), file.read(_CHECK)
    if len(data) < length or _masked(data) != check:
        raise _damaged(path)
    return data


def _length(path: Path, file: BinaryIO) -> int:
    head = file.read(_HEAD)
    if len(head) < _HEAD or _masked(head[:8]) != head[8:]:
        raise _damaged(path)
    return int.from_bytes(head[:8], "little")


def _masked(data: bytes) -> bytes:
    """The checksum, turned and shifted so that the checksum of data that holds one is not special."""
    crc = crc32c(data)
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def _damaged(path: Path) -> BadInputError:
    return BadInputError(f"{path} is damaged: a checksum is wrong, or its end is missing.", "Write it again.")
