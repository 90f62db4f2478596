"""Finding pictures that were moved: below a folder, by name first, proven by their bytes. A flow of events."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from workbench.core.errors import WorkbenchError
from workbench.core.events import Event, Notice, Progress, Refused, Relinked
from workbench.core.listing import ImageQuery
from workbench.core.records import ImageRecord
from workbench.pixels.image_file import probe, sha256
from workbench.pixels.image_folder import find_images
from workbench.store.project import Project

BATCH = 50
"""Images whose new places are kept together: what was found stays found when the rest is cancelled."""

TOLD = 100
"""Images that are named one by one when they were not found."""

_Step = tuple[Progress, tuple[int, Path] | None]
"""How far it is; an image and its new place, where one was found."""


def run(project: Project, folder: Path) -> Iterator[Event]:
    """Look for every image whose file is gone below `folder`; the last event is `Relinked`.

    Images that were removed from the project are found, too, for they may be put back; one that is not is not told.

    A file is the image when its bytes are (SHA-256), whatever it is called. Files of the same name are looked at
    first, and of those the one in the same place of a folder that was moved; then all that have the same width and
    height as an image that is still missing. No picture is changed, and a file that is another image's already is left
    to it.

    Raises:
        WorkbenchError: the folder is not there or cannot be read.
    """
    folder = folder.expanduser().resolve()
    missing: list[ImageRecord] = []
    queries = (ImageQuery(), ImageQuery(removed=True))
    total = sum(map(project.count, queries))
    for done, image in enumerate(chain.from_iterable(map(project.each, queries)), start=1):
        if not image.path.is_file():
            missing.append(image)
        yield Progress("looking for missing pictures", done, total)
    search = _Search(project, find_images(folder) if missing else [])
    found = 0
    unwritten: list[tuple[int, Path]] = []
    try:
        for progress, match in chain(search.by_name(missing), search.by_bytes()):
            if match is not None:
                found += 1
                unwritten.append(match)
            if len(unwritten) >= BATCH:
                project.set_paths(unwritten)
                unwritten = []
            yield progress
    finally:
        project.set_paths(unwritten)
    lost = [image for image in search.lost if not image.removed]
    for image in lost[:TOLD]:
        yield Refused(str(image.path), f"is not below {folder}", "Its mask is kept. Look below another folder.")
    if len(lost) > TOLD:
        yield Notice(f"{len(lost) - TOLD} more images were not found.")
    yield Relinked(found, len(lost))


class _Search:
    """Looks for images among files, each of which is read once at most, and only when it may be one.

    Attributes:
        lost: images for which no file was found; all of them once both searches are over.
    """

    def __init__(self, project: Project, files: list[Path]) -> None:
        self.lost: list[ImageRecord] = []
        self._project = project
        self._files = files
        self._sizes: dict[Path, tuple[int, int] | None] = {}
        self._hashes: dict[Path, str] = {}
        self._taken: set[Path] = set()
        self._moved: tuple[Path, Path] | None = None

    def by_name(self, missing: list[ImageRecord]) -> Iterator[_Step]:
        """Look for each image among the files of its name."""
        named: defaultdict[str, list[Path]] = defaultdict(list)
        for path in self._files:
            named[path.name].append(path)
        for done, image in enumerate(missing, start=1):
            likely = self._likeliest_first(image, named[image.name])
            place = next((path for path in likely if self._is(path, image) and self._free(path, image)), None)
            if place is None:
                self.lost.append(image)
            else:
                self._moved = _prefixes(image.path, place)
            step = Progress("comparing pictures of the same name", done, len(missing))
            yield step, None if place is None else self._matched(image, place)

    def by_bytes(self) -> Iterator[_Step]:
        """Look at each file whether it is one of the images that are lost, whatever it is called."""
        waiting: defaultdict[str, list[ImageRecord]] = defaultdict(list)
        for image in reversed(self.lost):
            waiting[image.sha256].append(image)
        sizes = {(image.width, image.height) for image in self.lost}
        found: set[int] = set()
        for done, path in enumerate(self._files if sizes else [], start=1):
            match = None
            if path not in self._taken and self._size_of(path) in sizes:
                images = waiting[self._hash_of(path)]
                if images and self._free(path, images[-1]):
                    match = self._matched(images.pop(), path)
                    found.add(match[0])
            yield Progress("comparing pictures of other names", done, len(self._files)), match
        self.lost = [image for image in self.lost if image.id not in found]

    def _likeliest_first(self, image: ImageRecord, files: list[Path]) -> list[Path]:
        """Of several files the one in the same place of a folder that was moved comes first."""
        if self._moved is None or len(files) < 2:
            return files
        old, new = self._moved
        expected = new / image.path.relative_to(old) if image.path.is_relative_to(old) else None
        return sorted(files, key=lambda path: path != expected)

    def _matched(self, image: ImageRecord, path: Path) -> tuple[int, Path]:
        self._taken.add(path)
        return image.id, path

    def _is(self, path: Path, image: ImageRecord) -> bool:
        """Whether a file has the image's bytes; its size in pixels, which is read at once, tells most others."""
        return self._size_of(path) == (image.width, image.height) and self._hash_of(path) == image.sha256

    def _size_of(self, path: Path) -> tuple[int, int] | None:
        if path not in self._sizes:
            try:
                info = probe(path)
                self._sizes[path] = (info.width, info.height)
            except WorkbenchError:  # no picture that can be read, so none of the images
                self._sizes[path] = None
        return self._sizes[path]

    def _hash_of(self, path: Path) -> str:
        if path not in self._hashes:
            self._hashes[path] = sha256(path)
        return self._hashes[path]

    def _free(self, path: Path, image: ImageRecord) -> bool:
        """Whether no other image lies there, in the project's file or since this search began."""
        if path in self._taken:
            return False
        owner = self._project.find_image(path, "")
        return owner is None or owner.id == image.id


def _prefixes(old: Path, new: Path) -> tuple[Path, Path]:
    """What was exchanged for what at the front of a path: the longest common end is left out."""
    while old.name and old.name == new.name:
        old, new = old.parent, new.parent
    return old, new
