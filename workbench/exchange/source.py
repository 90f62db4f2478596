"""A folder (or one file of it) that is about to be read: walked once, its documents looked at once."""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TypeVar

from workbench.core.records import Split
from workbench.pixels.decoder import file_errors
from workbench.pixels.image_file import SUFFIXES
from workbench.pixels.image_folder import find_files

_LOOK = 65536
"""Bytes at either end of a document that are looked at to tell what it is."""

_FEW = 60
"""Documents that are looked at: the first ones tell what all are."""

UNSPLIT = "unsplit"
"""The word for images of no split, where every image must lie in a folder or list of some split."""

_SPLITS = {
    UNSPLIT: Split.NONE,
    **dict.fromkeys(("train", "training"), Split.TRAIN),
    **dict.fromkeys(("val", "valid", "validation"), Split.VAL),
    **dict.fromkeys(("test", "testing"), Split.TEST),
}

_PLAIN = {"images", "image", "img", "imgs", "jpegimages", "leftimg8bit", "data", "photos", "pictures"}
"""Names of folders that tell where pictures lie, not which ones they are."""

Result = TypeVar("Result")


class Source:
    """What a person has chosen to bring in.

    Attributes:
        path: as it was chosen: a folder, a picture, or a document.
        root: the folder that nothing may lie outside of.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.root = path if path.is_dir() else path.parent
        self._is_picture = path.suffix.lower() in SUFFIXES and not path.is_dir()
        self._glimpses: dict[Path, str] = {}
        self._made: dict[object, object] = {}

    @cached_property
    def files(self) -> tuple[Path, ...]:
        """All files below the root that are not hidden, in natural order; a picture that was chosen is alone."""
        return (self.path,) if self._is_picture else tuple(find_files(self.root))

    @cached_property
    def pictures(self) -> tuple[Path, ...]:
        """Those that are pictures by their endings; masks among them too."""
        return tuple(self.ending(*SUFFIXES))

    def ending(self, *suffixes: str) -> Iterator[Path]:
        """The files with one of these endings (lower case, with the dot)."""
        return (path for path in self.files if path.suffix.lower() in suffixes)

    def documents(self, *suffixes: str) -> Iterator[Path]:
        """The files with these endings; when a document was chosen, that one alone."""
        if self.path.is_dir() or self._is_picture:
            return self.ending(*suffixes)
        return iter([self.path] if self.path.suffix.lower() in suffixes else [])

    def called(self, *names: str) -> Path | None:
        """The file of one of these names (without regard to case) that lies highest; earlier names go first."""
        for name in names:
            found = [path for path in self.files if path.name.casefold() == name]
            if found:
                return min(found, key=lambda path: len(path.parts))
        return None

    def relative(self, path: Path) -> str:
        """The path below the root, with forward slashes."""
        return path.relative_to(self.root).as_posix()

    def glimpse(self, path: Path) -> str:
        """The beginning and the end of a document, to tell by the words in it what it is."""
        if path not in self._glimpses:
            with file_errors(path), open(path, "rb") as file:
                text = file.read(_LOOK)
                size = file.seek(0, 2)
                if size > _LOOK:
                    file.seek(max(_LOOK, size - _LOOK))
                    text += b"\n" + file.read(_LOOK)
            self._glimpses[path] = text.decode("latin-1")
        return self._glimpses[path]

    def first_with(self, suffix: str, wanted: Callable[[str], bool]) -> Path | None:
        """The first document with that ending whose glimpse is as wanted; only the first few are looked at."""
        few = list(self.documents(suffix))
        few.sort(key=lambda path: len(path.parts))
        return next((path for path in few[:_FEW] if wanted(self.glimpse(path))), None)

    def all_with(self, suffix: str, wanted: Callable[[str], bool]) -> list[Path]:
        """All documents with that ending whose glimpse is as wanted."""
        return [path for path in self.documents(suffix) if wanted(self.glimpse(path))]

    def once(self, make: Callable[["Source"], Result]) -> Result:
        """What `make` makes of this source, made at the first call: recognising and reading share it."""
        if make not in self._made:
            self._made[make] = make(self)
        return self._made[make]  # type: ignore[return-value]


def plain_name(relative: str) -> str:
    """A picture's path without the folders that only tell a split or that pictures lie there."""
    path = PurePosixPath(relative)
    kept = [part for part in path.parts[:-1] if part.casefold() not in _PLAIN and part.casefold() not in _SPLITS]
    return PurePosixPath(*kept, path.name).as_posix()


def split_of(words: Iterable[str]) -> Split:
    """The split that the words of a path tell; the last one that tells any counts."""
    found = [_SPLITS[word] for text in words if (word := text.casefold().rstrip("0123456789_-")) in _SPLITS]
    return found[-1] if found else Split.NONE


def split_of_folder(relative: str) -> Split:
    """The split that a file's folders tell."""
    return split_of(PurePosixPath(relative).parts[:-1])


def split_of_name(path: Path) -> Split:
    """The split that a document's name tells: instances_val2017.json."""
    for mark in "-. ":
        path = path.with_name(path.name.replace(mark, "_"))
    return split_of(path.name.split("_"))
