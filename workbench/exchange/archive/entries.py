"""The files in an archive, each with a name that stays inside the folder that it is unpacked to."""

import gzip
import re
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, cast

from workbench.core.errors import BadInputError
from workbench.exchange.archive.bounded_file import BoundedFile
from workbench.pixels.decoder import file_errors

ENDINGS = (".zip", ".tar", ".tar.gz", ".tgz")

MOST_FILES = 500_000

_DAMAGES = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, ValueError, RuntimeError)
"""What the readers raise; RuntimeError stands for methods of packing that they do not know, too."""

_UTF_8 = 0x800
_LOCKED = 0x1
"""Flags of an entry of a ZIP file: its name is UTF-8; it needs a password."""

_UNFIT = re.compile(r"[\x00-\x1f]|^/|(^|/)[A-Za-z]:")
"""Windows goes to a drive wherever in a path one is named."""

REPACK = "Pack the dataset again, or unpack it by other means and import the folder."


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in an archive.

    Attributes:
        path: where it belongs, below the folder of all.
        size: bytes, as the archive tells.
        open: gives its bytes.
    """

    path: PurePosixPath
    size: int
    open: Callable[[], IO[bytes]]


def is_archive(path: Path) -> bool:
    """Whether a file is an archive by its name."""
    return path.name.lower().endswith(ENDINGS) and not path.is_dir()


def bare_name(path: Path) -> str:
    """The name of an archive without its ending."""
    ending = max((e for e in ENDINGS if path.name.lower().endswith(e)), key=len, default="")
    return path.name[: len(path.name) - len(ending)].strip(" .") or "archive"


@contextmanager
def entries_of(path: Path, most_bytes: int) -> Iterator[list[Entry]]:
    """The files of an archive, for as long as it is open.

    Args:
        path: of the archive.
        most_bytes: that all files may have together.

    Raises:
        BadInputError: it is damaged; a name leads out of the folder or is there twice; it holds a link, a file behind
            a password, too many files, or too many bytes.
    """
    with file_errors(path):
        file = open(path, "rb")  # noqa: SIM115 - what goes wrong with other files while it is open is not its fault
    with file:
        listed = _zip if path.name.lower().endswith(".zip") else _tar
        with archive_errors(path):
            archive, found = listed(path, file)
            entries = _checked(path, found, most_bytes)
        with archive:
            yield entries


@contextmanager
def archive_errors(path: Path) -> Iterator[None]:
    """Tell what is wrong with an archive as an error of the user's world."""
    try:
        yield
    except _DAMAGES as error:
        why = " ".join(str(error).split()).rstrip(".") or type(error).__name__
        raise BadInputError(f"The archive {path} cannot be read whole: {why}.", "Fetch or pack it again.") from error


def _zip(path: Path, file: BinaryIO) -> tuple[zipfile.ZipFile, Iterator[Entry | None]]:
    archive = zipfile.ZipFile(cast(BinaryIO, BoundedFile(file, str(path))))
    return archive, (_zipped(path, archive, info) for info in archive.infolist())


def _tar(path: Path, file: BinaryIO) -> tuple[tarfile.TarFile, Iterator[Entry | None]]:
    stream = file if path.name.lower().endswith(".tar") else cast(BinaryIO, gzip.GzipFile(fileobj=file))
    archive = tarfile.open(fileobj=cast(BinaryIO, BoundedFile(stream, str(path))), mode="r:")  # noqa: SIM115
    return archive, _tarred(path, archive)


def _checked(path: Path, found: Iterator[Entry | None], most_bytes: int) -> list[Entry]:
    """All files; looked at one by one, so that nothing beyond the first refusal is unpacked."""
    kept: list[Entry] = []
    names: set[PurePosixPath] = set()
    total = 0
    for number, entry in enumerate(found, start=1):
        if number > MOST_FILES:
            raise BadInputError(f"The archive {path} holds more than {MOST_FILES:,} files.", REPACK)
        if entry is None:
            continue
        total += entry.size
        if entry.path in names:
            raise BadInputError(f"The archive {path} holds {str(entry.path)!r} twice.", REPACK)
        if total > most_bytes:
            raise BadInputError(
                f"The archive {path} would unpack to more than {most_bytes:,} bytes, more than there is room for or "
                "than a dataset of its size can have.",
                "Make room, or unpack it by other means and import the folder.",
            )
        names.add(entry.path)
        kept.append(entry)
    return kept


def _zipped(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Entry | None:
    inside = _inside(path, _zip_name(info))
    if info.is_dir() or info.filename.endswith("\\"):
        return None
    if stat.S_IFMT(info.external_attr >> 16) not in {0, stat.S_IFREG}:
        raise _no_file(path, info.filename)
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise BadInputError(f"{info.filename!r} in {path} is packed in a way that is not read here.", REPACK)
    if info.flag_bits & _LOCKED:
        raise BadInputError(f"{info.filename!r} in {path} needs a password.", "Pack the dataset without one.")
    return Entry(inside, info.file_size, partial(archive.open, info))


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The name; some packers write UTF-8 and do not say so, and its reader then takes it for the letters of DOS."""
    if info.flag_bits & _UTF_8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode()
    except UnicodeError:
        return info.filename


def _tarred(path: Path, archive: tarfile.TarFile) -> Iterator[Entry | None]:
    for member in archive:
        inside = _inside(path, member.name)
        if member.isdir():
            yield None
        elif not member.isreg() or member.issparse():
            raise _no_file(path, member.name)
        else:
            yield Entry(inside, member.size, partial(_opened, archive, member))


def _opened(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    file = archive.extractfile(member)
    assert file is not None  # it is a regular file
    return file


def _inside(path: Path, name: str) -> PurePosixPath:
    """The name as a path below a folder; backslashes part folders, as packers of Windows write them."""
    plain = name.replace("\\", "/")
    parts = [part for part in plain.split("/") if part not in {"", "."}]
    # Windows takes no notice of dots and spaces at the end of a name: ".. " is "..".
    if _UNFIT.search(plain) or not all(part.strip(" .") for part in parts):
        raise BadInputError(
            f"The archive {path} holds {name[:200]!r}, which leads out of its folder. Nothing was unpacked.", REPACK
        )
    return PurePosixPath(*parts)


def _no_file(path: Path, name: str) -> BadInputError:
    return BadInputError(
        f"{name[:200]!r} in {path} is a link or a device, no file. Nothing was unpacked.",
        "Pack the files themselves, or unpack it by other means and import the folder.",
    )
