"""YOLO segmentation (Ultralytics, Roboflow): a data.yaml, and a text file an image with one polygon a line."""

import re
from functools import partial
from pathlib import Path, PurePosixPath

import numpy as np

from workbench.core.errors import BadInputError
from workbench.core.mask import MAX_CLASSES
from workbench.core.records import Split
from workbench.exchange.dataset import FoundDataset, FoundImage, FoundMask, Recognised, Remark, Sure
from workbench.exchange.numbering import Entry, Numbering, number_classes
from workbench.exchange.parsing.document import F64, FARTHEST, Part
from workbench.exchange.parsing.yaml_file import read_yaml
from workbench.exchange.regions import Region, draw_mask
from workbench.exchange.shapes import outline
from workbench.exchange.source import Source, plain_name, split_of_folder
from workbench.exchange.text_file import read_lines
from workbench.pixels.image_file import probe

LISTS = ("classes.txt", "obj.names")
"""Names, one a line, where there is no data.yaml: Label Studio writes them so."""

_KEYS = ("names", "nc:")

_FEW = 60
"""Text files that are looked at."""

_FRACTION = re.compile(r"-?\d*\.?\d+(?:[eE]-?\d+)?")

BOXES = "lines are boxes and no regions; they were left out"

_SPLITS = (("train", Split.TRAIN), ("val", Split.VAL), ("valid", Split.VAL), ("test", Split.TEST))


def recognise(source: Source) -> Recognised | None:
    """Whether there is a YAML file with names beside text files in a folder "labels"."""
    table, lines = _table(source), source.once(_first_lines)
    listed = table or source.called(*LISTS)
    if listed is None or not (lines or (table and any("labels" in path.parts for path in source.ending(".txt")))):
        return None
    return Recognised(Sure.CERTAIN, f"names in {listed.name} and polygons in {lines or 'labels'}")


def read(source: Source) -> FoundDataset:
    """The pictures of the source; those that have a text file have its regions."""
    table, listed = _table(source), source.called(*LISTS)
    told = table or listed
    if told is None:
        raise BadInputError(f"There is no data.yaml or classes.txt in {source.path}.", "It lists the classes.")
    document = read_yaml(told) if table else None
    names = _names(document) if document else [Entry(number, name) for number, name in enumerate(_listed(told))]
    numbering = number_classes(names, told, background=True)
    folders, by_picture = _splits(source, document) if document else ([], {})
    images = []
    for path in source.pictures:
        lines = _lines_of(source, path)
        name = source.relative(path)
        of_folder = next((s for folder, s in folders if name.startswith(f"{folder}/")), split_of_folder(name))
        split = by_picture.get(name, of_folder)
        load = partial(_load, lines, numbering, path) if lines else None
        images.append(FoundImage(plain_name(name), path, split, lines, load))
    why = f"names in {told.name} and polygons in text files"
    return FoundDataset("yolo", why, numbering.classes, tuple(images))


def _table(source: Source) -> Path | None:
    for suffix in (".yaml", ".yml"):
        found = source.first_with(suffix, lambda text: any(line.startswith(_KEYS) for line in text.splitlines()))
        if found:
            return found
    return None


def _names(document: Part) -> list[Entry]:
    """The classes by number, from a list or from numbers with names."""
    if not document.has("names"):
        return [Entry(number, f"class {number}") for number in range(document["nc"].whole(1, MAX_CLASSES))]
    names = document["names"]
    if isinstance(names.value, list):
        found = [(number, str(part.value)) for number, part in enumerate(names.items())]
    else:
        found = [(Part(part.path, part.place, _number(key)).whole(), str(part.value)) for key, part in names.named()]
    return [Entry(number, name) for number, name in sorted(found)]


def _number(text: str) -> int | str:
    return int(text) if text.isdecimal() and len(text) < 9 else text


