"""Small pictures for the gallery, made off the window's thread and kept within a bound."""

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot
from PySide6.QtGui import QImage

from workbench.core.arrays import U8
from workbench.core.errors import WorkbenchError
from workbench.pixels.thumbnail import thumbnail

SIDE = 192
KEPT = 600
"""Thumbnails in memory: 600 of at most 192 x 192 x 4 bytes are 88 MB."""


class _Signals(QObject):
    made = Signal(int, object)


class _Job(QRunnable):
    def __init__(self, image_id: int, path: Path, signals: _Signals, wanted: Callable[[int], bool]) -> None:
        super().__init__()
        self._image_id = image_id
        self._path = path
        self._signals = signals
        self._wanted = wanted

    def run(self) -> None:
        """On a pool thread: make one picture; a broken file gives an empty one."""
        if not self._wanted(self._image_id):
            return
        try:
            pixels: U8 | None = thumbnail(self._path, SIDE)
        except WorkbenchError:
            pixels = None  # the gallery draws a broken picture; opening the image tells what is wrong
        self._signals.made.emit(self._image_id, pixels)


class Thumbnails(QObject):
    """Gives a picture at once or soon.

    Signals:
        ready: the picture of that image number has come.
    """

    ready = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures: OrderedDict[int, QImage] = OrderedDict()
        self._asked: set[int] = set()
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)  # one core stays with the window and one with the trainer
        self._signals = _Signals(self)
        self._signals.made.connect(self._on_made)

    def get(self, image_id: int, path: Path) -> QImage | None:
        """The picture, or None while it is being made; a null QImage when the file cannot be read."""
        found = self._pictures.get(image_id)
        if found is not None:
            self._pictures.move_to_end(image_id)
        elif image_id not in self._asked:
            self._asked.add(image_id)
            self._pool.start(_Job(image_id, path, self._signals, self._asked.__contains__))
        return found

    def clear(self) -> None:
        """Forget everything and wait for the picture that is being made."""
        self._asked.clear()
        self._pool.clear()
        self._pool.waitForDone()
        self._pictures.clear()

    @Slot(int, object)
    def _on_made(self, image_id: int, pixels: U8 | None) -> None:
        if image_id not in self._asked:
            return
        self._asked.discard(image_id)
        picture = QImage()
        if pixels is not None:
            height, width = pixels.shape[:2]
            picture = QImage(pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()
        self._pictures[image_id] = picture
        while len(self._pictures) > KEPT:
            self._pictures.popitem(last=False)
        self.ready.emit(image_id)
