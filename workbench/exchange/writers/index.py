"""The format "index": one grey PNG an image whose values are class numbers, and classes.txt with their names."""

from collections.abc import Sequence

import numpy as np

from workbench.exchange.labelmap import class_name_lines
from workbench.exchange.text_file import read_lines, write_lines
from workbench.exchange.writing.writer import DifferenceError, Item, Parcel, Writer
from workbench.pixels.mask_file import encode_grey, read_indexed

LIST = "classes.txt"


class IndexWriter(Writer[None]):
    """Each mask is ID.png, 8 bits of grey: the class number, 255 for unlabelled; pictures are not copied.

    Line n of classes.txt (from 0) is the name of number n; numbers without a class have a name of their own.
    """

    loses = "pictures, splits and statuses of images, keys and colours of classes"

    def begin(self) -> None:
        """List the names of the classes."""
        self._names = class_name_lines(self.classes)

    def put(self, parcel: Parcel) -> None:
        """Write the mask."""
        (self.folder / f"{parcel.item.id}.png").write_bytes(encode_grey(parcel.mask))

    def end(self, _items: Sequence[Item], _rows: Sequence[None]) -> None:
        """Write the names of the classes."""
        write_lines(self.folder / LIST, self._names)

    def check(self, _items: Sequence[Item]) -> None:
        """Compare the names of the classes."""
        if read_lines(self.folder / LIST) != self._names:
            raise DifferenceError("its classes are others")

    def differing(self, parcel: Parcel) -> int:
        """Compare every pixel."""
        if not np.array_equal(read_indexed(self.folder / f"{parcel.item.id}.png"), parcel.mask):
            raise DifferenceError(f"{parcel.item.id}.png is another mask")
        return 0
