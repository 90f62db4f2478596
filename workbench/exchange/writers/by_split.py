"""Formats with the pictures of each split in a folder of its own."""

from pathlib import Path
from typing import ClassVar

from workbench.core.records import Split
from workbench.exchange.source import UNSPLIT
from workbench.exchange.writing.writer import DifferenceError, Item, Parcel, Row, Writer


def split_name(split: Split) -> str:
    """The word for a split in names of files and folders."""
    return split.value or UNSPLIT


class BySplit(Writer[Row]):
    """Pictures are HOME/SPLIT/ID.jpg.

    Attributes:
        home: the folder of pictures; "" for the folder of the export.
    """

    home: ClassVar[str] = "images"

    def begin(self) -> None:
        """Nothing: folders are made with their first file."""

    def picture_path(self, item: Item) -> Path:
        """Where the picture of an item lies."""
        return self.folder / self.home / split_name(item.split) / f"{item.id}.jpg"

    def put_picture(self, parcel: Parcel) -> None:
        """Write the picture as a JPEG file that every reader sees alike."""
        self.put_file(self.picture_path(parcel.item), parcel.picture.jpeg)

    def put_file(self, path: Path, data: bytes) -> None:
        """Write a file, and its folder if it is the first in it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def check_picture(self, parcel: Parcel) -> None:
        """DifferenceError unless every byte of the picture is there."""
        if not parcel.picture.is_jpeg_at(self.picture_path(parcel.item)):
            raise DifferenceError(f"the picture of {parcel.item.name} is another")
