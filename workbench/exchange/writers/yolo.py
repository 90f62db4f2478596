"""YOLO segmentation: data.yaml, and a text file an image with one polygon a line, in fractions of its size."""

from collections.abc import Sequence

import yaml

from workbench.core.records import Split
from workbench.exchange.dataset import FoundDataset
from workbench.exchange.readers import yolo
from workbench.exchange.shapes.bridges import one_ring
from workbench.exchange.shapes.pieces import Piece, objects_of
from workbench.exchange.shapes.rings import rings
from workbench.exchange.source import Source
from workbench.exchange.writers.by_split import split_name
from workbench.exchange.writers.objects import ObjectWriter
from workbench.exchange.writing.writer import Item, Parcel

TABLE = "data.yaml"


class YoloWriter(ObjectWriter[None]):
    """images/SPLIT/ID.jpg and labels/SPLIT/ID.txt; images of no split are in no list of data.yaml.

    Names are all classes but the background, numbered from 0 in the order of their numbers; holes are tied to the
    outside by bridges. Points are corners of pixels, because readers round them. Source: Ultralytics, segmentation
    datasets.
    """

    def begin(self) -> None:
        """Number the names, and make the folders that data.yaml names in any case."""
        super().begin()
        self._line_number = {c.index: number for number, c in enumerate(self.objects)}
        for split in (Split.TRAIN, Split.VAL):
            for name in (self.home, "labels"):
                (self.folder / name / split.value).mkdir(parents=True)

    def put(self, parcel: Parcel) -> None:
        """Write the picture and its lines; an image without objects has an empty file."""
        self.put_picture(parcel)
        lines = "".join(self._line(piece, parcel.item) for piece in objects_of(parcel.mask, self.classes))
        path = self.folder / "labels" / split_name(parcel.item.split) / f"{parcel.item.id}.txt"
        self.put_file(path, lines.encode())

    def end(self, items: Sequence[Item], _rows: Sequence[None]) -> None:
        """Write data.yaml. It tells no path: its own folder is meant then."""
        splits = {Split.TRAIN, Split.VAL} | {item.split for item in items if item.split}
        table = {split.value: f"{self.home}/{split.value}" for split in Split if split in splits}
        names = {number: c.name for number, c in enumerate(self.objects)}
        text = yaml.safe_dump(table | {"names": names}, allow_unicode=True, sort_keys=False)
        (self.folder / TABLE).write_text(text, encoding="utf-8", newline="\n")

    def read(self, source: Source) -> FoundDataset:
        """What the importer of YOLO reads."""
        return yolo.read(source)

    def _line(self, piece: Piece, item: Item) -> str:
        points = one_ring(rings(piece.patch, corners=True)) / (item.width, item.height)
        numbers = " ".join(f"{value:.10g}" for value in points.ravel().tolist())
        return f"{self._line_number[piece.number]} {numbers}\n"
