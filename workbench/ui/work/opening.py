"""Pictures for the window, read off its thread: the one that is wanted, then those that may be wanted next."""

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot

from workbench.core.arrays import U8
from workbench.core.errors import BadInputError, MissingError, WorkbenchError
from workbench.core.records import ImageRecord
from workbench.pixels.decoder import read_bytes
from workbench.pixels.image_file import Picture, probe, read_picture, read_reduced
from workbench.pixels.picture_cache import CACHE_BYTES, PictureCache, Stamp
from workbench.services.new_pictures import with_present_size
from workbench.store.project import Project
from workbench.ui.document import Document

SMALL = 1_000_000
"""Pictures of up to so many pixels are waited for: they take 10 ms (JPEG) to 30 ms (PNG), less than a flicker."""

SMALL_SECONDS = 0.3
"""Seconds that the window waits for a small picture: only a slow disk takes longer."""

LARGE = 4_000_000
"""JPEG pictures of so many pixels are shown in small first; others are whole within 40 ms."""

REDUCED_SIDE = 400
"""Least pixels on the long side of what is shown first."""

READERS = 3
"""Threads: one for the wanted picture, one for it in small, one may still be busy with a picture that was left."""

log = logging.getLogger(__name__)


def ready_to_open(project: Project, image_id: int, changed: Callable[[int], None]) -> ImageRecord:
    """The image, as far as its picture's header tells, can be opened; `changed` is told when it has a new size."""
    before = project.image(image_id)
    image = with_present_size(project, before)
    if image != before:
        changed(image_id)
    check_header(image)
    return image


def check_header(image: ImageRecord) -> None:
    """Refuse a picture that cannot be the one that was painted on, as far as its header tells."""
    try:
        info = probe(image.path)
    except MissingError as error:
        cure = "Put it back, or choose Image, Locate missing images, and name the folder where it lies now."
        raise MissingError(f"{image.path} is not there. Its mask is kept.", cure) from error
    if (info.width, info.height) != (image.width, image.height):
        raise BadInputError(
            f"{image.path} is {info.width} x {info.height} pixels now, and its mask {image.width} x "
            f"{image.height}. The mask is kept.",
            "Put back the picture that was painted on.",
        )


