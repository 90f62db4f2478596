"""Which format is this, and which can be written: one row a format."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from workbench.core.classes import ClassSet
from workbench.core.errors import BadInputError
from workbench.core.events import Progress
from workbench.exchange.dataset import FoundDataset, Recognised, Sure
from workbench.exchange.images import read_images, recognise_images
from workbench.exchange.readers import (
    ade20k,
    cityscapes,
    coco,
    coco_panoptic,
    cvat_xml,
    label_studio,
    labelme,
    masks_binary,
    masks_index,
    masks_rgb,
    supervisely,
    yolo,
)
from workbench.exchange.source import Source
from workbench.exchange.voc_read import read_voc, recognise_voc
from workbench.exchange.writers.cityscapes import CityscapesWriter
from workbench.exchange.writers.coco import CocoPolygons, CocoRuns
from workbench.exchange.writers.coco_panoptic import PanopticWriter
from workbench.exchange.writers.cvat_masks import CvatMasksWriter
from workbench.exchange.writers.index import IndexWriter
from workbench.exchange.writers.labelme import LabelmeWriter
from workbench.exchange.writers.masks_rgb import RgbWriter
from workbench.exchange.writers.npz import NpzWriter
from workbench.exchange.writers.tfrecord import TfrecordWriter
from workbench.exchange.writers.voc import EXTRAS, VocWriter
from workbench.exchange.writers.yolo import YoloWriter
from workbench.exchange.writing.choice import EVERYTHING, ExportChoice
from workbench.exchange.writing.export_image import ExportImage
from workbench.exchange.writing.frame import write
from workbench.exchange.writing.manifest import Proof
from workbench.exchange.writing.output_format import OutputFormat
from workbench.pixels.decoder import file_errors
from workbench.pixels.image_file import SUFFIXES


@dataclass(frozen=True, slots=True)
class InputFormat:
    """A format that can be read.

    Attributes:
        name: short, for the command line.
        title: for people.
        recognise: how sure it is that a source is of this format, and why; None when it is not.
        read: the dataset at a source; BadInputError when it is not of this format.
    """

    name: str
    title: str
    recognise: Callable[[Source], Recognised | None]
    read: Callable[[Source], FoundDataset]


_IN = (
    InputFormat("voc", "PASCAL VOC folder (also from CVAT, Datumaro, labelme)", recognise_voc, read_voc),
    InputFormat("cityscapes", "Cityscapes masks or polygons", cityscapes.recognise, cityscapes.read),
    InputFormat("ade20k", "ADE20K, scene parsing or full", ade20k.recognise, ade20k.read),
    InputFormat("coco-panoptic", "COCO panoptic JSON and PNG", coco_panoptic.recognise, coco_panoptic.read),
    InputFormat("coco", "COCO instances JSON", coco.recognise, coco.read),
    InputFormat("labelme", "labelme JSON, one an image", labelme.recognise, labelme.read),
    InputFormat("cvat-xml", "CVAT for images 1.1 (XML)", cvat_xml.recognise, cvat_xml.read),
    InputFormat("label-studio", "Label Studio JSON", label_studio.recognise, label_studio.read),
    InputFormat("supervisely", "Supervisely project", supervisely.recognise, supervisely.read),
    InputFormat("yolo", "YOLO segmentation (data.yaml)", yolo.recognise, yolo.read),
    InputFormat("masks-rgb", "Folders of coloured masks", masks_rgb.recognise, masks_rgb.read),
    InputFormat("masks-index", "Folders of masks of class numbers", masks_index.recognise, masks_index.read),
    InputFormat("masks-binary", "Folders of black-and-white masks", masks_binary.recognise, masks_binary.read),
    InputFormat("images", "Pictures without masks", recognise_images, read_images),
)
"""In the order in which a source is tried: the most particular first."""

_OUT = (
    OutputFormat("voc", "PASCAL VOC folder", VocWriter, extras=EXTRAS),
    OutputFormat("index", "Grey PNG masks and classes.txt", IndexWriter, unlabelled=True),
    OutputFormat("coco", "COCO instances, run lengths", CocoRuns),
    OutputFormat("coco-polygons", "COCO instances, polygons", CocoPolygons),
    OutputFormat("coco-panoptic", "COCO panoptic JSON and PNG", PanopticWriter),
    OutputFormat("yolo", "YOLO segmentation (data.yaml)", YoloWriter),
    OutputFormat("labelme", "labelme JSON, one an image", LabelmeWriter),
    OutputFormat("cityscapes", "Cityscapes masks", CityscapesWriter),
    OutputFormat("cvat-masks", "CVAT segmentation masks", CvatMasksWriter),
    OutputFormat("masks-rgb", "Coloured PNG masks and class_dict.csv", RgbWriter),
    OutputFormat("tfrecord", "TFRecord shards for DeepLab's scripts", TfrecordWriter),
    OutputFormat("npz", "NumPy arrays, one file an image", NpzWriter),
)


def formats_in() -> tuple[InputFormat, ...]:
    """The formats that can be read."""
    return _IN


def formats_out() -> tuple[OutputFormat, ...]:
    """The formats that can be written."""
    return _OUT


def output_format(name: str) -> OutputFormat:
    """The format of that name that can be written."""
    return _row(_OUT, name)


def recognise(source: Path) -> tuple[str, str]:
    """The name of the source's format, and what it was recognised by, in words."""
    row, found, _ = _recognise(_checked(source))
    return row.name, found.why


