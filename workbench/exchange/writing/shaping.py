"""Shape masks on their way out: leave classes out, give unlabelled pixels a class, open a border between classes.

It is done once, in front of all writers: images are turned into other images that load other masks.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import cv2
import numpy as np

from workbench.core.arrays import U8, Bool
from workbench.core.classes import ClassSet, LabelClass
from workbench.core.errors import BadInputError
from workbench.core.mask import UNLABELLED, LabelMask
from workbench.exchange.labelmap import VOID_NAMES
from workbench.exchange.writing.choice import ExportChoice
from workbench.exchange.writing.export_image import ExportImage
from workbench.exchange.writing.tiles import tiled


def shaped(
    classes: ClassSet, images: Sequence[ExportImage], choice: ExportChoice
) -> tuple[ClassSet, Sequence[ExportImage]]:
    """The classes and images as they are written: classes first, then unlabelled pixels, the border, and the tiles."""
    classes, filler = _with_filler(classes, choice.unlabelled_as)
    dropped = [] if choice.classes is None else _dropped(classes, choice.classes)
    numbers = _Numbers(dropped, None if filler is None else filler.index, choice.void_border)
    if not numbers.change_nothing:
        images = [replace(image, load=partial(_reshaped, image.load, numbers)) for image in images]
    if choice.tile:
        images = tiled(images, choice.tile, choice.overlap)
    kept = [c for c in classes if c.index not in dropped or c is filler]
    return ClassSet(tuple(_standing_alone(c, kept) for c in kept)), images


def _with_filler(classes: ClassSet, name: str) -> tuple[ClassSet, LabelClass | None]:
    """The classes, and the one of them that unlabelled pixels get; None for a name that means unlabelled by itself."""
    if classes.named(name) is None and name.casefold() not in {"", *VOID_NAMES}:
        classes = classes.with_added(name)
    return classes, classes.named(name)


class _Numbers:
    """What becomes of the numbers of a mask."""

    def __init__(self, dropped: Sequence[int], filler: int | None, border: int) -> None:
        self.change_nothing = not dropped and filler is None and not border
        self._border = border
        self._table = np.arange(256, dtype=np.uint8)
        self._kept = np.ones(256, dtype=np.uint8)
        self._table[[*dropped, UNLABELLED]] = UNLABELLED if filler is None else filler
        self._kept[[*dropped, UNLABELLED]] = 0

    def of(self, mask: LabelMask) -> LabelMask:
        """Another mask; pixels that were not set as they are have no origin."""
        classes = np.asarray(cv2.LUT(mask.classes, self._table), np.uint8)
        origin = mask.origin * np.asarray(cv2.LUT(mask.classes, self._kept), np.uint8)
        if self._border:
            open_ = between_classes(classes, self._border)
            classes[open_] = UNLABELLED
            origin[open_] = 0
        return LabelMask(classes, origin)


def between_classes(classes: U8, reach: int) -> Bool:
    """The pixels with a pixel of another class at most so many rows and columns away: bool (H, W).

    Unlabelled pixels are no class: where a class meets them, nothing is opened. `classes`: uint8 (H, W).
    """
    window = np.ones((2 * reach + 1, 2 * reach + 1), dtype=np.uint8)
    lowest = cv2.erode(classes, window)  # 255, which is unlabelled, never is the lowest beside a class
    labelled = classes != UNLABELLED
    highest = cv2.dilate(np.where(labelled, classes, np.uint8(0)), window)
    meet: Bool = labelled & (lowest != highest)
    return meet


def _reshaped(load: Callable[[], LabelMask], numbers: _Numbers) -> LabelMask:
    return numbers.of(load())


def _standing_alone(known: LabelClass, kept: Sequence[LabelClass]) -> LabelClass:
    """The class, merged no longer where the one that took its pixels over is not written."""
    into = {c.index for c in kept}
    return known if known.merged_into is None or known.merged_into in into else replace(known, merged_into=None)


def _dropped(classes: ClassSet, wanted: frozenset[int]) -> list[int]:
    unknown = sorted(wanted.difference(c.index for c in classes))
    if unknown:
        raise BadInputError(f"There is no class number {unknown[0]} to export.", "Choose classes of the project.")
    return [c.index for c in classes if c.index not in wanted]
