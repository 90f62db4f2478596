"""Finding pictures that were moved: below a folder, by name first, proven by their bytes. A flow of events."""

from collections import defaultdict
from collections.abc import Iterator
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

_Sizes = dict[Path, tuple[int, int] | None]


def run(project: Project, folder: Path) -> Iterator[Event]:
    """Look for every image whose file is gone below `folder`; the last event is `Relinked`.

    A file is the image when its bytes are (SHA-256), whatever it is called. Files of the same name are looked at
    first, and of those the one in the same place of a folder that was moved; then files of other names that have the
    same width and height. No picture is changed, and a file that is another image's already is left to it.

    Raises:
        WorkbenchError: the folder is not there or cannot be read.
    """
    folder = folder.expanduser().resolve()
    missing: list[ImageRecord] = []
    total = project.count(ImageQuery())
    for done, image in enumerate(project.each(ImageQuery()), start=1):
        if not image.path.is_file():
            missing.append(image)
        yield Progress("looking for missing pictures", done, total)
    search = _Search(project, find_images(folder) if missing else [])
    found = 0
    unwritten: list[tuple[int, Path]] = []
    lost: list[ImageRecord] = []
    try:
        for by_name in (True, False):
            waiting, lost = missing if by_name else lost, []
            for done, image in enumerate(waiting, start=1):
                place = search.place_of(image, by_name)
                if place is None:
                    lost.append(image)
                else:
                    found += 1
                    unwritten.append((image.id, place))
                if len(unwritten) >= BATCH:
                    project.set_paths(unwritten)
                    unwritten = []
                what = "comparing pictures of the same name" if by_name else "comparing pictures of other names"
                yield Progress(what, done, len(waiting))
    finally:
        project.set_paths(unwritten)
    for image in lost[:TOLD]:
        yield Refused(str(image.path), f"is not below {folder}", "Its mask is kept. Look below another folder.")
    if len(lost) > TOLD:
        yield Notice(f"{len(lost) - TOLD} more images were not found.")
    yield Relinked(found, len(lost))


class _Search:
    """Looks for images among files, each of which is read only when it may be one."""

    def __init__(self, project: Project, files: list[Path]) -> None:
        self._project = project
        self._by_name: defaultdict[str, list[Path]] = defaultdict(list)
        for path in files:
            self._by_name[path.name].append(path)
        self._files = files
        self._sizes: _Sizes = {}
        self._hashes: dict[Path, str] = {}
        self._moved: tuple[Path, Path] | None = None

    def place_of(self, image: ImageRecord, by_name: bool) -> Path | None:
        """The file that is this image, or None."""
        candidates = self._by_name[image.name] if by_name else [p for p in self._files if p.name != image.name]
        if by_name and self._moved is not None and len(candidates) > 1:
            old, new = self._moved
            expected = new / image.path.relative_to(old) if image.path.is_relative_to(old) else None
            candidates = sorted(candidates, key=lambda path: path != expected)
        for path in candidates:
            if self._is(path, image) and self._free(path, image):
                self._moved = _prefixes(image.path, path)
                return path
        return None

    def _is(self, path: Path, image: ImageRecord) -> bool:
        """Whether a file has the image's bytes; its size in pixels, which is read at once, tells most others."""
        if path not in self._sizes:
            try:
                info = probe(path)
                self._sizes[path] = (info.width, info.height)
            except WorkbenchError:  # no picture that can be read, so not this one
                self._sizes[path] = None
        if self._sizes[path] != (image.width, image.height):
            return False
        if path not in self._hashes:
            self._hashes[path] = sha256(path)
        return self._hashes[path] == image.sha256

    def _free(self, path: Path, image: ImageRecord) -> bool:
        owner = self._project.find_image(path, "")
        return owner is None or owner.id == image.id


def _prefixes(old: Path, new: Path) -> tuple[Path, Path]:
    """What was exchanged for what at the front of a path: the longest common end is left out."""
    while old.name and old.name == new.name:
        old, new = old.parent, new.parent
    return old, new
