"""Write PASCAL VOC folders that every reader takes: pictures, indexed masks, lists, and tables of the classes."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from workbench.core.classes import ClassSet
from workbench.core.records import Split
from workbench.exchange.classes_file import CLASSES_FILE, classes_to_text
from workbench.exchange.dataset import FoundImage
from workbench.exchange.labelmap import class_name_lines, labelmap_lines
from workbench.exchange.source import Source
from workbench.exchange.text_file import read_lines, write_lines
from workbench.exchange.voc_layout import LISTS, MASKS, PICTURES
from workbench.exchange.voc_read import read_voc
from workbench.exchange.writers.voc_objects import annotation_xml, find_objects
from workbench.exchange.writing.output_format import Extra
from workbench.exchange.writing.read_back import images_by_id
from workbench.exchange.writing.writer import DifferenceError, Item, Parcel, Writer
from workbench.pixels.decoder import read_bytes
from workbench.pixels.mask_file import encode_grey, encode_indexed, read_indexed

CLASS_MASKS, RAW, OBJECTS, BOXES = MASKS[0], "SegmentationClassRaw", "SegmentationObject", "Annotations"

EXTRAS = (
    Extra("raw", f"{RAW}: the same masks in grey"),
    Extra("objects", f"{OBJECTS} and {BOXES}: every connected region with its box"),
    Extra("devkit", "All inside VOCdevkit/VOC2012, where torchvision looks for it"),
)


class VocWriter(Writer[None]):
    """A mask's value is the class number and has VOC's colour of that number; 255 is void.

    Images of split NONE are written but in no list. Source: VOC development kit; what readers demand beyond it is in
    the tests.
    """

    def __init__(self, folder: Path, classes: ClassSet, extras: frozenset[str]) -> None:
        super().__init__(folder, classes, extras)
        self._root = folder / "VOCdevkit" / "VOC2012" if "devkit" in extras else folder
        self._found: dict[str, FoundImage] = {}

    def begin(self) -> None:
        """List the classes and make VOC's folders."""
        self._tables = {
            "labelmap.txt": labelmap_lines(self.classes),
            "class_names.txt": class_name_lines(self.classes),
        }
        raw = [RAW] if "raw" in self.extras else []
        objects = [OBJECTS, BOXES] if "objects" in self.extras else []
        for name in (PICTURES, CLASS_MASKS, *raw, *objects, *LISTS):
            (self._root / name).mkdir(parents=True)

    def put(self, parcel: Parcel) -> None:
        """Write picture and mask."""
        self._at(PICTURES, parcel, "jpg").write_bytes(parcel.picture.jpeg)
        self._at(CLASS_MASKS, parcel).write_bytes(encode_indexed(parcel.mask))
        if "raw" in self.extras:
            self._at(RAW, parcel).write_bytes(encode_grey(parcel.mask))
        if "objects" in self.extras:
            plane, objects = find_objects(parcel.item, parcel.mask, self.classes)
            self._at(OBJECTS, parcel).write_bytes(encode_indexed(plane))
            xml = annotation_xml(parcel.item, objects, self.classes)
            self._at(BOXES, parcel, "xml").write_bytes(xml.encode())

    def end(self, items: Sequence[Item], _rows: Sequence[None]) -> None:
        """Write the lists and the classes."""
        for name, lines in self._texts(items):
            write_lines(self._root / name, lines)
        (self._root / CLASSES_FILE).write_text(classes_to_text(self.classes), encoding="utf-8", newline="\n")

    def check(self, items: Sequence[Item]) -> None:
        """Compare classes, pictures' names, lists and tables."""
        self._found = images_by_id(read_voc(Source(self.folder)), self.classes, items)
        for name, lines in self._texts(items):
            if read_lines(self._root / name) != lines:
                raise DifferenceError(f"{name} is another list")

    def differing(self, parcel: Parcel) -> int:
        """Compare every pixel of the masks, and every byte of the rest."""
        found = self._found[parcel.item.id]
        if found.mask is None or not np.array_equal(read_indexed(found.mask), parcel.mask):
            raise DifferenceError(f"the mask of {parcel.item.name} is another")
        if not parcel.picture.is_jpeg_at(found.path):
            raise DifferenceError(f"the picture of {parcel.item.name} is another")
        if "raw" in self.extras and not np.array_equal(read_indexed(self._at(RAW, parcel)), parcel.mask):
            raise DifferenceError(f"the grey mask of {parcel.item.name} is another")
        if "objects" in self.extras:
            plane, objects = find_objects(parcel.item, parcel.mask, self.classes)
            if not np.array_equal(read_indexed(self._at(OBJECTS, parcel)), plane):
                raise DifferenceError(f"the objects of {parcel.item.name} are others")
            xml = annotation_xml(parcel.item, objects, self.classes)
            if read_bytes(self._at(BOXES, parcel, "xml")) != xml.encode():
                raise DifferenceError(f"the boxes of {parcel.item.name} are others")
        return 0

    def _texts(self, items: Sequence[Item]) -> Iterator[tuple[str, list[str]]]:
        """Names and lines of the lists and the tables of classes."""
        for split, listed in split_lists(items).items():
            yield from ((f"{home}/{split}.txt", listed) for home in LISTS)
        yield from self._tables.items()

    def _at(self, folder: str, parcel: Parcel, ending: str = "png") -> Path:
        return self._root / folder / f"{parcel.item.id}.{ending}"


def split_lists(items: Sequence[Item]) -> dict[str, list[str]]:
    """The ids of each list: train, val, trainval (train, then val), and test when there are any."""
    by_split = {
        split: [item.id for item in items if item.split is split] for split in (Split.TRAIN, Split.VAL, Split.TEST)
    }
    lists = {"train": by_split[Split.TRAIN], "val": by_split[Split.VAL]}
    lists["trainval"] = lists["train"] + lists["val"]
    return lists | ({"test": by_split[Split.TEST]} if by_split[Split.TEST] else {})
