"""CVAT's XML 1.1 of images, or of a video: one for many images with polygons, ellipses and masks of run lengths."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from xml.etree.ElementTree import Element

import numpy as np

from workbench.core.arrays import I64
from workbench.core.errors import BadInputError, WorkbenchError
from workbench.exchange.dataset import FoundDataset, FoundImage, FoundMask, Recognised, Remark, Sure
from workbench.exchange.numbering import Entry, Numbering, number_classes
from workbench.exchange.parsing.document import F64, FARTHEST
from workbench.exchange.parsing.xml_file import read_xml
from workbench.exchange.picture_finder import PictureFinder
from workbench.exchange.readers.cvat_tracks import frames_as_images
from workbench.exchange.readers.refused import refused_image
from workbench.exchange.regions import Region, Size, draw_mask
from workbench.exchange.shapes import outline, run_lengths
from workbench.exchange.shapes.patch import Patch, placed
from workbench.exchange.source import Source, plain_name, split_of, split_of_folder, split_of_name

NO_REGIONS = frozenset({"box", "points", "polyline", "cuboid", "skeleton", "tag"})

LEFT_OUT = "boxes, points and lines are no regions; they were left out"
UNDECLARED = "shapes have a label that the file does not declare; they were left out"


def recognise(source: Source) -> Recognised | None:
    """Whether there is an XML file with annotations of images."""
    found = source.first_with(".xml", _is_cvat)
    return Recognised(Sure.CERTAIN, f"CVAT's images in {source.relative(found)}") if found else None


def read(source: Source) -> FoundDataset:
    """The images of all CVAT files at the source."""
    documents = source.all_with(".xml", _is_cvat)
    if not documents:
        raise BadInputError(f"There is no CVAT file in {source.path}.", "Export as 'CVAT for images 1.1'.")
    parsed = [(path, read_xml(path)) for path in documents]
    labels = [label for _, root in parsed for label in root.iterfind("./meta//labels/label/name")]
    names = dict.fromkeys(text for label in labels if (text := (label.text or "").strip()))
    if not names:
        names = dict.fromkeys(s.get("label", "") for _, root in parsed for s in root.iterfind("./image/*"))
        names.pop("", None)
    numbering = number_classes([Entry(name, name) for name in names], documents[0], background=True)
    finder = PictureFinder(source)
    images: list[FoundImage] = []
    lost = 0
    for path, root in parsed:
        frames, without = frames_as_images(source, root)
        images += _images(source, finder, numbering, path, [*root.iterfind("./image"), *frames])
        lost += without
    notices = (f"{lost} shapes of tracks have no picture whose name ends with their frame's number.",) if lost else ()
    why = f"CVAT's images in {', '.join(source.relative(path) for path in documents[:3])}"
    return FoundDataset("cvat-xml", why, numbering.classes, tuple(images), notices + finder.notices())


def _is_cvat(text: str) -> bool:
    return "<annotations" in text and ("<image " in text or "<meta>" in text)


def _images(
    source: Source, finder: PictureFinder, numbering: Numbering, path: Path, told: Iterable[Element]
) -> list[FoundImage]:
    found = []
    for number, image in enumerate(told):
        where = f"{path}: image {image.get('name') or number}"
        try:
            name = image.get("name") or ""
            picture = finder.find(name, path)
        except WorkbenchError as error:
            found.append(refused_image(source, path, error))
            continue
        if picture is not None:
            own = split_of([image.get("subset") or ""]) or split_of_name(path)
            split = own or split_of_folder(source.relative(picture))
            load = partial(_load, image, where, numbering, picture, path)
            found.append(FoundImage(plain_name(source.relative(picture)), picture, split, path, load))
    return found


def _load(image: Element, where: str, numbering: Numbering, picture: Path, path: Path) -> FoundMask:
    """Lower shapes first; shapes of one height in the order of the list."""
    size: Size | None = None
    if image.get("width") and image.get("height"):
        size = _whole(image, "width", where), _whole(image, "height", where)
    regions: list[tuple[int, Region]] = []
    left_out = undeclared = 0
    for number, shape in enumerate(image):
        place = f"{where}, {shape.tag} {number + 1}"
        label = (shape.get("label") or "").strip()
        if shape.tag in NO_REGIONS:
            left_out += 1
        elif label not in numbering.by_key:
            undeclared += 1
        else:
            height = _whole(shape, "z_order", place, -(10**9)) if shape.get("z_order") else 0
            regions.append((height, _region(shape, place, numbering.by_key[label])))
    odd = (Remark(LEFT_OUT, left_out, where), Remark(UNDECLARED, undeclared, where))
    ordered = [region for _, region in sorted(regions, key=lambda pair: pair[0])]
    return draw_mask(ordered, numbering.rest, picture, size, path, [remark for remark in odd if remark.count])


def _region(shape: Element, place: str, number: int) -> Region:
    match shape.tag:
        case "polygon":
            return Region(number, partial(outline.drawn, [_points(shape, place)]), place)
        case "ellipse":
            x, y, across, down = (_number(shape, name, place) for name in ("cx", "cy", "rx", "ry"))
            turn = _number(shape, "rotation", place) if shape.get("rotation") else 0.0
            return Region(number, partial(outline.drawn, [outline.ellipse(x, y, across, down, turn)]), place)
        case "mask":
            left, top = (int(_number(shape, name, place)) for name in ("left", "top"))
            size = _whole(shape, "width", place), _whole(shape, "height", place)
            return Region(number, partial(_mask, _runs(shape, place), left, top, size), place)
    raise BadInputError(f"{place} is a kind of shape that CVAT does not have.", "Export the task again.")


def _mask(runs: I64, left: int, top: int, size: Size, height: int, width: int) -> list[Patch]:
    if size[0] > width or size[1] > height:
        raise BadInputError(f"A mask of {size[0]} x {size[1]} pixels is larger than the image.")
    return [placed(run_lengths.decode(runs, size[1], size[0], columns_first=False), top, left, height, width)]


def _runs(shape: Element, place: str) -> I64:
    words = (shape.get("rle") or "").split(",")
    try:
        return np.array([int(word) for word in words if len(word) < 20], dtype=np.int64)
    except (ValueError, OverflowError) as error:
        raise BadInputError(f"{place}: 'rle' is no list of whole numbers.", "Export the task again.") from error


def _points(shape: Element, place: str) -> F64:
    try:
        pairs = [tuple(map(float, pair.split(","))) for pair in (shape.get("points") or "").split(";")]
        points = np.array(pairs, dtype=np.float64)
    except ValueError as error:
        raise BadInputError(f"{place}: 'points' is no list like 1,2;3,4.", "Export the task again.") from error
    if points.ndim != 2 or points.shape[1] != 2 or not (np.abs(points) <= FARTHEST).all():
        raise BadInputError(f"{place}: 'points' holds what is no point of a picture.", "Export the task again.")
    return points


def _number(shape: Element, name: str, place: str) -> float:
    try:
        value = float(shape.get(name) or "")
    except ValueError:
        value = float("nan")
    if not abs(value) <= FARTHEST:
        raise BadInputError(f"{place}: {name!r} is {(shape.get(name) or '')[:40]!r}, no number.", "Export again.")
    return value


def _whole(shape: Element, name: str, place: str, low: int = 1) -> int:
    text = (shape.get(name) or "").strip()
    if not text.removeprefix("-").isdecimal() or len(text) > 12 or int(text) < low:
        raise BadInputError(f"{place}: {name!r} is {text[:40]!r}, no such number.", "Export the task again.")
    return int(text)
