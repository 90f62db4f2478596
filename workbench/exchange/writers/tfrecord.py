"""TFRecord: the shards that DeepLab's own TensorFlow scripts train from."""

import io
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from workbench.core.records import Split
from workbench.exchange.labelmap import class_name_lines
from workbench.exchange.text_file import read_lines, write_lines
from workbench.exchange.tfrecord.example import Value, decode, encode
from workbench.exchange.tfrecord.records import read_record, record_places, write_record
from workbench.exchange.writers.by_split import split_name
from workbench.exchange.writing.writer import DifferenceError, Item, Parcel, Writer
from workbench.pixels.mask_file import encode_grey

SHARDS = 4
NAMES = "class_names.txt"
_WAITING = "waiting"


class TfrecordWriter(Writer[None]):
    """SPLIT-00000-of-00004.tfrecord ...: pictures as JPEG, masks as grey PNG of class numbers, 255 unlabelled.

    Line n of class_names.txt (from 0) is the name of number n. Source: tensorflow/models, research/deeplab/datasets,
    build_data.py and build_voc2012_data.py: keys, types, and a quarter of the images a shard.
    """

    loses = "statuses of images, keys and colours of classes"

    def begin(self) -> None:
        """List the names, and make room for the records: which shard each belongs to is known when all are there."""
        self._names = class_name_lines(self.classes)
        (self.folder / _WAITING).mkdir()

    def put(self, parcel: Parcel) -> None:
        """Write the record of one image."""
        with open(self._waiting(parcel.item), "wb") as file:
            write_record(file, encode(_values(parcel)))

    def end(self, items: Sequence[Item], _rows: Sequence[None]) -> None:
        """Join the records to shards, and write the names of the classes."""
        for name, mine in _shards(items):
            with open(self.folder / name, "wb") as shard:
                for item in mine:
                    with open(self._waiting(item), "rb") as file:
                        shutil.copyfileobj(file, shard)
                    self._waiting(item).unlink()
        (self.folder / _WAITING).rmdir()
        write_lines(self.folder / NAMES, self._names)

    def check(self, items: Sequence[Item]) -> None:
        """Compare the names, and find the record of each image."""
        if read_lines(self.folder / NAMES) != self._names:
            raise DifferenceError("its classes are others")
        self._places: dict[str, tuple[Path, int]] = {}
        for name, mine in _shards(items):
            path = self.folder / name
            places = list(record_places(path))
            if len(places) != len(mine):
                raise DifferenceError(f"{name} holds {len(places)} images, not {len(mine)}")
            self._places |= {item.id: (path, place) for item, place in zip(mine, places, strict=True)}

    def differing(self, parcel: Parcel) -> int:
        """Compare the checksums, every value, and every pixel of the mask."""
        values = decode(read_record(*self._places[parcel.item.id]))
        wanted = _values(parcel)
        mask = values.pop("image/segmentation/class/encoded", b"")
        wanted.pop("image/segmentation/class/encoded")
        if values != wanted:
            raise DifferenceError(f"the record of {parcel.item.name} is another")
        with Image.open(io.BytesIO(mask if isinstance(mask, bytes) else b"")) as found:
            if found.mode != "L" or not np.array_equal(np.asarray(found), parcel.mask):
                raise DifferenceError(f"the mask of {parcel.item.name} is another")
        return 0

    def _waiting(self, item: Item) -> Path:
        return self.folder / _WAITING / item.id


def _values(parcel: Parcel) -> dict[str, Value]:
    return {
        "image/encoded": parcel.picture.jpeg,
        "image/filename": parcel.item.id.encode(),
        "image/format": b"jpeg",
        "image/height": parcel.item.height,
        "image/width": parcel.item.width,
        "image/channels": 3,
        "image/segmentation/class/encoded": encode_grey(parcel.mask),
        "image/segmentation/class/format": b"png",
    }


def _shards(items: Sequence[Item]) -> Iterator[tuple[str, list[Item]]]:
    """The name of each shard and what is in it; the last ones may be smaller, or empty."""
    for split in Split:
        mine = [item for item in items if item.split is split]
        each = -(-len(mine) // SHARDS)
        for shard in range(SHARDS if mine else 0):
            yield f"{split_name(split)}-{shard:05}-of-{SHARDS:05}.tfrecord", mine[shard * each : (shard + 1) * each]
