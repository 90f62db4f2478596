"""Cityscapes' folders: pictures as PNG, and masks of label numbers, of numbers for training, and of colours."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from workbench.core.classes import ClassSet
from workbench.core.errors import BadInputError
from workbench.core.mask import UNLABELLED
from workbench.exchange.readers import cityscapes
from workbench.exchange.readers.cityscapes_classes import CLASSES, VOID
from workbench.exchange.source import Source
from workbench.exchange.writers.by_split import split_name
from workbench.exchange.writers.colors import colored, own_colors, palette_of
from workbench.exchange.writing.by_name import ReadByName, refuse_void_names
from workbench.exchange.writing.writer import DifferenceError, Item, Parcel, Writer
from workbench.pixels.image_file import read_rgb
from workbench.pixels.mask_file import encode_colors, encode_grey, read_colors, read_indexed

CITY = "images"
"""The folder in place of the names of cities."""

_PHOTOGRAPH = (
    *(cv2.IMWRITE_PNG_COMPRESSION, 1),
    *(cv2.IMWRITE_PNG_FILTER, cv2.IMWRITE_PNG_FILTER_SUB),
    *(cv2.IMWRITE_PNG_STRATEGY, cv2.IMWRITE_PNG_STRATEGY_HUFFMAN_ONLY),
)
"""How OpenCV packs pictures: grain repeats nothing, so nothing is searched for. A third of the time, and no larger."""


@dataclass(frozen=True, slots=True)
class Label:
    """The numbers of a class in masks of labels and in those for training (255 where it is not trained)."""

    number: int
    trained: int


class CityscapesWriter(Writer[None]):
    """leftImg8bit/SPLIT/images/ID_leftImg8bit.png and gtFine/SPLIT/images/ID_gtFine_{labelIds,labelTrainIds,color}.png.

    A class that is called like one of Cityscapes has its published numbers, every other one the next free numbers;
    unlabelled pixels are 0, for training 255. cityscapes_labels.csv tells them all. Source: cityscapesScripts.
    """

    loses = "statuses of images, numbers and keys of classes"

    def begin(self) -> None:
        """Number the classes."""
        refuse_void_names(self.classes)
        self._labels = labels_of(self.classes)
        self._colors = own_colors(self.classes)
        self._palette = palette_of(self._colors, unlabelled=(0, 0, 0))
        self._numbers, self._trained = np.zeros(256, dtype=np.uint8), np.full(256, UNLABELLED, dtype=np.uint8)
        for index, label in self._labels.items():
            self._numbers[index], self._trained[index] = label.number, label.trained

    def put(self, parcel: Parcel) -> None:
        """Write the picture and its three masks."""
        picture = self._path("leftImg8bit", parcel.item, cityscapes.PICTURE)
        for path in (picture, self._mask(parcel.item, "color")):
            path.parent.mkdir(parents=True, exist_ok=True)
        pixels = cv2.cvtColor(parcel.picture.pixels, cv2.COLOR_RGB2BGR)
        _, encoded = cv2.imencode(".png", pixels, _PHOTOGRAPH)
        picture.write_bytes(np.asarray(encoded).tobytes())
        for name, table in (("labelIds", self._numbers), ("labelTrainIds", self._trained)):
            self._mask(parcel.item, name).write_bytes(encode_grey(np.asarray(cv2.LUT(parcel.mask, table), np.uint8)))
        self._mask(parcel.item, "color").write_bytes(encode_colors(colored(parcel.mask, self._palette)))

    def end(self, _items: Sequence[Item], _rows: Sequence[None]) -> None:
        """Write the table of the classes."""
        rows = [
            (self.classes.name_of(index), label.number, label.trained, *self._colors[index])
            for index, label in self._labels.items()
        ]
        with open(self.folder / cityscapes.TABLE, "w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([("name", "id", "trainId", "r", "g", "b"), *rows])

    def check(self, items: Sequence[Item]) -> None:
        """Compare classes, images and splits with what the importer reads."""
        found = cityscapes.read(Source(self.folder))
        images = (replace(image, name=image.name.replace(cityscapes.PICTURE, "")) for image in found.images)
        self._back = ReadByName(replace(found, images=tuple(images)), self.classes, items)

    def differing(self, parcel: Parcel) -> int:
        """Compare every pixel of the picture and of the three masks."""
        item = parcel.item
        if not np.array_equal(read_rgb(self._back.images[item.id].path), parcel.picture.pixels):
            raise DifferenceError(f"the picture of {item.name} is another")
        self._back.check(parcel)
        trained = read_indexed(self._mask(item, "labelTrainIds"))
        if not np.array_equal(trained, cv2.LUT(parcel.mask, self._trained)):
            raise DifferenceError(f"the numbers for training of {item.name} are others")
        if not np.array_equal(read_colors(self._mask(item, "color")), colored(parcel.mask, self._palette)):
            raise DifferenceError(f"the colours of {item.name} are others")
        return 0

    def _mask(self, item: Item, kind: str) -> Path:
        return self._path("gtFine", item, f"_gtFine_{kind}")

    def _path(self, home: str, item: Item, ending: str) -> Path:
        return self.folder / home / split_name(item.split) / CITY / f"{item.id}{ending}.png"


def labels_of(classes: ClassSet) -> dict[int, Label]:
    """The label of each class number."""
    published = {name: Label(number, trained) for number, (name, trained, _) in enumerate(CLASSES, start=len(VOID))}
    free = Label(len(VOID) + len(CLASSES), 1 + max(trained for _, trained, _ in CLASSES if trained != UNLABELLED))
    labels = {}
    for c in sorted(classes, key=lambda c: c.index):
        labels[c.index] = published.get(c.name.casefold(), free)
        if labels[c.index] is free:
            free = Label(free.number + 1, free.trained + 1)
    if free.number > UNLABELLED:
        raise BadInputError(
            f"Cityscapes' masks have no numbers for {len(classes)} classes.", "Leave classes out, or choose VOC."
        )
    return labels
