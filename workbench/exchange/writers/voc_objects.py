"""The objects of a VOC mask: its connected regions, their numbers, and the XML that tells their boxes."""

from dataclasses import dataclass
from xml.etree import ElementTree as ET

from workbench.core.arrays import U8
from workbench.core.classes import ClassSet
from workbench.core.errors import BadInputError
from workbench.core.geometry import Rect
from workbench.exchange.shapes.pieces import Piece, numbered, objects_of
from workbench.exchange.writing.writer import Item

MOST_OBJECTS = 254
"""A pixel of SegmentationObject is one byte: 0 is no object, 255 void."""


@dataclass(frozen=True, slots=True)
class VocObject:
    """One region: the number of its class, and its box."""

    class_index: int
    box: Rect


def find_objects(item: Item, mask: U8, classes: ClassSet) -> tuple[U8, list[VocObject]]:
    """The regions of a mask (uint8 (H, W)), each of one class and connected by sides or corners, background left out.

    Returns:
        uint8 (H, W): n at the pixels of the n-th object, counted from 1, 0 at no object, 255 where nothing is labelled;
        and the objects: by the number of their class, then by their first pixel, row by row.
    """
    pieces = objects_of(mask, classes)
    if len(pieces) > MOST_OBJECTS:
        raise BadInputError(
            f"{item.name} holds more than {MOST_OBJECTS} objects, and VOC's files cannot tell so many apart.",
            "Remove specks first (Tools), or export without objects.",
        )
    return numbered(mask, pieces), [VocObject(piece.number, _box(piece)) for piece in pieces]


def annotation_xml(item: Item, objects: list[VocObject], classes: ClassSet) -> str:
    """The XML of one image; boxes count from 1 and include their last pixel, as VOC's do.

    An object that reaches the edge of the image counts as truncated. Source: VOC2012 development kit, annotations.
    """
    root = ET.Element("annotation")
    _add(root, "folder", "JPEGImages")
    _add(root, "filename", f"{item.id}.jpg")
    source = ET.SubElement(root, "source")
    for name in ("database", "annotation", "image"):
        _add(source, name, "unknown")
    size = ET.SubElement(root, "size")
    for name, value in (("width", item.width), ("height", item.height), ("depth", 3)):
        _add(size, name, value)
    _add(root, "segmented", 1)
    for one in objects:
        _add_object(root, item, one, classes.name_of(one.class_index))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode") + "\n"


def _box(piece: Piece) -> Rect:
    height, width = piece.patch.inside.shape
    return Rect(piece.patch.top, piece.patch.left, piece.patch.top + height, piece.patch.left + width)


def _add_object(root: ET.Element, item: Item, one: VocObject, name: str) -> None:
    box = one.box
    inside = box.top > 0 and box.left > 0 and box.bottom < item.height and box.right < item.width
    node = ET.SubElement(root, "object")
    for field, value in (("name", name), ("pose", "Unspecified"), ("truncated", int(not inside)), ("difficult", 0)):
        _add(node, field, value)
    corners = ET.SubElement(node, "bndbox")
    for field, value in (("xmin", box.left + 1), ("ymin", box.top + 1), ("xmax", box.right), ("ymax", box.bottom)):
        _add(corners, field, value)


def _add(parent: ET.Element, name: str, value: object) -> None:
    ET.SubElement(parent, name).text = str(value)
