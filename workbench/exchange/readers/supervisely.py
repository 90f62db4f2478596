"""Supervisely: meta.json with the classes, ann/ with a JSON an image beside img/ with the pictures."""

from functools import partial
from pathlib import Path

from workbench.core.classes import Color
from workbench.core.errors import BadInputError
from workbench.exchange.dataset import FoundDataset, FoundImage, FoundMask, Recognised, Remark, Sure
from workbench.exchange.numbering import Entry, Numbering, number_classes
from workbench.exchange.parsing.document import Part
from workbench.exchange.parsing.json_file import read_json
from workbench.exchange.regions import Region, draw_mask
from workbench.exchange.shapes import outline, small_picture
from workbench.exchange.shapes.patch import Patch, placed
from workbench.exchange.source import Source, plain_name, split_of_folder

LEFT_OUT = "boxes, points and lines are no regions; they were left out"


def recognise(source: Source) -> Recognised | None:
    """Whether there is a meta.json with classes beside folders img and ann."""
    meta = source.called("meta.json")
    if meta is None or '"classes"' not in source.glimpse(meta) or not source.once(_documents):
        return None
    return Recognised(Sure.CERTAIN, f"Supervisely's {source.relative(meta)} and ann")


def read(source: Source) -> FoundDataset:
    """The pictures in folders img; those with a file in ann have its regions."""
    meta = source.called("meta.json")
    if meta is None:
        raise BadInputError(f"There is no meta.json in {source.path}.", "Supervisely lists the classes there.")
    entries = [Entry(c["title"].text(), c["title"].text(), _color(c)) for c in read_json(meta)["classes"].items()]
    numbering = number_classes(entries, meta, background=True)
    documents = source.once(_documents)
    images = []
    for path in source.pictures:
        if path.parent.name == "img":
            name = source.relative(path)
            ann = path.parent.parent / "ann"
            document = documents.get(ann / f"{path.name}.json") or documents.get(ann / f"{path.stem}.json")
            load = partial(_load, document, numbering, path) if document else None
            images.append(FoundImage(plain_name(name), path, split_of_folder(name), document, load))
    why = f"Supervisely's {source.relative(meta)} and ann"
    return FoundDataset("supervisely", why, numbering.classes, tuple(images))


def _documents(source: Source) -> dict[Path, Path]:
    return {path: path for path in source.ending(".json") if path.parent.name == "ann"}


def _color(entry: Part) -> Color | None:
    text = entry["color"].text() if entry.has("color") else ""
    try:
        red, green, blue = bytes.fromhex(text.removeprefix("#"))
    except ValueError:
        return None
    return red, green, blue


def _load(path: Path, numbering: Numbering, picture: Path) -> FoundMask:
    document = read_json(path)
    size = document["size"]["width"].whole(1), document["size"]["height"].whole(1)
    regions, left_out = [], 0
    for thing in document["objects"].items():
        title = thing["classTitle"].text()
        if title not in numbering.by_key:
            raise thing["classTitle"].error(f"is {title[:40]!r}, which meta.json does not list")
        match thing["geometryType"].text():
            case "polygon":
                points = thing["points"]
                holes = list(points["interior"].items()) if points.has("interior") else []
                rings = [points["exterior"].points(), *(hole.points() for hole in holes)]
                draw = partial(outline.drawn, rings)
            case "bitmap":
                draw = partial(_bitmap, thing["bitmap"])
            case _:
                left_out += 1
                continue
        regions.append(Region(numbering.by_key[title], draw, f"{path}: {thing.place}"))
    remarks = [Remark(LEFT_OUT, left_out, str(path))] if left_out else []
    return draw_mask(regions, numbering.rest, picture, size, path, remarks)


def _bitmap(bitmap: Part, height: int, width: int) -> list[Patch]:
    corner = [part.whole(-(10**7), 10**7) for part in bitmap["origin"].items()]
    if len(corner) != 2:
        raise bitmap["origin"].error("is no pair x, y")
    data = small_picture.unpacked(small_picture.from_base64(bitmap["data"].text()))
    inside = small_picture.painted(data, f"{bitmap.path}: {bitmap.place}", height, width)
    return [placed(inside, corner[1], corner[0], height, width)]
