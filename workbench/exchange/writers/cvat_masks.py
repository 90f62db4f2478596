"""CVAT's "Segmentation mask 1.1": coloured masks of classes and of objects in VOC's folders, and labelmap.txt."""

from collections.abc import Sequence

import numpy as np

from workbench.core.arrays import U8
from workbench.core.classes import voc_palette
from workbench.core.records import Split
from workbench.exchange.labelmap import labelmap_lines
from workbench.exchange.shapes.pieces import numbered, objects_of
from workbench.exchange.source import Source
from workbench.exchange.text_file import read_lines, write_lines
from workbench.exchange.voc_layout import LISTS, MASKS, PICTURES
from workbench.exchange.voc_read import read_voc
from workbench.exchange.writers.colors import colored
from workbench.exchange.writers.voc_objects import MOST_OBJECTS
from workbench.exchange.writing.by_name import ReadByName, refuse_void_names
from workbench.exchange.writing.writer import DifferenceError, Item, Parcel, Writer
from workbench.pixels.mask_file import encode_colors, read_colors

OBJECTS = "SegmentationObject"


class CvatMasksWriter(Writer[None]):
    """VOC's folders with masks in VOC's colours of the class numbers; objects are connected regions of a class.

    Images of no split are in default.txt. An image of more objects than VOC has colours, 254, has no mask of them.
    Source: CVAT, format "Segmentation mask"; Datumaro, VOC.
    """

    loses = "statuses of images, keys and colours of classes"

    def begin(self) -> None:
        """List the classes and make the folders."""
        refuse_void_names(self.classes)
        self._labelmap = labelmap_lines(self.classes)
        self._palette = voc_palette()
        for name in (PICTURES, MASKS[0], OBJECTS, LISTS[0]):
            (self.folder / name).mkdir(parents=True)

    def put(self, parcel: Parcel) -> None:
        """Write the picture and both masks."""
        (self.folder / PICTURES / f"{parcel.item.id}.jpg").write_bytes(parcel.picture.jpeg)
        name = f"{parcel.item.id}.png"
        (self.folder / MASKS[0] / name).write_bytes(encode_colors(colored(parcel.mask, self._palette)))
        objects = self._objects(parcel.mask)
        if objects is not None:
            (self.folder / OBJECTS / name).write_bytes(encode_colors(colored(objects, self._palette)))

    def end(self, items: Sequence[Item], _rows: Sequence[None]) -> None:
        """Write the lists and the classes."""
        for name, listed in _lists(items).items():
            write_lines(self.folder / LISTS[0] / name, listed)
        write_lines(self.folder / "labelmap.txt", self._labelmap)

    def check(self, items: Sequence[Item]) -> None:
        """Compare classes, lists, images and splits with what the importer reads."""
        self._back = ReadByName(read_voc(Source(self.folder)), self.classes, items)
        for name, listed in _lists(items).items():
            if read_lines(self.folder / LISTS[0] / name) != listed:
                raise DifferenceError(f"{name} is another list")

    def differing(self, parcel: Parcel) -> int:
        """Compare the picture and every pixel of both masks."""
        if not parcel.picture.is_jpeg_at(self._back.images[parcel.item.id].path):
            raise DifferenceError(f"the picture of {parcel.item.name} is another")
        self._back.check(parcel)
        objects = self._objects(parcel.mask)
        path = self.folder / OBJECTS / f"{parcel.item.id}.png"
        if objects is not None and not np.array_equal(read_colors(path), colored(objects, self._palette)):
            raise DifferenceError(f"the objects of {parcel.item.name} are others")
        return 0

    def _objects(self, mask: U8) -> U8 | None:
        pieces = objects_of(mask, self.classes)
        return numbered(mask, pieces) if len(pieces) <= MOST_OBJECTS else None


def _lists(items: Sequence[Item]) -> dict[str, list[str]]:
    """The ids of each list, by file name."""
    lists: dict[str, list[str]] = {}
    for item in items:
        name = item.split.value if item.split is not Split.NONE else "default"
        lists.setdefault(f"{name}.txt", []).append(item.id)
    return lists
