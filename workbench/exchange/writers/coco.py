"""COCO instances: a JSON of each split, its objects as run lengths or as polygons."""

import json
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from workbench.exchange.dataset import FoundDataset
from workbench.exchange.readers import coco
from workbench.exchange.shapes import run_lengths
from workbench.exchange.shapes.bridges import one_ring
from workbench.exchange.shapes.pieces import Piece, objects_of
from workbench.exchange.shapes.rings import rings
from workbench.exchange.source import Source
from workbench.exchange.text_file import write_lines
from workbench.exchange.writers.by_split import split_name
from workbench.exchange.writers.objects import ObjectWriter
from workbench.exchange.writing.writer import Item, Parcel

FOLDER = "annotations"
_WAITING = "waiting"


class CocoWriter(ObjectWriter[None]):
    """images/SPLIT/ID.jpg and annotations/instances_SPLIT.json.

    Categories are all classes but the background, numbered from 1 in the order of their numbers. Source: cocoapi, data
    format.
    """

    def begin(self) -> None:
        """Number the categories, and make room for the objects: their numbers are known when all images are there."""
        super().begin()
        (self.folder / _WAITING).mkdir()
        self._category = {c.index: number for number, c in enumerate(self.objects, start=1)}

    def put(self, parcel: Parcel) -> None:
        """Write the picture, and a line of JSON for each object: all but the numbers of image and object."""
        self.put_picture(parcel)
        objects = (self._object(piece, parcel.item) for piece in objects_of(parcel.mask, self.classes))
        write_lines(self._waiting(parcel.item), map(json.dumps, objects))

    def end(self, items: Sequence[Item], _rows: Sequence[None]) -> None:
        """Write the JSON of each split."""
        (self.folder / FOLDER).mkdir()
        for split in sorted({item.split for item in items}):
            self._write(f"instances_{split_name(split)}.json", [item for item in items if item.split is split])
        (self.folder / _WAITING).rmdir()

    def read(self, source: Source) -> FoundDataset:
        """What the importer of COCO reads."""
        return coco.read(source)

    @abstractmethod
    def shape(self, piece: Piece, item: Item, /) -> Any:
        """The value of "segmentation"."""

    def _object(self, piece: Piece, item: Item) -> dict[str, Any]:
        height, width = piece.patch.inside.shape
        return {
            "category_id": self._category[piece.number],
            "segmentation": self.shape(piece, item),
            "area": piece.area,
            "bbox": [piece.patch.left, piece.patch.top, width, height],
            "iscrowd": 0,
        }

    def _write(self, name: str, items: Sequence[Item]) -> None:
        """Line by line: the objects of many thousand images never lie in memory."""
        images = (
            json.dumps({"id": n, "file_name": f"{item.id}.jpg", "width": item.width, "height": item.height})
            for n, item in enumerate(items, start=1)
        )
        objects = ((n, text) for n, item in enumerate(items, start=1) for text in self._taken(item))
        numbered = (f'{{"id": {k}, "image_id": {n}, {text[1:]}' for k, (n, text) in enumerate(objects, start=1))
        names = (
            json.dumps({"id": self._category[c.index], "name": c.name, "supercategory": ""}, ensure_ascii=False)
            for c in self.objects
        )
        with open(self.folder / FOLDER / name, "w", encoding="utf-8", newline="\n") as file:
            file.write('{\n"images": [')
            file.writelines(_list(images))
            file.write('],\n"annotations": [')
            file.writelines(_list(numbered))
            file.write('],\n"categories": [')
            file.writelines(_list(names))
            file.write("]\n}\n")

    def _waiting(self, item: Item) -> Path:
        return self.folder / _WAITING / item.id

    def _taken(self, item: Item) -> Iterator[str]:
        """The lines of an image's objects, which are gone then."""
        with open(self._waiting(item), encoding="utf-8") as lines:
            yield from (line.rstrip("\n") for line in lines)
        self._waiting(item).unlink()


class CocoRuns(CocoWriter):
    """Objects as compressed run lengths: every pixel as it is."""

    def shape(self, piece: Piece, item: Item, /) -> dict[str, Any]:
        """The runs of an object."""
        counts = run_lengths.encode(piece.patch, item.height, item.width)
        return {"size": [item.height, item.width], "counts": run_lengths.text_of_counts(counts)}


class CocoPolygons(CocoWriter):
    """Objects as one polygon each; COCO knows no holes, so they are tied to the outside by bridges."""

    def shape(self, piece: Piece, _item: Item, /) -> list[list[float]]:
        """The outline of an object."""
        return [one_ring(rings(piece.patch)).ravel().tolist()]


def _list(lines: Iterable[str]) -> Iterable[str]:
    """The lines of a JSON list, as they are written between its brackets."""
    for number, line in enumerate(lines):
        yield f"{',' if number else ''}\n{line}"