def _splits(source: Source, document: Part) -> tuple[list[tuple[str, Split]], dict[str, Split]]:
    """The folders of each split below the root, and the pictures of lists; train first, so that nothing learnt is
    measured on.
    """
    root = document.value.get("path") if isinstance(document.value, dict) else None
    home = PurePosixPath(source.relative(document.path)).parent
    homes = [home, PurePosixPath(home, *_plain_parts(root))] if isinstance(root, str) else [home]
    files = {source.relative(path): path for path in source.ending(".txt")}
    found: list[tuple[str, Split]] = []
    listed: dict[str, Split] = {}
    for key, split in _SPLITS:
        told = document.value.get(key) if isinstance(document.value, dict) else None
        for name in told if isinstance(told, list) else [told]:
            places = [PurePosixPath(h, *_plain_parts(name)).as_posix() for h in homes] if isinstance(name, str) else []
            found += [(place, split) for place in places]
            for place in places:
                if place in files:
                    beside = PurePosixPath(place).parent
                    for line in read_lines(files[place]):
                        listed.setdefault(PurePosixPath(beside, *_plain_parts(line)).as_posix(), split)
    return found, listed


def _plain_parts(path: str) -> list[str]:
    return [part for part in PurePosixPath(path.replace("\\", "/")).parts if part not in {"..", "/", "."}]


def _listed(path: Path) -> list[str]:
    names = [line for line in read_lines(path) if line]
    if not names:
        raise BadInputError(f"{path} names no class.", "Write one class a line.")
    return names


def _first_lines(source: Source) -> str | None:
    """The first text file beside or opposite a picture whose first line is a class and a polygon; None without one."""
    stems = {path.stem for path in source.pictures}
    for path in [path for path in source.ending(".txt") if path.stem in stems][:_FEW]:
        words = source.glimpse(path).split("\n", 1)[0].split()
        if len(words) >= 7 and words[0].isdecimal() and all(_FRACTION.fullmatch(word) for word in words[1:]):
            return source.relative(path)
    return None


def _lines_of(source: Source, picture: Path) -> Path | None:
    """The text file of a picture: in the folder "labels" in place of "images", or beside it."""
    parts = list(picture.relative_to(source.root).parts[:-1])
    places = [picture.parent]
    for number in range(len(parts) - 1, -1, -1):
        if parts[number] == "images":
            places.insert(0, source.root.joinpath(*parts[:number], "labels", *parts[number + 1 :]))
            break
    files = source.once(_text_files)
    return next((path for place in places if (path := place / f"{picture.stem}.txt") in files), None)


def _text_files(source: Source) -> frozenset[Path]:
    return frozenset(source.ending(".txt"))


def _load(lines: Path, numbering: Numbering, picture: Path) -> FoundMask:
    info = probe(picture)
    regions, boxes = [], 0
    for number, line in enumerate(read_lines(lines), start=1):
        words = line.split()
        if not words:
            continue
        where = f"{lines}: line {number}"
        if words[0] not in {str(key) for key in numbering.by_key}:
            raise BadInputError(f"{where} begins with {words[0][:20]!r}, which is no class.", "Mend the line.")
        if len(words) == 5:
            boxes += 1
            continue
        points = _points(where, words[1:]) * (info.width, info.height)
        draw = partial(outline.drawn, [points])
        regions.append(Region(numbering.by_key[int(words[0])], draw, where))
    remarks = [Remark(BOXES, boxes, str(lines))] if boxes else []
    return draw_mask(regions, numbering.rest, picture, None, lines, remarks)


def _points(where: str, words: list[str]) -> F64:
    """The fractions of a line as float64 (n, 2)."""
    try:
        values = np.array([float(word) for word in words])
    except ValueError as error:
        raise BadInputError(f"{where} holds a word that is no number.", "Mend the line.") from error
    if len(values) % 2 or len(values) < 6:
        raise BadInputError(f"{where} has {len(values)} numbers behind the class, no polygon.", "Mend the line.")
    if not (np.abs(values) <= FARTHEST / 1e5).all():
        raise BadInputError(f"{where} holds a number that is no fraction of the picture.", "Mend the line.")
    return values.reshape(-1, 2)
