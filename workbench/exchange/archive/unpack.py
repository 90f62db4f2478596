"""Unpack an archive into a new folder: all of it or nothing."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from workbench.core.errors import BadInputError
from workbench.core.events import Progress
from workbench.exchange.archive.entries import REPACK, Entry, archive_errors, entries_of
from workbench.exchange.writing.atomic_folder import new_folder, passing_folder
from workbench.pixels.decoder import file_errors

RATIO = 200
"""An archive that unpacks to more than so many times its size is no dataset: pictures hardly shrink."""

HARMLESS = 1024**3
"""Bytes that any archive may unpack to, however small it is."""

RESERVE = 256 * 1024**2
"""Bytes of the disk that are left free."""

_AT_ONCE = 1 << 20
_PULSE = 64
"""Pieces of one file after which it is told again how far the work is, so that it can be cancelled."""


def unpack(archive: Path, dest: Path) -> Iterator[Progress]:
    """Unpack into the new folder `dest`, which appears complete and flushed to the disk, or not at all."""
    with new_folder(dest) as folder:
        yield from _fill(archive, folder)


def unpack_for_a_look(archive: Path, beside: Path) -> Iterator[Progress | Path]:
    """Unpack into a hidden folder beside a place; the last thing given is that folder, which goes with this flow."""
    with passing_folder(beside) as folder:
        yield from _fill(archive, folder)
        yield folder


def _fill(archive: Path, folder: Path) -> Iterator[Progress]:
    with entries_of(archive, _most_bytes(archive, folder)) as entries:
        for done, entry in enumerate(entries):
            with _new_file(archive, folder, entry) as file:
                for number, data in enumerate(_pieces(archive, entry)):
                    if number % _PULSE == 0:
                        yield Progress("unpacking", done, len(entries))
                    file.write(data)
            yield Progress("unpacking", done + 1, len(entries))


def _new_file(archive: Path, folder: Path, entry: Entry) -> BinaryIO:
    target = folder / entry.path
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        return open(target, "xb")
    except (FileExistsError, NotADirectoryError) as error:
        # The name of a folder is that of a file, or this disk takes small and capital letters for the same.
        raise BadInputError(
            f"{str(entry.path)!r} in {archive} finds no place beside the others: two names are one on this disk.",
            REPACK,
        ) from error


def _pieces(archive: Path, entry: Entry) -> Iterator[bytes]:
    with archive_errors(archive):
        stream = entry.open()
    with stream:
        while True:
            with archive_errors(archive):
                data = stream.read(_AT_ONCE)
            if not data:
                return
            yield data


def _most_bytes(archive: Path, folder: Path) -> int:
    with file_errors(archive):
        size = archive.stat().st_size
    return max(0, min(shutil.disk_usage(folder).free - RESERVE, max(HARMLESS, RATIO * size)))
