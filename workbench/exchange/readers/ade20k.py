"""ADE20K: grey masks of 150 numbers (scene parsing), or colours that mean thousands of classes (the full set)."""

from functools import partial
from pathlib import Path

import numpy as np

from workbench.core.errors import BadInputError, WorkbenchError
from workbench.core.mask import UNLABELLED
from workbench.exchange.dataset import FoundDataset, FoundImage, FoundMask, Recognised, Sure
from workbench.exchange.mask_sizes import read_fitting
from workbench.exchange.mask_values import numbers_of
from workbench.exchange.numbering import Entry, Numbering, number_classes
from workbench.exchange.parsing.json_file import read_json
from workbench.exchange.readers.refused import refused_image
from workbench.exchange.regions import turned_mask
from workbench.exchange.source import Source, plain_name, split_of_folder
from workbench.exchange.text_file import read_lines
from workbench.pixels.mask_file import read_colors, read_indexed

LIST = "objectinfo150.txt"

_SEGMENTS = "_seg.png"

_NONE = 254
"""In tables: a number without a class."""


def recognise(source: Source) -> Recognised | None:
    """Whether there is the list of the 150 names, or a mask beside its text."""
    if source.called(LIST) and any("annotations" in path.parts for path in source.ending(".png")):
        return Recognised(Sure.CERTAIN, "objectInfo150.txt and masks in annotations")
    sets = source.once(_full_sets)
    return Recognised(Sure.CERTAIN, f"ADE20K's {next(iter(sets.values())).name}") if sets else None


def read(source: Source) -> FoundDataset:
    """The images of the scene parsing set or of the full set."""
    if source.called(LIST):
        return _read_grey(source)
    if source.once(_full_sets):
        return _read_full(source)
    raise BadInputError(f"{source.path} holds no ADE20K.", "It has objectInfo150.txt, or files that end in _seg.png.")


def first_synonym(name: str) -> str:
    """ "building" of "building, edifice"."""
    return name.split(",")[0].strip()


def _read_grey(source: Source) -> FoundDataset:
    """0 is everything else and stays unlabelled; number k is line k of the list."""
    listed = source.called(LIST)
    assert listed is not None  # the caller has looked
    rows = [line.split("\t") for line in read_lines(listed)]
    entries = [Entry(int(row[0]), first_synonym(row[-1])) for row in rows if len(row) > 1 and row[0].isdecimal()]
    numbering = number_classes(entries, listed)
    masks = {path.stem: path for path in source.ending(".png") if "annotations" in path.relative_to(source.root).parts}
    images = []
    for path in source.pictures:
        name = source.relative(path)
        if "annotations" not in path.relative_to(source.root).parts:
            mask = masks.get(path.stem)
            load = partial(_load_grey, path, mask, numbering) if mask else None
            images.append(FoundImage(plain_name(name), path, split_of_folder(name), mask, load))
    return FoundDataset("ade20k", f"{listed.name} and masks in annotations", numbering.classes, tuple(images))


def _load_grey(picture: Path, mask: Path, numbering: Numbering) -> FoundMask:
    values, orientation = read_fitting(picture, mask, read_indexed)
    table = {key: number for key, number in numbering.by_key.items() if isinstance(key, int) and key < UNLABELLED}
    return turned_mask(numbers_of(values, table | {0: UNLABELLED, UNLABELLED: UNLABELLED}, mask), orientation)


def _full_sets(source: Source) -> dict[Path, Path]:
    """The text (2017) or JSON (later) of each mask that has one."""
    files = frozenset(source.files)
    found: dict[Path, Path] = {}
    for path in source.ending(".png"):
        base = path.name.removesuffix(_SEGMENTS)
        for told in (f"{base}_atr.txt", f"{base}.json"):
            if base != path.name and path.with_name(told) in files:
                found.setdefault(path, path.with_name(told))
    return found


def _read_full(source: Source) -> FoundDataset:
    """Only classes that occur are listed: the full set has more than three thousand."""
    named: dict[Path, dict[int, str]] = {}
    images = []
    for mask, text in source.once(_full_sets).items():
        try:
            named[mask] = _objects(text)
        except WorkbenchError as error:
            images.append(refused_image(source, mask, error))
    names = dict.fromkeys(name for objects in named.values() for name in objects.values())
    numbering = number_classes([Entry(name, name) for name in names], source.path)
    by_stem = {path.with_suffix(""): path for path in source.pictures if not path.name.endswith(".png")}
    for mask, objects in named.items():
        picture = by_stem.get(mask.with_name(mask.name.removesuffix(_SEGMENTS)))
        if picture is None:
            lonely = BadInputError(f"The mask {mask} has no picture.", "Put it beside the mask.")
            images.append(refused_image(source, mask, lonely))
            continue
        name = source.relative(picture)
        load = partial(_load_full, picture, mask, source.once(_full_sets)[mask], objects, numbering)
        images.append(FoundImage(plain_name(name), picture, split_of_folder(name), mask, load))
    return FoundDataset("ade20k", "masks that end in _seg.png and their texts", numbering.classes, tuple(images))


def _objects(text: Path) -> dict[int, str]:
    """The class of each whole object (no part of one): a JSON tells it by class number, a text by object number."""
    found = {}
    if text.suffix == ".json":
        for thing in read_json(text)["annotation"]["object"].items():
            parts = thing.value.get("parts") if isinstance(thing.value, dict) else None
            if not (isinstance(parts, dict) and parts.get("part_level")):
                found[thing["name_ndx"].whole(0, 10_000)] = first_synonym(thing["name"].text())
        return found
    for number, line in enumerate(read_lines(text), start=1):
        fields = [field.strip() for field in line.split("#")]
        if not line:
            continue
        if len(fields) < 4 or not _small(fields[0]) or not fields[3]:
            raise BadInputError(f"{text}: line {number} is no row 'number # part # occluded # class'.", "Mend it.")
        if fields[1] == "0":
            found[int(fields[0])] = first_synonym(fields[3])
    return found


def _small(text: str) -> bool:
    return text.isdecimal() and len(text) <= 5


def _load_full(picture: Path, mask: Path, text: Path, objects: dict[int, str], numbering: Numbering) -> FoundMask:
    """Red and green tell the class, blue the object: its values in order are the numbers 1, 2, 3 ... of the text."""
    colors, orientation = read_fitting(picture, mask, read_colors)
    black = ~colors.any(axis=2)
    if text.suffix == ".json":
        keys = (colors[:, :, 0] // 10).astype(np.int32) * 256 + colors[:, :, 1]
    else:
        values, places = np.unique(colors[:, :, 2], return_inverse=True)
        keys = places.reshape(black.shape) + (0 if values[0] == 0 else 1)
    table = np.full(max(int(keys.max()), *objects, 0) + 1, _NONE, dtype=np.uint8)
    for key, name in objects.items():
        table[key] = numbering.by_key[name]
    found = table[keys]
    found[black] = UNLABELLED
    if (found == _NONE).any():
        number = int(keys[found == _NONE][0])
        raise BadInputError(f"{mask} holds the number {number}, which {text} does not name.", "Export it again.")
    return turned_mask(found, orientation)
