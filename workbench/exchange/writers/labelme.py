"""labelme: a JSON file beside each picture, with the objects as polygons that can be edited there."""

import json
from collections.abc import Sequence
from typing import Any

from workbench.core.classes import is_background
from workbench.exchange.dataset import FoundDataset
from workbench.exchange.readers import labelme
from workbench.exchange.shapes.bridges import one_ring
from workbench.exchange.shapes.pieces import Piece, objects_of
from workbench.exchange.shapes.rings import rings
from workbench.exchange.source import Source
from workbench.exchange.text_file import read_lines, write_lines
from workbench.exchange.writers.objects import ObjectWriter
from workbench.exchange.writing.writer import DifferenceError, Item, Parcel

LIST = "labels.txt"

VERSION = "5.5.0"
"""Of the layout of the files; later ones of labelme read it too."""


class LabelmeWriter(ObjectWriter[None]):
    """SPLIT/ID.jpg with SPLIT/ID.json, and labels.txt with the names of the classes.

    Larger regions come first, so that small ones lie on top; holes are tied to the outside by bridges. The pictures are
    not repeated inside the JSON.
    """

    home = ""

    def put(self, parcel: Parcel) -> None:
        """Write the picture and its shapes."""
        self.put_picture(parcel)
        pieces = sorted(objects_of(parcel.mask, self.classes), key=lambda piece: -piece.area)
        document: dict[str, Any] = {
            "version": VERSION,
            "flags": {},
            "shapes": [self._shape(piece) for piece in pieces],
            "imagePath": f"{parcel.item.id}.jpg",
            "imageData": None,
            "imageHeight": parcel.item.height,
            "imageWidth": parcel.item.width,
        }
        text = json.dumps(document, ensure_ascii=False)
        self.put_file(self.picture_path(parcel.item).with_suffix(".json"), text.encode())

    def end(self, _items: Sequence[Item], _rows: Sequence[None]) -> None:
        """Write the list that labelme takes by --labels."""
        write_lines(self.folder / LIST, self._names())

    def check(self, items: Sequence[Item]) -> None:
        """Compare the list, classes, images and splits."""
        if read_lines(self.folder / LIST) != self._names():
            raise DifferenceError(f"{LIST} is another list")
        super().check(items)

    def read(self, source: Source) -> FoundDataset:
        """What the importer of labelme reads."""
        return labelme.read(source)

    def _names(self) -> list[str]:
        return [c.name for c in self.classes if is_background(c.name)] + [c.name for c in self.objects]

    def _shape(self, piece: Piece) -> dict[str, Any]:
        return {
            "label": self.classes.name_of(piece.number),
            "points": one_ring(rings(piece.patch)).tolist(),
            "group_id": None,
            "description": "",
            "shape_type": "polygon",
            "flags": {},
            "mask": None,
        }
