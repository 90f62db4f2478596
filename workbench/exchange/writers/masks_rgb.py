"""Coloured masks: a PNG an image in the colours of its classes, and class_dict.csv that tells these."""

import csv
from collections.abc import Sequence

from workbench.exchange.labelmap import VOID_COLOR
from workbench.exchange.readers import masks_rgb
from workbench.exchange.source import Source
from workbench.exchange.writers.by_split import BySplit, split_name
from workbench.exchange.writers.colors import colored, own_colors, palette_of
from workbench.exchange.writing.by_name import ReadByName, refuse_void_names
from workbench.exchange.writing.writer import Item, Parcel
from workbench.pixels.mask_file import encode_colors

TABLE = "class_dict.csv"


class RgbWriter(BySplit[None]):
    """images/SPLIT/ID.jpg, masks/SPLIT/ID.png and class_dict.csv, whose last row is the colour of unlabelled pixels.

    Of classes of one colour, the later ones get colours of VOC, and so does one that has VOC's colour of void.
    """

    loses = "statuses of images, numbers and keys of classes"

    def begin(self) -> None:
        """Give each class a colour of its own."""
        refuse_void_names(self.classes)
        self._colors = own_colors(self.classes)
        self._palette = palette_of(self._colors)

    def put(self, parcel: Parcel) -> None:
        """Write picture and mask."""
        self.put_picture(parcel)
        path = self.folder / "masks" / split_name(parcel.item.split) / f"{parcel.item.id}.png"
        self.put_file(path, encode_colors(colored(parcel.mask, self._palette)))

    def end(self, _items: Sequence[Item], _rows: Sequence[None]) -> None:
        """Write the table of colours."""
        rows = [(self.classes.name_of(number), *color) for number, color in self._colors.items()]
        with open(self.folder / TABLE, "w", encoding="utf-8", newline="") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerows([("name", "r", "g", "b"), *rows, ("void", *VOID_COLOR)])

    def check(self, items: Sequence[Item]) -> None:
        """Compare classes, images and splits with what the importer reads."""
        self._back = ReadByName(masks_rgb.read(Source(self.folder)), self.classes, items)

    def differing(self, parcel: Parcel) -> int:
        """Compare the picture and every pixel of the mask."""
        self.check_picture(parcel)
        self._back.check(parcel)
        return 0
