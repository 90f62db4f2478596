"""Write PASCAL VOC folders that every reader takes: pictures, indexed masks, lists, and tables of the classes."""

from collections.abc import Sequence

from workbench.core.records import Split
from workbench.exchange.classes_file import CLASSES_FILE, classes_to_text
from workbench.exchange.dataset import FoundImage
from workbench.exchange.labelmap import class_name_lines, labelmap_lines
from workbench.exchange.source import Source
from workbench.exchange.text_file import read_lines, write_lines
from workbench.exchange.voc_layout import LISTS, MASKS, PICTURES
from workbench.exchange.voc_read import read_voc
from workbench.exchange.writing.read_back import check_mask, images_by_id
from workbench.exchange.writing.writer import DifferenceError, Item, Parcel, Writer
from workbench.pixels.mask_file import encode_indexed


class VocWriter(Writer[None]):
    """A mask's value is the class number and has VOC's colour of that number; 255 is void.

    Images of split NONE are written but in no list. Source: VOC development kit; what readers demand beyond it is in
    the tests.
    """

    def begin(self) -> None:
        """Make VOC's folders."""
        self._found: dict[str, FoundImage] = {}
        for name in (PICTURES, MASKS[0], *LISTS):
            (self.folder / name).mkdir(parents=True)

    def put(self, parcel: Parcel) -> None:
        """Write picture and mask."""
        (self.folder / PICTURES / f"{parcel.item.id}.jpg").write_bytes(parcel.picture.jpeg)
        (self.folder / MASKS[0] / f"{parcel.item.id}.png").write_bytes(encode_indexed(parcel.mask))

    def end(self, items: Sequence[Item], _rows: Sequence[None]) -> None:
        """Write the lists and the classes."""
        for name in LISTS:
            for split, listed in split_lists(items).items():
                write_lines(self.folder / name / f"{split}.txt", listed)
        write_lines(self.folder / "labelmap.txt", labelmap_lines(self.classes))
        write_lines(self.folder / "class_names.txt", class_name_lines(self.classes))
        (self.folder / CLASSES_FILE).write_text(classes_to_text(self.classes), encoding="utf-8", newline="\n")

    def check(self, items: Sequence[Item]) -> None:
        """Compare classes, pictures' names and lists."""
        self._found = images_by_id(read_voc(Source(self.folder)), self.classes, items)
        for name in LISTS:
            for split, listed in split_lists(items).items():
                if read_lines(self.folder / name / f"{split}.txt") != listed:
                    raise DifferenceError(f"{name}/{split}.txt is another list")

    def differing(self, parcel: Parcel) -> int:
        """Compare every pixel of the mask, and every byte of the picture."""
        found = self._found[parcel.item.id]
        check_mask(found, parcel)
        if not parcel.picture.is_jpeg_at(found.path):
            raise DifferenceError(f"the picture of {parcel.item.name} is another")
        return 0


def split_lists(items: Sequence[Item]) -> dict[str, list[str]]:
    """The ids of each list: train, val, trainval (train, then val), and test when there are any."""
    by_split = {
        split: [item.id for item in items if item.split is split] for split in (Split.TRAIN, Split.VAL, Split.TEST)
    }
    lists = {"train": by_split[Split.TRAIN], "val": by_split[Split.VAL]}
    lists["trainval"] = lists["train"] + lists["val"]
    return lists | ({"test": by_split[Split.TEST]} if by_split[Split.TEST] else {})
