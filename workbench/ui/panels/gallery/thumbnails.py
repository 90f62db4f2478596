"""Pictures in small for the gallery: kept in the project, made where it has none."""

import logging

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from workbench.core.errors import WorkbenchError
from workbench.core.records import ImageRecord, Thumbnail
from workbench.services.portraits import portrait
from workbench.services.presence import trouble_of
from workbench.store.project import Project
from workbench.ui.panels.gallery.made_pictures import CLOSING_SECONDS, MadePictures

log = logging.getLogger(__name__)

BATCH = 24
"""Pictures that are written into the project together: each time costs a flush of the disk."""


class Thumbnails(MadePictures):
    """The pictures themselves, and what is wrong with their files."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._troubles: dict[int, str] = {}
        self._unwritten: list[Thumbnail] = []

    def trouble(self, image_id: int) -> str:
        """What was wrong with the image's file when its picture was made: "missing", "other size", or ""."""
        return self._troubles.get(image_id, "")

    def show_project(self, project: Project | None) -> None:
        """Give pictures of another project, or none; what was made of the one before is kept in it first."""
        self._wishes.clear()
        self._making.wait(CLOSING_SECONDS)
        if self._project is not None and self._unwritten:
            self._keep(self._project)
        super().show_project(project)

    def forget(self) -> None:
        """Files have been found or changed: look at all of them again."""
        super().forget()
        self._troubles.clear()

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

    def _taken(self, image_id: int, made: tuple[QImage, str]) -> QImage:
        picture, self._troubles[image_id] = made
        return picture

    def _keep(self, project: Project) -> None:
        made, self._unwritten = self._unwritten, []
        try:
            project.put_thumbnails(made)
        except WorkbenchError as error:  # nothing is lost: they are made again next time
            log.warning("thumbnails were not kept: %s", error)
