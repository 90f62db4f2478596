"""What a format that is written must be able to do, and what it is given."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

from workbench.core.arrays import U8
from workbench.core.classes import ClassSet
from workbench.core.errors import WorkbenchError
from workbench.core.records import Split
from workbench.exchange.writing.picture import Picture


class DifferenceError(WorkbenchError):
    """What was read back is not what was to be written."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"The export is not what was to be written: {what}. Nothing was left of it.",
            "Check the disk, then export again.",
        )


@dataclass(frozen=True, slots=True)
class Item:
    """One image of an export, as lists and tables need it.

    Attributes:
        id: the name of its files, without an ending; of the letters [A-Za-z0-9._-], no other item's in any case.
        name: its file name in the project.
        split: which list names it.
        height: in pixels.
        width: in pixels.
    """

    id: str
    name: str
    split: Split
    height: int
    width: int


@dataclass(frozen=True, slots=True, eq=False)
class Parcel:
    """One image on its way out.

    Attributes:
        item: what it is called.
        mask: uint8 (H, W), C order: numbers of classes, 255 unlabelled. Nobody changes it.
        picture: of the mask's size.
    """

    item: Item
    mask: U8
    picture: Picture


Row = TypeVar("Row")


class Writer(ABC, Generic[Row]):
    """One export in one format; `frame.write` makes the folder, calls the methods in this order, and keeps the threads.

    A new format is such a class in `exchange/writers` and a row in the registry. It knows nothing of what was chosen
    (classes, tiles, borders ...), of progress, of the manifest, or of what happens when it fails.

    Attributes:
        rule: in words, what the proof lets pass.
        loses: in words, what of classes and masks the format cannot hold.
        folder: where to write to; another name is given to it later, so no file may tell it.
        classes: with the numbers that masks hold.
        extras: what is wished beyond the format's usual files.
    """

    rule: ClassVar[str] = "every pixel is equal"
    loses: ClassVar[str] = "statuses of images"

    def __init__(self, folder: Path, classes: ClassSet, extras: frozenset[str]) -> None:
        self.folder = folder
        self.classes = classes
        self.extras = extras

    @abstractmethod
    def begin(self) -> None:
        """Make the folders inside the folder; refuse what the format cannot hold."""

    @abstractmethod
    def put(self, parcel: Parcel) -> Row:
        """Write the files of one image and give what `end` needs of it; called in several threads at once."""

    @abstractmethod
    def end(self, items: Sequence[Item], rows: Sequence[Row]) -> None:
        """Write the files about all images; item and row of an image stand at the same place, in the images' order."""

    @abstractmethod
    def check(self, items: Sequence[Item]) -> None:
        """Begin the proof: read back all but the images. DifferenceError when anything is not as it was to be."""

    @abstractmethod
    def differing(self, parcel: Parcel) -> int:
        """Read one image back and count the pixels of its mask that came back as another; called in several threads.

        DifferenceError when the picture is another, or when more pixels differ than `rule` lets pass.
        """
