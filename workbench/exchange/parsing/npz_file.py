"""Arrays in NumPy files of strangers: of one kind, and no larger than a picture, before any memory is set aside."""

import io
from pathlib import Path
from typing import BinaryIO, cast
from zipfile import ZipFile

import numpy as np
from numpy.lib import format as npy

from workbench.core.arrays import U8
from workbench.core.errors import BadInputError
from workbench.exchange.archive.bounded_file import BoundedFile
from workbench.exchange.archive.entries import archive_errors
from workbench.pixels.decoder import check_size, file_errors

_HEADS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}


_HEAD_BYTES = 1 << 14
"""More than the head of any array of numbers takes; NumPy would read as much as the file claims."""


def array_names(path: Path) -> list[str]:
    """The names of the arrays in a file."""
    with file_errors(path), open(path, "rb") as file, archive_errors(path), _opened(path, file) as archive:
        return [name.removesuffix(".npy") for name in archive.namelist() if name.endswith(".npy")]


def array_shape(path: Path, name: str) -> tuple[int, ...]:
    """The shape of a uint8 array that could be a picture or a mask; BadInputError when it is anything else."""
    with file_errors(path), open(path, "rb") as file, archive_errors(path), _opened(path, file) as archive:
        return _head(path, archive, name)[0]


def read_array(path: Path, name: str) -> U8:
    """A uint8 array that could be a picture (H, W, 3) or a mask (H, W), in C order."""
    with file_errors(path), open(path, "rb") as file, archive_errors(path), _opened(path, file) as archive:
        shape, by_columns, begin = _head(path, archive, name)
        with archive.open(f"{name}.npy") as stream:
            stream.read(begin)
            data = stream.read(int(np.prod(shape)) + 1)
    if len(data) != int(np.prod(shape)):
        raise BadInputError(f"The array {name!r} in {path} has {len(data):,} bytes, not {shape}.", "Write it again.")
    values = np.frombuffer(data, dtype=np.uint8)
    return np.ascontiguousarray(values.reshape(shape[::-1]).T if by_columns else values.reshape(shape))


def _opened(path: Path, file: BinaryIO) -> ZipFile:
    return ZipFile(cast(BinaryIO, BoundedFile(file, str(path))))


def _head(path: Path, archive: ZipFile, name: str) -> tuple[tuple[int, ...], bool, int]:
    """The shape, whether it is stored by columns, and where the values begin."""
    if f"{name}.npy" not in archive.namelist():
        raise BadInputError(f"{path} holds no array {name!r}.", "Write it again.")
    with archive.open(f"{name}.npy") as member:
        stream = io.BytesIO(member.read(_HEAD_BYTES))
        version = npy.read_magic(stream)
        if version not in _HEADS:
            raise BadInputError(f"The array {name!r} in {path} is of a newer kind.", "Write it with np.savez.")
        shape, by_columns, dtype = _HEADS[version](stream)
        begin = stream.tell()
    if dtype != np.uint8 or len(shape) not in {2, 3} or shape[2:] not in {(), (3,)}:
        raise BadInputError(
            f"The array {name!r} in {path} is {dtype} {shape}.",
            "A picture is uint8 (H, W, 3), a mask uint8 (H, W).",
        )
    check_size(path, shape[1], shape[0])
    return shape, by_columns, begin
