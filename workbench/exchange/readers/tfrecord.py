"""TFRecord shards of DeepLab's scripts, this program's among them: a JPEG and a grey PNG of class numbers a record."""

from functools import partial
from pathlib import Path, PurePosixPath

from workbench.core.errors import BadInputError, WorkbenchError
from workbench.core.mask import UNLABELLED
from workbench.exchange.class_tables import Row, find_list, read_list
from workbench.exchange.dataset import FoundDataset, FoundImage, FoundMask, Recognised, Sure
from workbench.exchange.file_ids import file_ids
from workbench.exchange.mask_values import numbers_of, values_in
from workbench.exchange.numbering import Entry, Numbering, number_classes
from workbench.exchange.readers.refused import refused_image
from workbench.exchange.regions import settle, turned_mask
from workbench.exchange.source import Source, split_of_folder, split_of_name
from workbench.exchange.tfrecord.example import Value, decode
from workbench.exchange.tfrecord.records import read_record, record_places
from workbench.pixels.image_file import SUFFIXES
from workbench.pixels.mask_file import mask_size, read_indexed

PICTURE, MASK, NAME = "image/encoded", "image/segmentation/class/encoded", "image/filename"

Place = tuple[Path, int]
"""A file, and where a record begins in it."""


def recognise(source: Source) -> Recognised | None:
    """Whether the first record file has the keys of pictures and of masks."""
    path = next(iter(_files(source)), None)
    if path is None or PICTURE not in source.glimpse(path) or MASK not in source.glimpse(path):
        return None
    return Recognised(Sure.CERTAIN, f"records of pictures and masks in {source.relative(path)}")


def read(source: Source) -> FoundDataset:
    """The images of all records. Every record is read once to learn its name; pictures become files when they come in.

    The mask's value is the line of class_names.txt, or a class of its own where there is no such list.
    """
    files = _files(source)
    if not files:
        raise BadInputError(f"There is no .tfrecord file in {source.path}.", "DeepLab's scripts read such shards.")
    found: list[tuple[str, Place]] = []
    refused: list[FoundImage] = []
    values: set[int] = set()
    listed = find_list(source)
    for path in files:
        try:
            for place in record_places(path):
                record = _record((path, place))
                found.append((_name(path, record), (path, place)))
                values |= set() if listed else values_in(_bytes(path, record, MASK), path)
        except WorkbenchError as error:
            refused.append(refused_image(source, path, error))
    rows = read_list(listed) if listed else [Row(f"class {value}", value) for value in sorted(values - {UNLABELLED})]
    entries = [Entry(row.value, row.name) for row in rows]
    numbering = number_classes(entries, listed or source.path)
    names = file_ids(name for name, _ in found)
    images = [
        FoundImage(
            f"{identity}{PurePosixPath(name).suffix}",
            place[0],
            split_of_folder(source.relative(place[0])) or split_of_name(place[0]),
            place[0],
            partial(_load, numbering, place),
            partial(_picture, place),
        )
        for identity, (name, place) in zip(names, found, strict=True)
    ]
    why = f"records of pictures and masks; classes from {listed.name if listed else 'their values'}"
    return FoundDataset("tfrecord", why, numbering.classes, (*images, *refused))


def _files(source: Source) -> list[Path]:
    """Files that are called x.tfrecord, or x.tfrecord-00000-of-00004."""
    return [path for path in source.files if ".tfrecord" in path.name.lower()]


def _record(place: Place) -> dict[str, Value]:
    try:
        return decode(read_record(*place))
    except BadInputError as error:
        raise BadInputError(f"{place[0]}: the record at byte {place[1]:,}: {error.message}", error.cure) from error


def _bytes(path: Path, record: dict[str, Value], key: str) -> bytes:
    value = record.get(key)
    if not isinstance(value, bytes):
        raise BadInputError(f"{path} has a record without {key!r}.", "Write it again with DeepLab's scripts.")
    return value


def _name(path: Path, record: dict[str, Value]) -> str:
    """The name of the picture's file, with the ending of what its bytes are."""
    told = PurePosixPath(_bytes(path, record, NAME).decode(errors="replace").replace("\\", "/")).name
    ending = ".png" if _bytes(path, record, PICTURE).startswith(b"\x89PNG") else ".jpg"
    return told if PurePosixPath(told).suffix.lower() in SUFFIXES else f"{told}{ending}"


def _picture(place: Place) -> bytes:
    return _bytes(place[0], _record(place), PICTURE)


def _load(numbering: Numbering, place: Place) -> FoundMask:
    path, record = place[0], _record(place)
    mask = _bytes(path, record, MASK)
    where = f"of the record at byte {place[1]:,}"
    turn = settle(path, mask_size(path, mask), where, _bytes(path, record, PICTURE))
    table = {key: number for key, number in numbering.by_key.items() if isinstance(key, int) and key < UNLABELLED}
    return turned_mask(numbers_of(read_indexed(path, mask), table | {UNLABELLED: UNLABELLED}, path), turn)