def read_dataset(source: Path, format: str = "auto") -> FoundDataset:  # noqa: A002 - the word that people know
    """The dataset at the source, read as the named format, or as the one that is recognised."""
    walked = _checked(source)
    if format != "auto":
        return _row(_IN, format).read(walked)
    row, _, doubt = _recognise(walked)
    dataset = row.read(walked)
    return replace(dataset, notices=(*doubt, *dataset.notices))


def _recognise(source: Source) -> tuple[InputFormat, Recognised, tuple[str, ...]]:
    """The surest format, and what else the source might be: told when that is as likely, or likely and nothing sure."""
    found = [(row, known) for row in _IN if (known := row.recognise(source)) is not None]
    if not found:
        raise BadInputError(
            f"{source.path} holds no dataset that is known here, and no picture.",
            f"Known are: {_titles(_IN)}. Pictures end in {', '.join(sorted(SUFFIXES))}.",
        )
    row, best = max(found, key=lambda pair: pair[1].sure)
    doubt = tuple(
        f"It might also be {other.name}, for it holds {known.why}; --format {other.name} reads it so."
        for other, known in found
        if other is not row and known.sure > Sure.PERHAPS and (known.sure == best.sure or best.sure < Sure.CERTAIN)
    )
    return row, best, doubt


def write_dataset(
    format: str,  # noqa: A002 - the word that people know
    dest: Path,
    classes: ClassSet,
    images: Sequence[ExportImage],
    choice: ExportChoice = EVERYTHING,
) -> Generator[Progress, None, Proof]:
    """Write the images into the new folder `dest` in the named format; gives what the proof found.

    The folder appears complete and proven, or not at all (see `frame.write`).
    """
    return (yield from write(output_format(format), dest, classes, images, choice))


DOCUMENTS = frozenset({".json", ".xml", ".yaml", ".yml"})
"""Endings of files that may be chosen themselves, in place of the folder that they lie in."""

_Row = TypeVar("_Row", InputFormat, OutputFormat)


def _row(rows: tuple[_Row, ...], name: str) -> _Row:
    for row in rows:
        if row.name == name:
            return row
    raise BadInputError(f"There is no format {name!r}.", f"Choose one of: {', '.join(row.name for row in rows)}.")


def _titles(rows: tuple[InputFormat, ...]) -> str:
    return "; ".join(row.title for row in rows)


def _checked(source: Path) -> Source:
    with file_errors(source):
        source.stat()
        folder = source.is_dir()
        empty = folder and not any(source.iterdir())
    if empty:
        raise BadInputError(f"The folder {source} is empty.", "Choose the folder that holds the pictures.")
    if not folder and source.suffix.lower() not in SUFFIXES | DOCUMENTS:
        raise BadInputError(
            f"{source} is a file that is no picture.", "Choose a folder or a picture; unpack an archive first."
        )
    return Source(source)
