"""Masks in small for the gallery, as they are drawn over the pictures."""

import logging

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from workbench.core.arrays import AnyArray
from workbench.core.classes import ClassSet, Color
from workbench.core.errors import WorkbenchError
from workbench.core.records import ImageRecord
from workbench.store.project import Project
from workbench.ui.panels.gallery.made_pictures import MadePictures

log = logging.getLogger(__name__)

SIDE = 128
"""Pixels of the longer side: about what a cell of the gallery shows."""

OPACITY = 0.55
"""Of a mask over its picture: both are seen."""


class MaskThumbnails(MadePictures):
    """Each image's mask in the colours of its classes; unlabelled pixels let everything through.

    They come from the project's file: what is painted shows once it is on disk and `renew` was called.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._colors: dict[int, Color] = {}
        self._table = _table({})

    def show_classes(self, classes: ClassSet) -> None:
        """Draw with the colours of these classes from now on."""
        colors = {known.index: known.color for known in classes}
        if colors != self._colors:
            self._colors, self._table = colors, _table(colors)
            self.renew_all()

    def _make(self, project: Project, image: ImageRecord, last: bool) -> QImage:  # noqa: ARG002 - nothing is kept
        """On the thread: the mask, empty where it is damaged; opening the image tells what is wrong."""
        try:
            small = project.small_mask(image, SIDE)
        except WorkbenchError as error:
            log.info("no small mask of %s: %s", image.name, error)
            return QImage()
        pixels = self._table[small]
        height, width = small.shape
        argb = QImage.Format.Format_ARGB32_Premultiplied
        return QImage(pixels.tobytes(), width, height, 4 * width, argb).copy()

    def _taken(self, image_id: int, made: QImage) -> QImage:  # noqa: ARG002
        return made


def _table(colors: dict[int, Color]) -> AnyArray:
    """uint32 (256,): by class index, the premultiplied colour as Qt packs it, 0xAARRGGBB; 0 for all others."""
    table = np.zeros(256, np.uint32)
    for index, color in colors.items():
        red, green, blue = (round(OPACITY * part) for part in color)
        table[index] = round(OPACITY * 255) << 24 | red << 16 | green << 8 | blue
    return table
