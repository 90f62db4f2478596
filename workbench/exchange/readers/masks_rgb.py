"""Folders of coloured masks with a table of colours (CSV, JSON, labelmap.txt)."""

from collections import Counter
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import numpy as np

from workbench.core.classes import Color
from workbench.core.errors import BadInputError, WorkbenchError
from workbench.core.mask import MAX_CLASSES, UNLABELLED
from workbench.exchange.class_tables import Row, find_table, read_table
from workbench.exchange.color_codes import codes_of
from workbench.exchange.dataset import FoundDataset, FoundMask, Recognised, Sure
from workbench.exchange.labelmap import VOID_COLOR
from workbench.exchange.mask_kinds import MaskKind, kind_of_masks
from workbench.exchange.mask_meaning import MaskMeaning
from workbench.exchange.mask_pairs import find_pairs
from workbench.exchange.mask_sizes import read_fitting
from workbench.exchange.numbering import Entry, number_classes
from workbench.exchange.readers.mask_folders import lonely_notice, picture_images
from workbench.exchange.regions import settle, turned_mask
from workbench.exchange.source import Source
from workbench.pixels.mask_file import mask_size, read_colors

_LOOKED_AT = 100
"""Masks whose colours become classes where no table gives them names."""


def recognise(source: Source) -> Recognised | None:
    """Whether most pictures have a coloured mask."""
    if source.once(kind_of_masks) is not MaskKind.COLORS:
        return None
    table = find_table(source)
    return Recognised(Sure.LIKELY, f"coloured masks and {table.name if table else 'no table of their colours'}")


def read(source: Source) -> FoundDataset:
    """The pictures with their masks. Colours that the table lacks become unlabelled and are counted."""
    pairs = source.once(find_pairs)
    masks = [(picture, files[0].path) for picture, files in pairs.masks.items() if files]
    if not masks:
        raise BadInputError(f"No picture in {source.path} has a mask.", "Name them alike, or end masks in _mask.png.")
    table = find_table(source)
    rows = [row for row in read_table(table) if row.color] if table else []
    notices: tuple[str, ...] = ()
    if not rows:
        rows = _rows_of_masks(source, masks)
        notices = ("No table names the colours of the masks; each colour is a class of its own.",)
    shared = [color for color, count in Counter(row.color for row in rows).items() if count > 1]
    if shared:
        several = "; ".join(", ".join(row.name for row in rows if row.color == color) for color in shared)
        notices += (f"Classes share a colour, which stays unlabelled: {several}.",)
    meaning = _meaning(rows, table or source.path)
    images = picture_images(source, lambda picture, files: partial(_load, meaning, picture, files[0].path))
    why = f"coloured masks and {table.name if table else 'no table of their colours'}"
    return FoundDataset("masks-rgb", why, meaning.classes, images, notices + lonely_notice(source))


def _meaning(rows: Iterable[Row], document: Path) -> MaskMeaning:
    rows = list(rows)
    numbering = number_classes([Entry(row.name, row.name, row.color) for row in rows], document)
    by_color: dict[Color, int] = {VOID_COLOR: UNLABELLED}
    seen: set[Color] = set()
    for row in rows:
        if row.color is not None:
            by_color[row.color] = UNLABELLED if row.color in seen else numbering.by_key[row.name]
            seen.add(row.color)
    by_value = {
        row.value: numbering.by_key[row.name] for row in rows if row.value is not None and row.value < UNLABELLED
    }
    return MaskMeaning(numbering.classes, by_value, by_color)


def _rows_of_masks(source: Source, masks: list[tuple[Path, Path]]) -> list[Row]:
    """A class for each colour of the first masks, named by its red, green and blue."""
    found: set[Color] = set()
    for picture, mask in masks[:_LOOKED_AT]:
        try:
            colors, _ = read_fitting(picture, mask, read_colors)
        except WorkbenchError:
            continue  # Refused by name when it is loaded; the others go on.
        codes = np.unique(codes_of(colors)).tolist()
        found |= {(code >> 16, code >> 8 & 255, code & 255) for code in codes[: MAX_CLASSES + 1]}
        if len(found) > MAX_CLASSES:
            raise BadInputError(
                f"The masks of {source.path} have more than {MAX_CLASSES} colours, and no table tells which count.",
                "Add a class_dict.csv with the columns name,r,g,b.",
            )
    return [Row(f"colour #{r:02x}{g:02x}{b:02x}", None, (r, g, b)) for r, g, b in sorted(found - {VOID_COLOR})]


def _load(meaning: MaskMeaning, picture: Path, mask: Path) -> FoundMask:
    orientation = settle(picture, mask_size(mask), mask)
    found = meaning.read(mask)
    return turned_mask(found.classes, orientation, found.remarks)
