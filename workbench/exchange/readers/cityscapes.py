"""Cityscapes: street photographs with masks of 34 numbers, of 19 for training, or with polygons."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import numpy as np

from workbench.core.arrays import U8
from workbench.core.errors import BadInputError
from workbench.core.mask import UNLABELLED
from workbench.exchange.class_tables import Row, read_table
from workbench.exchange.dataset import FoundDataset, FoundImage, FoundMask, Recognised, Remark, Sure
from workbench.exchange.mask_sizes import read_fitting
from workbench.exchange.mask_values import numbers_of
from workbench.exchange.numbering import Entry, Numbering, number_classes
from workbench.exchange.parsing.json_file import read_json
from workbench.exchange.readers.cityscapes_classes import CLASSES, VOID
from workbench.exchange.regions import Region, draw_mask, turned_mask
from workbench.exchange.shapes import outline
from workbench.exchange.source import Source, plain_name, split_of_folder
from workbench.pixels.mask_file import read_indexed, read_numbers

KINDS = ("_labelIds.png", "_instanceIds.png", "_labelTrainIds.png", "_polygons.json")
"""Endings of what holds an image's classes, the best first; _color tells nothing more."""

TABLE = "cityscapes_labels.csv"
"""The classes of a dataset in these folders that are not those of Cityscapes: name, id, trainId and colour."""

_PUBLISHED = [
    Row(name, number, color if any(color) else None) for number, (name, _, color) in enumerate(CLASSES, start=len(VOID))
]

_OBJECTS = 1000
"""Numbers of objects begin here, a thousand a class. Source: cityscapesScripts, json2instanceImg.py."""

_SETS = ("_gtFine", "_gtCoarse")
PICTURE = "_leftImg8bit"

UNKNOWN = "polygons have a name that Cityscapes does not have; they were left out"


def recognise(source: Source) -> Recognised | None:
    """Whether there are files that end like those of Cityscapes."""
    found = next(iter(_sets(source).values()), None)
    return Recognised(Sure.CERTAIN, f"{found.name.rpartition('_')[2]} as Cityscapes has them") if found else None


def read(source: Source) -> FoundDataset:
    """The pictures that have masks or polygons. All classes are listed, also those that do not occur: the 30 of
    Cityscapes, or those of a table beside the folders.
    """
    sets = _sets(source)
    if not sets:
        raise BadInputError(f"There is no Cityscapes file in {source.path}.", "They end in _gtFine_labelIds.png.")
    table = source.called(TABLE)
    rows = read_table(table) if table else _PUBLISHED
    numbering = number_classes([Entry(row.name, row.name, row.color) for row in rows], source.path)
    labels = {row.value: row.name for row in rows if row.value is not None}
    by_picture: dict[str, Path] = {}
    for path in source.pictures:
        by_picture.setdefault(path.stem.removesuffix(PICTURE), path)
    images, missing = [], 0
    for base, path in sets.items():
        picture = by_picture.get(base)
        missing += picture is None
        if picture is not None:
            name = source.relative(picture)
            load = partial(_reader(path, labels), path, numbering, picture)
            images.append(FoundImage(plain_name(name), picture, split_of_folder(name), path, load))
    notices = (f"{missing} masks have no picture that ends in {PICTURE}; they were left out.",) if missing else ()
    why = f"masks named as Cityscapes does{f'; classes from {table.name}' if table else ''}"
    return FoundDataset("cityscapes", why, numbering.classes, tuple(images), notices)


def _sets(source: Source) -> dict[str, Path]:
    """The best file of each image, by the name that it shares with its picture."""
    best: dict[str, Path] = {}
    for ending in reversed(KINDS):
        for path in source.files:
            base = path.name.removesuffix(ending)
            for kind in _SETS:
                if base != path.name and base.endswith(kind):
                    best[base.removesuffix(kind)] = path
    return best


def _reader(path: Path, labels: Mapping[int, str]) -> Callable[[Path, Numbering, Path], FoundMask]:
    if path.name.endswith("_polygons.json"):
        return _load_polygons
    if path.name.endswith("_labelTrainIds.png"):
        names = set(labels.values())
        trained = {trained: name for name, trained, _ in CLASSES if trained != UNLABELLED and name in names}
        return partial(_load_values, trained, {UNLABELLED})
    return partial(_load_values, labels, {UNLABELLED, *range(len(VOID))})


def _load_values(
    names: Mapping[int, str], void: set[int], path: Path, numbering: Numbering, picture: Path
) -> FoundMask:
    read_values = _read_instances if path.name.endswith("_instanceIds.png") else read_indexed
    values, orientation = read_fitting(picture, path, read_values)
    table = {value: numbering.by_key[name] for value, name in names.items()} | dict.fromkeys(void, UNLABELLED)
    return turned_mask(numbers_of(values, table, path), orientation)


def _read_instances(path: Path) -> U8:
    """Numbers of classes from those of objects: object k of class n is 1000 n + k, what is not counted is n itself."""
    values = read_numbers(path)
    classes = np.where(values >= _OBJECTS, values // _OBJECTS, values)
    if classes.min() < 0 or classes.max() > 255:
        raise BadInputError(f"The mask {path} holds the object {int(values.max())}, of no class.", "Export it again.")
    return classes.astype(np.uint8)


def _load_polygons(path: Path, numbering: Numbering, picture: Path) -> FoundMask:
    document = read_json(path)
    size = document["imgWidth"].whole(1), document["imgHeight"].whole(1)
    regions, unknown = [], 0
    for thing in document["objects"].items():
        name = thing["label"].text()
        if thing.value.get("deleted"):
            continue
        if name not in numbering.by_key and name not in VOID:
            name = name.removesuffix("group")
        number = UNLABELLED if name in VOID else numbering.by_key.get(name)
        unknown += number is None
        if number is not None:
            draw = partial(outline.drawn, [thing["polygon"].points()])
            regions.append(Region(number, draw, f"{path}: {thing.place}"))
    remarks = [Remark(UNKNOWN, unknown, str(path))] if unknown else []
    return draw_mask(regions, UNLABELLED, picture, size, path, remarks)
