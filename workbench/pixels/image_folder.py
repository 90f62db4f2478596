"""Find the pictures of a folder, in the order in which people count."""

import os
import re
from pathlib import Path

from workbench.core.errors import BadInputError, MissingError
from workbench.pixels.image_file import SUFFIXES

_DIGITS = re.compile(r"(\d+)")


def find_images(folder: Path) -> list[Path]:
    """All pictures below the folder, at any depth, in natural order: "9.png" before "10.png".

    Told by their endings (`image_file.SUFFIXES`, any case). Hidden files and folders (a leading dot) are left out, and
    links to folders are not followed.
    """
    return [path for path in find_files(folder) if path.suffix.lower() in SUFFIXES]


def find_files(folder: Path) -> list[Path]:
    """All files below the folder, in natural order; hidden ones and links to folders as in `find_images`."""
    if not folder.exists():
        raise MissingError(f"The folder {folder} is not there.", "Check its name.")
    if not folder.is_dir():
        raise BadInputError(f"{folder} is no folder.", "Name the folder that holds the pictures.")
    found: list[Path] = []
    for root, folders, files in os.walk(folder, onerror=_refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(root, name) for name in files if not name.startswith(".")]
    return sorted(found, key=lambda path: natural_key(path.relative_to(folder).as_posix()))


def natural_key(name: str) -> tuple[tuple[tuple[int, str], ...], str]:
    """A sort key under which numbers inside names count as numbers; names that differ in case alone keep an order."""
    parts = _DIGITS.split(name.casefold())
    return tuple((int(part), "") if i % 2 else (-1, part) for i, part in enumerate(parts)), name


def _refuse(error: OSError) -> None:
    raise BadInputError(
        f"The folder {error.filename} cannot be read: {error.strerror}.", "Give yourself the right to read it."
    ) from error
