"""Folders of masks whose values are class numbers: grey or palette PNG with a list of names; Roboflow's too."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from workbench.core.errors import BadInputError
from workbench.core.mask import UNLABELLED
from workbench.exchange.class_tables import Row, find_list, find_table, read_list, read_table
from workbench.exchange.dataset import FoundDataset, FoundMask, Recognised, Sure
from workbench.exchange.mask_kinds import JPEG, MaskKind, kind_of_masks, read_values
from workbench.exchange.mask_pairs import MaskFile, find_pairs
from workbench.exchange.mask_sizes import read_fitting
from workbench.exchange.mask_values import numbers_of, values_of
from workbench.exchange.numbering import Entry, number_classes
from workbench.exchange.readers.mask_folders import lonely_notice, picture_images
from workbench.exchange.regions import turned_mask
from workbench.exchange.source import Source


def recognise(source: Source) -> Recognised | None:
    """Whether most pictures have a mask with a few values."""
    if source.once(kind_of_masks) is not MaskKind.NUMBERS:
        return None
    listed = find_list(source) or find_table(source)
    return Recognised(Sure.LIKELY, f"masks of class numbers and {listed.name if listed else 'no list of classes'}")


def read(source: Source) -> FoundDataset:
    """The pictures with their masks. 255 is always unlabelled; a value that the list lacks refuses its image."""
    masks = [files[0].path for files in source.once(find_pairs).masks.values() if files]
    if not masks:
        raise BadInputError(f"No picture in {source.path} has a mask.", "Name them alike, or end masks in _mask.png.")
    rows, told = _rows(source, masks)
    entries = [Entry(row.value, row.name, row.color) for row in rows if row.value is not None]
    numbering = number_classes(entries, told)
    table = {key: number for key, number in numbering.by_key.items() if isinstance(key, int) and key < UNLABELLED}

    def load(picture: Path, files: Sequence[MaskFile]) -> "partial[FoundMask]":
        return partial(_load, table, picture, files[0].path)

    images = picture_images(source, load)
    why = f"masks of class numbers; classes from {told.name if told.is_file() else 'their values'}"
    return FoundDataset("masks-index", why, numbering.classes, images, lonely_notice(source))


def _rows(source: Source, masks: Sequence[Path]) -> tuple[list[Row], Path]:
    """The classes by value, and the file that tells them: a list, a table, or the masks themselves."""
    listed, table = find_list(source), find_table(source)
    if table is not None and (listed is None or table.suffix == ".csv"):
        rows = read_table(table)
        if any(row.value is None for row in rows):
            rows = [Row(row.name, value, row.color) for value, row in enumerate(rows)]
        return rows, table
    if listed is not None:
        return read_list(listed), listed
    return [Row(f"class {value}", value) for value in sorted(values_of(masks))], source.root


def _load(table: dict[int, int], picture: Path, mask: Path) -> FoundMask:
    if mask.suffix.lower() in JPEG:
        raise BadInputError(
            f"The mask {mask} is a JPEG file, in which class numbers are blurred.", "Export the masks as PNG files."
        )
    values, orientation = read_fitting(picture, mask, read_values)
    return turned_mask(numbers_of(values, table | {UNLABELLED: UNLABELLED}, mask), orientation)
