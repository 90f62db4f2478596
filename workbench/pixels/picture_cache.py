"""Pictures that were read, kept in memory within a bound; a file that has changed since is not served from here."""

from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from workbench.core.errors import WorkbenchError
from workbench.pixels.decoder import file_errors
from workbench.pixels.image_file import Picture

CACHE_BYTES = 256 * 1024 * 1024
"""Room for seven pictures of 12 megapixels; one of 100 megapixels takes 300 MB and is never kept."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """How a file stood: a change of its pixels changes its size or its time."""

    size: int
    mtime_ns: int

    @classmethod
    def of(cls, path: Path) -> "Stamp":
        """The stamp of a file as it stands now; take it before the file is read."""
        with file_errors(path):
            facts = path.stat()
        return cls(facts.st_size, facts.st_mtime_ns)


class PictureCache:
    """Keeps the pictures that were asked for last. For one thread.

    Args:
        bound: how many bytes of pixels are kept at most; a picture that is larger is not taken at all.
    """

    def __init__(self, bound: int = CACHE_BYTES) -> None:
        self.bound = bound
        self._held = 0
        self._kept: OrderedDict[Path, tuple[Stamp, Picture]] = OrderedDict()

    @property
    def held(self) -> int:
        """Bytes of pixels that are kept."""
        return self._held

    def get(self, path: Path) -> Picture | None:
        """The picture of that file, or None when it is not kept, or its file is not as it was when it was read."""
        if path not in self._kept:
            return None
        stamp, picture = self._kept[path]
        if _stamp_now(path) != stamp:
            self._drop(path)
            return None
        self._kept.move_to_end(path)
        return picture

    def put(self, path: Path, stamp: Stamp, picture: Picture) -> None:
        """Keep a picture, read from the file when it had that stamp; those asked for longest ago make room."""
        if path in self._kept:
            self._drop(path)
        if picture.nbytes > self.bound:
            return
        self._kept[path] = (stamp, picture)
        self._held += picture.nbytes
        while self._held > self.bound:
            self._drop(next(iter(self._kept)))

    def clear(self) -> None:
        """Forget everything."""
        self._kept.clear()
        self._held = 0

    def _drop(self, path: Path) -> None:
        _, picture = self._kept.pop(path)
        self._held -= picture.nbytes


def _stamp_now(path: Path) -> Stamp | None:
    try:
        return Stamp.of(path)
    except WorkbenchError:  # gone, which is a change too
        return None
