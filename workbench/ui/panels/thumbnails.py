"""Small pictures for the gallery, made off the window's thread for what is in sight, and kept within a bound."""

import logging
from collections import OrderedDict
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from workbench.core.errors import WorkbenchError
from workbench.core.records import ImageRecord, Thumbnail
from workbench.services.portraits import portrait
from workbench.services.presence import trouble_of
from workbench.store.project import Project
from workbench.ui.work.errands import Errands

log = logging.getLogger(__name__)

KEPT = 600
"""Thumbnails in memory: 600 of at most 192 x 192 x 4 bytes are 88 MB."""

WISHES = 64
"""Pictures that are waited for: about three screens. Older wishes are forgotten: who scrolled on no longer waits."""

BATCH = 24
"""Pictures that are written into the project together: each time costs a flush of the disk."""

CLOSING_SECONDS = 10.0
"""How long a project that closes waits for the picture that is being made."""


class Thumbnails(QObject):
    """Gives a picture at once or soon, the newest wish first.

    Signals:
        ready: the picture of that image number has come.
    """

    ready = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project: Project | None = None
        self._pictures: OrderedDict[int, QImage] = OrderedDict()
        self._wishes: OrderedDict[int, ImageRecord] = OrderedDict()
        self._troubles: dict[int, str] = {}
        self._unwritten: list[Thumbnail] = []
        self._making = Errands()  # one at a time: one core stays with the window and one with the trainer

    def get(self, image: ImageRecord) -> QImage | None:
        """The picture, or None while it is being made; a null QImage when the file cannot be read."""
        found = self._pictures.get(image.id)
        if found is not None:
            self._pictures.move_to_end(image.id)
            return found
        self._wishes[image.id] = image
        self._wishes.move_to_end(image.id)
        while len(self._wishes) > WISHES:
            self._wishes.popitem(last=False)
        self._go_on()
        return None

    def trouble(self, image_id: int) -> str:
        """What was wrong with the image's file when its picture was made: "missing", "other size", or ""."""
        return self._troubles.get(image_id, "")

    def show_project(self, project: Project | None) -> None:
        """Give pictures of another project, or none; what was made of the one before is kept in it first."""
        self._wishes.clear()
        self._making.wait(CLOSING_SECONDS)
        self._making.drop()
        if self._project is not None and self._unwritten:
            self._keep(self._project)
        self.forget()
        self._project = project

    def forget(self) -> None:
        """Files have been found or changed: look at all of them again."""
        self._pictures.clear()
        self._troubles.clear()

    def _go_on(self) -> None:
        """Make the picture that was wished for last, unless one is being made."""
        project = self._project
        if project is None or self._making.busy or not self._wishes:
            return
        _, image = self._wishes.popitem()
        last = not self._wishes
        work = partial(self._make, project, image, last)
        self._making.ask(work, lambda made: self._on_made(image.id, *made.result()))

    def _make(self, project: Project, image: ImageRecord, last: bool) -> tuple[QImage, str]:
        """On the thread: one picture, an empty one of a broken file; and what is wrong with the file."""
        picture = QImage()
        try:
            pixels, new = portrait(project, image)
            height, width = pixels.shape[:2]
            picture = QImage(pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()
            if new is not None:
                self._unwritten.append(new)
        except WorkbenchError as error:  # the gallery draws a broken picture; opening the image tells what is wrong
            log.info("no thumbnail of %s: %s", image.name, error)
        if last or len(self._unwritten) >= BATCH:
            self._keep(project)
        return picture, trouble_of(image)

    def _keep(self, project: Project) -> None:
        made, self._unwritten = self._unwritten, []
        try:
            project.put_thumbnails(made)
        except WorkbenchError as error:  # nothing is lost: they are made again next time
            log.warning("thumbnails were not kept: %s", error)

    def _on_made(self, image_id: int, picture: QImage, trouble: str) -> None:
        self._pictures[image_id] = picture
        self._troubles[image_id] = trouble
        self._wishes.pop(image_id, None)
        while len(self._pictures) > KEPT:
            self._pictures.popitem(last=False)
        self.ready.emit(image_id)
        self._go_on()
