"""File names that every reader and every file system takes: ASCII, told apart without regard to case."""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath

from workbench.pixels.image_file import SUFFIXES

_OTHERS = re.compile(r"[^A-Za-z0-9._-]+")
_RESERVED = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]", re.IGNORECASE)
"""Windows keeps these for devices, whatever ending follows."""

_LONGEST = 100


def file_ids(names: Iterable[str]) -> list[str]:
    """One id of the letters [A-Za-z0-9._-] for each file name, in order; the same names always give the same ids.

    The picture's ending is dropped, accents are taken off, other characters become "_"; names that would collide, on
    Windows too, get "-2", "-3" ...
    """
    taken: set[str] = set()
    last: dict[str, int] = {}  # of thousands of names without a Latin letter, all are called alike
    result: list[str] = []
    for name in names:
        base = _slug(name)
        wanted, number = base, last.get(base.casefold(), 1)
        while wanted.casefold() in taken:
            number += 1
            wanted = f"{base}-{number}"
        last[base.casefold()] = number
        taken.add(wanted.casefold())
        result.append(wanted)
    return result


def _slug(name: str) -> str:
    path = PurePosixPath(name.replace("\\", "/"))
    stem = path.stem if path.suffix.lower() in SUFFIXES else path.name
    plain = "".join(c for c in unicodedata.normalize("NFKD", stem) if not unicodedata.combining(c))
    slug = _OTHERS.sub("_", plain).strip("._-")[:_LONGEST].rstrip("._-") or "image"
    base, dot, rest = slug.partition(".")
    return f"{base}_{dot}{rest}" if _RESERVED.fullmatch(base) else slug
