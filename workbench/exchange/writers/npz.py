"""NumPy files: the picture and the mask of an image as arrays, not packed, and classes.json."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from workbench.exchange.classes_file import CLASSES_FILE, classes_to_text, read_classes_file
from workbench.exchange.writers.by_split import split_name
from workbench.exchange.writing.writer import DifferenceError, Item, Parcel, Writer


class NpzWriter(Writer[None]):
    """SPLIT/ID.npz with `image`, uint8 (H, W, 3), RGB, and `mask`, uint8 (H, W): class numbers, 255 unlabelled."""

    def begin(self) -> None:
        """Nothing: folders are made with their first file."""

    def put(self, parcel: Parcel) -> None:
        """Write the arrays."""
        path = self._path(parcel.item)
        path.parent.mkdir(exist_ok=True)
        np.savez(path, image=parcel.picture.pixels, mask=parcel.mask)

    def end(self, _items: Sequence[Item], _rows: Sequence[None]) -> None:
        """Write the classes."""
        (self.folder / CLASSES_FILE).write_text(classes_to_text(self.classes), encoding="utf-8", newline="\n")

    def check(self, items: Sequence[Item]) -> None:
        """Compare classes and names."""
        if read_classes_file(self.folder / CLASSES_FILE) != self.classes:
            raise DifferenceError("its classes are others")
        if set(self.folder.rglob("*.npz")) != {self._path(item) for item in items}:
            raise DifferenceError("its files are others")

    def differing(self, parcel: Parcel) -> int:
        """Compare every pixel of picture and mask."""
        with np.load(self._path(parcel.item), allow_pickle=False) as found:
            if not np.array_equal(found["image"], parcel.picture.pixels):
                raise DifferenceError(f"the picture of {parcel.item.name} is another")
            if not np.array_equal(found["mask"], parcel.mask):
                raise DifferenceError(f"the mask of {parcel.item.name} is another")
        return 0

    def _path(self, item: Item) -> Path:
        return self.folder / split_name(item.split) / f"{item.id}.npz"
