"""A file that is never read in pieces larger than agreed: archives tell their readers how much memory to take."""

from typing import BinaryIO

from workbench.core.errors import BadInputError

MOST = 64 * 1024**2
"""Bytes. The table of a ZIP file takes about a hundred for each file in it."""

_AT_ONCE = 1 << 20


class BoundedFile:
    """An open binary file for reading; BadInputError where more than `MOST` bytes are asked for and are there.

    Args:
        file: owned by the caller.
        name: for the message.
    """

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file = file
        self._name = name

    def read(self, size: int = -1, /) -> bytes:
        """So many bytes, or all that are left."""
        pieces: list[bytes] = []
        wanted = size if size >= 0 else MOST + 1
        while wanted > 0 and (data := self._file.read(min(wanted, _AT_ONCE))):
            pieces.append(data)
            wanted -= len(data)
            if sum(map(len, pieces)) > MOST:
                raise BadInputError(
                    f"{self._name} tells of more files than any dataset has.", "Unpack it by other means."
                )
        return b"".join(pieces)

    def seek(self, place: int, whence: int = 0, /) -> int:
        """Go to a place."""
        return self._file.seek(place, whence)

    def tell(self) -> int:
        """The place."""
        return self._file.tell()

    def seekable(self) -> bool:
        """Whether `seek` works."""
        return True

    def close(self) -> None:
        """Nothing: the file is the caller's."""
