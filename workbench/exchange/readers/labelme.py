"""labelme: one JSON file an image with polygons, rectangles, circles, lines, points and small masks."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path, PurePosixPath

import numpy as np

from workbench.core.errors import BadInputError, WorkbenchError
from workbench.exchange.dataset import FoundDataset, FoundImage, FoundMask, Recognised, Sure
from workbench.exchange.file_ids import file_ids
from workbench.exchange.numbering import Entry, Numbering, clean_name, number_classes
from workbench.exchange.parsing.document import Part
from workbench.exchange.parsing.json_file import read_json
from workbench.exchange.picture_finder import PictureFinder
from workbench.exchange.readers.refused import refused_image
from workbench.exchange.regions import Region, draw_mask
from workbench.exchange.shapes import outline, small_picture
from workbench.exchange.shapes.patch import Patch, placed
from workbench.exchange.source import Source, plain_name, split_of_folder
from workbench.exchange.text_file import read_lines
from workbench.pixels.image_file import SUFFIXES

LISTS = ("labels.txt", "class_names.txt", "classes.txt")

LINE = 10
"""Thickness of lines, in pixels, as labelme's own converters draw them."""

POINT = 5
"""Radius of points, likewise."""


def recognise(source: Source) -> Recognised | None:
    """Whether there are JSON files with shapes of an image."""
    found = source.first_with(".json", _is_labelme)
    return Recognised(Sure.CERTAIN, f"labelme's shapes in {source.relative(found)}") if found else None


def read(source: Source) -> FoundDataset:
    """The images of all labelme files. Classes follow labels.txt; names that it lacks come after."""
    documents = source.all_with(".json", _is_labelme)
    if not documents:
        raise BadInputError(f"There is no labelme file in {source.path}.", "Each is a .json with 'shapes'.")
    listed = source.called(*LISTS)
    names = dict.fromkeys(read_lines(listed) if listed else ())
    finder, images = PictureFinder(source), []
    parsed: dict[Path, str | WorkbenchError] = {}
    for path in documents:
        try:
            document = read_json(path)
            names |= dict.fromkeys([_label(shape) for shape in document["shapes"].items()])
            parsed[path] = document["imagePath"].text() if document.has("imagePath") else f"{path.stem}.jpg"
        except WorkbenchError as error:
            parsed[path] = error
    numbering = number_classes([Entry(name, name) for name in names if name], listed or source.path, background=True)
    for path, picture in parsed.items():
        if isinstance(picture, WorkbenchError):
            images.append(refused_image(source, path, picture))
        else:
            images += _image(source, finder, numbering, path, picture)
    why = f"labelme's shapes; classes from {listed.name if listed else 'the shapes'}"
    return FoundDataset("labelme", why, numbering.classes, tuple(images), finder.notices())


def _is_labelme(text: str) -> bool:
    return '"shapes"' in text and any(word in text for word in ('"imagePath"', '"imageData"', '"imageHeight"'))


def _image(source: Source, finder: PictureFinder, numbering: Numbering, path: Path, name: str) -> list[FoundImage]:
    """The image of one file: its picture beside it, or else the one inside it."""
    split = split_of_folder(source.relative(path))
    try:
        found = _beside(source, path, name) or finder.find(name, path)
    except WorkbenchError as error:
        return [refused_image(source, path, error)]
    if found is not None:
        load = partial(_load, path, numbering, found)
        return [FoundImage(plain_name(source.relative(found)), found, split, path, load)]
    if not read_json(path).has("imageData"):
        return []
    inside = PurePosixPath(source.relative(path)).with_name(f"{file_ids([name])[0]}{_ending(name)}")
    load = partial(_load, path, numbering, None)
    return [FoundImage(plain_name(inside.as_posix()), path, split, path, load, partial(_embedded, path))]


def _beside(source: Source, path: Path, name: str) -> Path | None:
    """The picture of that bare name in the folder of the document."""
    beside = path.parent / PurePosixPath(name.replace("\\", "/")).name
    return beside if beside in source.once(_all_pictures) else None


def _all_pictures(source: Source) -> frozenset[Path]:
    return frozenset(source.pictures)


def _ending(name: str) -> str:
    """The ending of a picture's name; what is inside a document is told by its bytes, whatever the name says."""
    ending = PurePosixPath(name).suffix.lower()
    return ending if ending in SUFFIXES else ".png"


def _embedded(path: Path) -> bytes:
    part = read_json(path)["imageData"]
    try:
        return small_picture.from_base64(part.text())
    except BadInputError as error:
        raise part.error(f"holds no picture: {error.message}") from error


def _load(path: Path, numbering: Numbering, picture: Path | None) -> FoundMask:
    document = read_json(path)
    size = None
    if document.has("imageHeight") and document.has("imageWidth"):
        size = document["imageWidth"].whole(1), document["imageHeight"].whole(1)
    shapes = list(document["shapes"].items())
    regions = [Region(numbering.by_key[_label(shape)], _drawing(shape), f"{path}: {shape.place}") for shape in shapes]
    data = _embedded(path) if picture is None else None
    return draw_mask(regions, numbering.rest, picture or path, size, path, data=data)


def _label(shape: Part) -> str:
    label = shape["label"]
    if not clean_name(label.text()):
        raise label.error("is no name of a class")
    return label.text()


def _drawing(shape: Part) -> Callable[[int, int], Iterable[Patch]]:
    kind = shape["shape_type"].text() if shape.has("shape_type") else "polygon"
    points = shape["points"].points()
    wanted = {"rectangle": 2, "circle": 2, "oriented_rectangle": 4, "rotation": 4, "mask": 2, "point": 1}.get(kind)
    if kind == "rectangle" and len(points) == 4:  # newer files tell all corners
        kind, wanted = "polygon", None
    if wanted is not None and len(points) != wanted:
        raise shape["points"].error(f"has {len(points)} points; a {kind} has {wanted}")
    match kind:
        case "polygon" | "oriented_rectangle" | "rotation" | "quadrilateral":  # the last two of X-AnyLabeling
            return partial(outline.drawn, [points])
        case "rectangle":
            (x0, y0), (x1, y1) = points
            corners = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])
            return partial(outline.drawn, [corners])
        case "circle":
            (x, y), rim = points
            radius = float(np.hypot(*(rim - points[0])))
            return lambda height, width: [outline.disc(float(x), float(y), radius, height, width)]
        case "line" | "linestrip":
            return lambda height, width: outline.thick_line(points, LINE, height, width)
        case "point" | "points":
            return lambda height, width: [outline.disc(float(x), float(y), POINT, height, width) for x, y in points]
        case "mask":
            text, place = shape["mask"].text(), f"{shape.path}: {shape.place}.mask"
            left, top = (int(v) for v in np.floor(points.min(axis=0)))

            def patch(height: int, width: int) -> list[Patch]:
                inside = small_picture.painted(small_picture.from_base64(text), place, height, width)
                return [placed(inside, top, left, height, width)]

            return patch
    raise shape["shape_type"].error(f"is {kind[:40]!r}, a kind of shape that labelme does not have")