class _File:
    """A file whose bytes are read once, by whichever thread comes first."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._read: tuple[Stamp, bytes] | None = None

    def read(self) -> tuple[Stamp, bytes]:
        with self._lock:
            if self._read is None:
                self._read = Stamp.of(self.path), read_bytes(self.path)
            return self._read


@dataclass(frozen=True, slots=True)
class _Whole:
    """A picture, and how its file stood when it was read."""

    stamp: Stamp
    picture: Picture


class Opening(QObject):
    """Brings the open document its picture, and then, while nothing is wanted, reads its neighbours into a cache.

    A newer wish is begun at once: what waits for a thread is given up, and what is being decoded for an older wish
    goes on beside it, into the cache. The same file is never read twice at a time.

    Args:
        bound: bytes of pixels in the cache.
        parent: the owner.

    Signals:
        failed: why the picture of the open document cannot be read (an exception); the document has been told.
    """

    failed = Signal(object)
    _whole_read = Signal(object)
    _small_read = Signal(object, object)

    def __init__(self, bound: int = CACHE_BYTES, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cache = PictureCache(bound)
        self._pool = ThreadPoolExecutor(READERS, thread_name_prefix="pictures")
        self._reading: dict[Path, Future[_Whole]] = {}
        self._wish: Path | None = None  # what was begun last; may become what is open
        self._open: tuple[Path, Document] | None = None
        self._ahead: deque[ImageRecord] = deque()
        self._whole_read.connect(self._on_whole, Qt.ConnectionType.QueuedConnection)
        self._small_read.connect(self._on_small, Qt.ConnectionType.QueuedConnection)

    def begin(self, image: ImageRecord) -> None:
        """Read that picture before everything else: its document is on its way, or will turn out to be in trouble."""
        self._wish = image.path
        self._ahead.clear()
        kept = {image.path} if self._open is None else {image.path, self._open[0]}
        for path in self._reading.keys() - kept:
            if self._reading[path].cancel():
                del self._reading[path]
        if self._cache.get(image.path) is None and image.path not in self._reading:
            self._read(image.path, in_small=image.width * image.height >= LARGE)

    def show_on(self, document: Document, image: ImageRecord) -> None:
        """Give that document its picture: now, when it is there or is small and comes in a moment, else later.

        The document that was given one before gets nothing more.
        """
        self._open = (image.path, document)
        future = self._reading.get(image.path)
        if future is None:
            picture = self._cache.get(image.path)
            if picture is not None:
                self._show(document, picture)
                return
            self.begin(image)  # its file has changed since
            future = self._reading[image.path]
        if image.width * image.height <= SMALL:
            wait([future], SMALL_SECONDS)
        if future.done():
            self._finish(image.path)

    def prefetch(self, images: Iterable[ImageRecord]) -> None:
        """Read these too once the wanted picture is there, as many as fit into the cache beside it, in this order."""
        room = self._cache.bound - (0 if self._open is None else 3 * self._open[1].mask.rect.area)
        for image in images:
            size = 3 * image.width * image.height
            if size <= room:
                room -= size
                self._ahead.append(image)
        self._go_on()

    def forget(self) -> None:
        """Give everything up: another project comes, or none."""
        self._wish = self._open = None
        self._ahead.clear()
        for future in self._reading.values():
            future.cancel()
        self._reading.clear()
        self._cache.clear()

    def close(self) -> None:
        """Forget everything and wait for the picture that is being decoded; nothing can be read after this."""
        self.forget()
        self._pool.shutdown(wait=True, cancel_futures=True)

    # On the window's thread

    def _read(self, path: Path, in_small: bool) -> None:
        file = _File(path)
        future = self._pool.submit(_read_whole, file)
        self._reading[path] = future
        future.add_done_callback(lambda _future: self._whole_read.emit(path))
        if in_small:
            self._pool.submit(self._read_small, file)

    @Slot(object)
    def _on_whole(self, path: Path) -> None:
        if path in self._reading and self._reading[path].done():  # else it was given up, shown already, or begun anew
            self._finish(path)
        self._go_on()

    def _finish(self, path: Path) -> None:
        """A file has been read: keep the picture, and show it if it is wanted."""
        future = self._reading.pop(path)
        document = self._open[1] if self._open is not None and self._open[0] == path else None
        error = future.exception()
        if error is None:
            whole = future.result()
            self._cache.put(path, whole.stamp, whole.picture)
            if document is not None:
                self._show(document, whole.picture)
        elif document is not None:
            self._tell(document, error)
        elif not isinstance(error, WorkbenchError):  # the others are told when the image is opened
            log.error("%s could not be read ahead", path, exc_info=error)

    def _show(self, document: Document, picture: Picture) -> None:
        try:
            document.show_pixels(picture.rgb, picture.deep)
        except WorkbenchError as error:  # its header tells another size than its pixels have
            self._tell(document, error)

    def _tell(self, document: Document, error: BaseException) -> None:
        document.show_trouble("The picture cannot be shown. Its mask is kept.")
        self.failed.emit(error)

    @Slot(object, object)
    def _on_small(self, path: Path, pixels: U8) -> None:
        if self._open is not None and self._open[0] == path and path in self._reading:
            self._open[1].show_reduced(pixels)

    def _go_on(self) -> None:
        """Read the next picture ahead, one at a time."""
        while self._ahead and not self._reading:
            path = self._ahead.popleft().path
            if self._cache.get(path) is None and path.is_file():
                self._read(path, in_small=False)

    # On a thread of the pool

    def _read_small(self, file: _File) -> None:
        if self._wish != file.path:  # overtaken while it waited for a thread
            return
        try:
            pixels = read_reduced(file.path, file.read()[1], REDUCED_SIDE)
        except WorkbenchError:
            return  # the whole picture fails with the same words
        if pixels is not None:
            self._small_read.emit(file.path, pixels)


def _read_whole(file: _File) -> _Whole:
    stamp, data = file.read()
    return _Whole(stamp, read_picture(file.path, data))
