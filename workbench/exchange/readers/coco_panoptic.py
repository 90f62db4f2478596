"""COCO panoptic: one PNG an image whose colours are segment numbers, and a JSON that tells each segment's class."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np

from workbench.core.arrays import U8
from workbench.core.errors import BadInputError, WorkbenchError
from workbench.core.mask import UNLABELLED
from workbench.exchange.class_tables import color_of
from workbench.exchange.color_codes import I32, looked_up
from workbench.exchange.dataset import FoundDataset, FoundImage, FoundMask, Recognised, Sure
from workbench.exchange.mask_sizes import read_fitting
from workbench.exchange.numbering import Entry, Numbering, number_classes
from workbench.exchange.parsing.document import Part
from workbench.exchange.parsing.json_file import read_json
from workbench.exchange.picture_finder import PictureFinder
from workbench.exchange.readers.refused import refused_image
from workbench.exchange.regions import turned_mask
from workbench.exchange.source import Source, plain_name, split_of_folder, split_of_name
from workbench.pixels.mask_file import read_colors

_NONE = 254
"""Of a segment that the document does not tell of. Free, because classes end at 253."""


def recognise(source: Source) -> Recognised | None:
    """Whether there is a JSON file with segments."""
    found = source.first_with(".json", _is_panoptic)
    return Recognised(Sure.CERTAIN, f"COCO's panoptic segments in {source.relative(found)}") if found else None


def read(source: Source) -> FoundDataset:
    """The images of all panoptic files at the source. Number 0 means unlabelled: there is no background."""
    documents = source.all_with(".json", _is_panoptic)
    if not documents:
        raise BadInputError(f"There is no panoptic file in {source.path}.", "It is a .json with 'segments_info'.")
    parsed = [read_json(path) for path in documents]
    entries = [
        Entry((document.path, c["id"].whole()), c["name"].text(), color_of(c["color"]) if c.has("color") else None)
        for document in parsed
        for c in document["categories"].items()
    ]
    used = {(document.path, number) for document in parsed for number in _used(document)}
    numbering = number_classes(entries, documents[0], used=used)
    maps = PictureFinder(source, source.ending(".png"))
    masks = {path for path in source.ending(".png") if path.parent.name.startswith(("panoptic", "annotations"))}
    pictures = PictureFinder(source, [path for path in source.pictures if path not in masks])
    images = [image for document in parsed for image in _images(source, pictures, maps, numbering, document)]
    why = f"COCO's panoptic segments in {', '.join(source.relative(path) for path in documents[:3])}"
    return FoundDataset("coco-panoptic", why, numbering.classes, tuple(images), pictures.notices() + maps.notices())


def _is_panoptic(text: str) -> bool:
    return '"segments_info"' in text and '"annotations"' in text


def _used(document: Part) -> Iterator[int]:
    """The categories of all segments; what is wrong with one is told with its image."""
    for image in document["annotations"].items():
        segments = image.value.get("segments_info") if isinstance(image.value, dict) else None
        for segment in segments if isinstance(segments, list) else ():
            if isinstance(segment, dict) and isinstance(segment.get("category_id"), int):
                yield segment["category_id"]


def _images(
    source: Source, pictures: PictureFinder, maps: PictureFinder, numbering: Numbering, document: Part
) -> list[FoundImage]:
    split = split_of_name(document.path)
    names = {image["id"].whole(): image["file_name"] for image in document["images"].items()}
    found = []
    for entry in document["annotations"].items():
        try:
            number = entry["image_id"].whole()
            if number not in names:
                raise entry["image_id"].error(f"is {number}, which is no image of this file")
            picture = pictures.find(names[number].text(), document.path, split.value)
            mask = maps.find(f"{document.path.stem}/{entry['file_name'].text()}", document.path, split.value)
        except WorkbenchError as error:
            found.append(refused_image(source, document.path, error))
            continue
        if picture is not None and mask is not None:
            own = split or split_of_folder(source.relative(picture))
            load = partial(_load, entry, numbering, picture, mask)
            found.append(FoundImage(plain_name(source.relative(picture)), picture, own, mask, load))
    return found


def _load(entry: Part, numbering: Numbering, picture: Path, mask: Path) -> FoundMask:
    segments, numbers = [0], [UNLABELLED]
    for segment in entry["segments_info"].items():
        key = (entry.path, segment["category_id"].whole())
        if key not in numbering.by_key:
            raise segment["category_id"].error(f"is {key[1]}, which is no category of this file")
        segments.append(segment["id"].whole(1, 2**24 - 1))
        numbers.append(numbering.by_key[key])
    colors, orientation = read_fitting(picture, mask, read_colors)
    order = np.argsort(segments, kind="stable")
    known, table = np.array(segments)[order], np.array(numbers, dtype=np.uint8)[order]

    def number_of(codes: I32) -> U8:
        place = np.minimum(np.searchsorted(known, codes), len(known) - 1)
        return np.where(known[place] == codes, table[place], np.uint8(_NONE))

    numbered = looked_up(np.ascontiguousarray(colors[:, :, ::-1]), number_of)  # red is the lowest byte of a segment
    strange = numbered == _NONE
    if strange.any():
        red, green, blue = (int(value) for value in colors[strange][0])
        raise BadInputError(
            f"{mask} holds the segment {red | green << 8 | blue << 16} ({int(strange.sum())} pixels), of which "
            f"{entry.path}: {entry.place} tells nothing.",
            "Export the dataset again. The mask was not taken.",
        )
    return turned_mask(numbered, orientation)
