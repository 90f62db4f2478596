"""Formats of objects: each connected region of a class is one; background is where none is, and so is unlabelled."""

from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from workbench.core.arrays import U8
from workbench.core.classes import ClassSet, is_background
from workbench.core.mask import UNLABELLED
from workbench.exchange.dataset import FoundDataset
from workbench.exchange.source import Source
from workbench.exchange.writers.by_split import BySplit
from workbench.exchange.writing.by_name import ReadByName, refuse_void_names
from workbench.exchange.writing.writer import DifferenceError, Item, Parcel, Row


class ObjectWriter(BySplit[Row]):
    """What these formats share: which classes are objects, and the proof.

    An image without objects comes back unlabelled, for nobody can tell whether its emptiness was meant.

    Attributes:
        objects: the classes that are objects: all but the background, by number.
    """

    rule = "what is no object comes back as background, or unlabelled where an image has no object; all else is equal"
    loses = (
        "statuses of images, which pixels beside objects are background and which are unlabelled, "
        "numbers, colours and keys of classes"
    )

    def __init__(self, folder: Path, classes: ClassSet, extras: frozenset[str]) -> None:
        super().__init__(folder, classes, extras)
        self.objects = tuple(sorted((c for c in classes if not is_background(c.name)), key=lambda c: c.index))
        backgrounds = [c.index for c in classes if is_background(c.name)]
        self._rest = backgrounds[0] if backgrounds else UNLABELLED
        self._no_object = frozenset({*backgrounds, UNLABELLED})

    def begin(self) -> None:
        """Refuse names of classes that mean something else to readers."""
        refuse_void_names(self.classes)

    def check(self, items: Sequence[Item]) -> None:
        """Compare classes, images and splits with what the importer reads."""
        self._back = ReadByName(self.read(Source(self.folder)), self.classes, items, self._rest)

    def differing(self, parcel: Parcel) -> int:
        """Compare picture and mask."""
        self.check_picture(parcel)
        back = self._back.mask(parcel.item)
        if not np.array_equal(back, self._wanted(parcel.mask)):
            raise DifferenceError(f"the mask of {parcel.item.name} is another")
        return int(np.count_nonzero(back != parcel.mask))

    @abstractmethod
    def read(self, source: Source) -> FoundDataset:
        """What the importer reads."""

    def _wanted(self, mask: U8) -> U8:
        table = np.arange(256, dtype=np.uint8)
        table[list(self._no_object)] = self._rest
        wanted = np.asarray(cv2.LUT(mask, table), dtype=np.uint8)
        return wanted if (wanted != self._rest).any() else np.full_like(mask, UNLABELLED)
