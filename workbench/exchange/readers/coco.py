"""COCO instances: one JSON for many images, objects as polygons or run lengths, plain or compressed."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from workbench.core.errors import BadInputError, WorkbenchError
from workbench.exchange.dataset import FoundDataset, FoundImage, FoundMask, Recognised, Remark, Sure
from workbench.exchange.numbering import Entry, Numbering, number_classes
from workbench.exchange.parsing.document import Part
from workbench.exchange.parsing.json_file import read_json
from workbench.exchange.picture_finder import PictureFinder
from workbench.exchange.readers.refused import refused_image
from workbench.exchange.regions import Region, Size, draw_mask
from workbench.exchange.shapes import outline, run_lengths
from workbench.exchange.shapes.patch import Patch
from workbench.exchange.source import Source, plain_name, split_of_folder, split_of_name

POINTLESS = "polygons have fewer than three points; they were left out"

_MOST_PIXELS = 1e12

BARE = "objects have no shape; they were left out"

_OTHERS = ("person_keypoints_", "captions_", "image_info_", "lvis_image_info_")
"""Beginnings of the names of COCO's further files, which tell other things of the same pictures."""


def recognise(source: Source) -> Recognised | None:
    """Whether there is a JSON file with images, categories and objects."""
    found = source.first_with(".json", _is_coco)
    return Recognised(Sure.CERTAIN, f"COCO's images and categories in {source.relative(found)}") if found else None


def read(source: Source) -> FoundDataset:
    """The images of all COCO files at the source; a picture of two files is taken from the first."""
    documents = [path for path in source.all_with(".json", _is_coco) if not path.name.startswith(_OTHERS)]
    if not documents:
        raise BadInputError(f"There is no COCO file in {source.path}.", "It is a .json with images and categories.")
    parsed = [read_json(path) for path in documents]
    entries, used = [], set()
    for document in parsed:
        entries += [Entry((document.path, key), name) for key, name in _categories(document)]
        used |= {(document.path, o.value.get("category_id")) for o in _objects(document) if _plain_id(o)}
    numbering = number_classes(entries, documents[0], background=True, used=used)
    finder = PictureFinder(source)
    images: dict[object, FoundImage] = {}
    for document in parsed:
        for image in _images(source, finder, numbering, document):
            images.setdefault(image.path if image.path != document.path else len(images), image)
    why = f"COCO's images and categories in {', '.join(source.relative(path) for path in documents[:3])}"
    return FoundDataset("coco", why, numbering.classes, tuple(images.values()), finder.notices())


def _categories(document: Part) -> list[tuple[int | str, str]]:
    """Ids and names of a document's categories, in order."""
    return [(c["id"].identity(), c["name"].text()) for c in document["categories"].items()]


def image_size(image: Part) -> Size | None:
    """Width and height as an image's entry tells them; None when it tells none."""
    if image.has("width") and image.has("height"):
        return image["width"].whole(1), image["height"].whole(1)
    return None


def _is_coco(text: str) -> bool:
    parts = '"categories"' in text and '"images"' in text and ('"annotations"' in text or '"segmentation"' in text)
    return parts and '"segments_info"' not in text


def _objects(document: Part) -> Iterable[Part]:
    return document["annotations"].items()


def _plain_id(thing: Part) -> bool:
    return isinstance(thing.value, dict) and isinstance(thing.value.get("category_id"), int | str)


def _images(source: Source, finder: PictureFinder, numbering: Numbering, document: Part) -> list[FoundImage]:
    objects: dict[int | str, list[Part]] = {}
    for thing in _objects(document):
        objects.setdefault(thing["image_id"].identity(), []).append(thing)
    split = split_of_name(document.path)
    found = []
    for image in document["images"].items():
        try:
            path = finder.find(image["file_name"].text(), document.path, split.value)
            mine = objects.get(image["id"].identity(), [])
        except WorkbenchError as error:
            found.append(refused_image(source, document.path, error))
            continue
        if path is not None:
            own = split or split_of_folder(source.relative(path))
            load = partial(_load, mine, numbering, path, image)
            found.append(FoundImage(plain_name(source.relative(path)), path, own, document.path, load))
    return found


def _load(objects: list[Part], numbering: Numbering, picture: Path, image: Part) -> FoundMask:
    """Larger objects first, so that small ones stay in sight: COCO tells no order."""
    if all(thing.has("area") for thing in objects):
        objects = sorted(objects, key=lambda thing: -thing["area"].number(_MOST_PIXELS))
    regions, bare, pointless = [], 0, 0
    for thing in objects:
        key = (thing.path, thing["category_id"].identity())
        if key not in numbering.by_key:
            raise thing["category_id"].error(f"is {key[1]}, which is no category of this file")
        drawings = list(_drawings(thing))
        bare += not drawings
        for draw in drawings:
            pointless += draw is None
            if draw is not None:
                regions.append(Region(numbering.by_key[key], draw, f"{thing.path}: {thing.place}"))
    odd = (Remark(BARE, bare, str(picture)), Remark(POINTLESS, pointless, str(picture)))
    told = [remark for remark in odd if remark.count]
    return draw_mask(regions, numbering.rest, picture, image_size(image), image.path, told)


def _drawings(thing: Part) -> Iterable[Callable[[int, int], list[Patch]] | None]:
    """One drawing a ring or run length of an object; None for a ring that encloses nothing."""
    if not thing.has("segmentation"):
        return
    shape = thing["segmentation"]
    if isinstance(shape.value, dict):
        yield partial(_runs, shape)
        return
    values = shape.value
    flat = isinstance(values, list) and bool(values) and not isinstance(values[0], list)  # some write a ring alone
    for ring in [shape] if flat else shape.items():
        pairs = isinstance(ring.value, list) and bool(ring.value) and isinstance(ring.value[0], list)
        points = ring.points() if pairs else ring.flat_points()
        yield partial(outline.drawn, [points]) if len(points) >= 3 else None


def _runs(shape: Part, height: int, width: int) -> list[Patch]:
    size = [part.whole() for part in shape["size"].items()]
    if size != [height, width]:
        raise shape["size"].error(f"is {size}, but the image is [{height}, {width}]")
    counts = shape["counts"].value
    if not isinstance(counts, str | list):
        raise shape["counts"].error("is neither a list nor a text")
    runs = run_lengths.counts_of_text(counts) if isinstance(counts, str) else run_lengths.counts_of(counts)
    return [Patch(0, 0, run_lengths.decode(runs, height, width, columns_first=True))]
