"""Which format is this, and which can be written: one row a format."""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from workbench.core.classes import ClassSet
from workbench.core.errors import BadInputError
from workbench.core.events import Progress
from workbench.exchange.dataset import ExportImage, FoundDataset
from workbench.exchange.images import read_images, recognise_images
from workbench.exchange.voc_read import read_voc, recognise_voc
from workbench.exchange.voc_verify import verify_voc
from workbench.exchange.voc_write import write_voc
from workbench.pixels.decoder import file_errors
from workbench.pixels.image_file import SUFFIXES


@dataclass(frozen=True, slots=True)
class InputFormat:
    """A format that can be read.

    Attributes:
        name: short, for the command line.
        title: for people.
        recognise: why a source is of this format, in words, or None.
        read: the dataset at a source; BadInputError when it is not of this format.
    """

    name: str
    title: str
    recognise: Callable[[Path], str | None]
    read: Callable[[Path], FoundDataset]


@dataclass(frozen=True, slots=True)
class OutputFormat:
    """A format that can be written: `write(dest, classes, images)`, then `verify` with the same arguments proves it."""

    name: str
    title: str
    write: Callable[[Path, ClassSet, Sequence[ExportImage]], Iterator[Progress]]
    verify: Callable[[Path, ClassSet, Sequence[ExportImage]], Generator[Progress, None, int]]


_IN = (
    InputFormat("voc", "PASCAL VOC folder (also from CVAT, Datumaro, labelme)", recognise_voc, read_voc),
    InputFormat("images", "Pictures without masks", recognise_images, read_images),
)
"""In the order in which a source is tried: the most particular first."""

_OUT = (OutputFormat("voc", "PASCAL VOC folder", write_voc, verify_voc),)


def formats_in() -> tuple[InputFormat, ...]:
    """The formats that can be read."""
    return _IN


def formats_out() -> tuple[OutputFormat, ...]:
    """The formats that can be written."""
    return _OUT


def recognise(source: Path) -> tuple[str, str]:
    """The name of the source's format, and what it was recognised by, in words."""
    _check_source(source)
    for row in _IN:
        why = row.recognise(source)
        if why is not None:
            return row.name, why
    raise BadInputError(
        f"{source} holds no dataset that is known here, and no picture.",
        f"Known are: {_titles(_IN)}. Pictures end in {', '.join(sorted(SUFFIXES))}.",
    )


def read_dataset(source: Path, format: str = "auto") -> FoundDataset:  # noqa: A002 - the word that people know
    """The dataset at the source, read as the named format, or as the one that is recognised."""
    _check_source(source)
    name = recognise(source)[0] if format == "auto" else format
    return _row(_IN, name).read(source)


def write_dataset(
    format: str,  # noqa: A002 - the word that people know
    dest: Path,
    classes: ClassSet,
    images: Sequence[ExportImage],
) -> Generator[Progress, None, int]:
    """Write the images into the new folder `dest` in the named format, then prove it; gives the number proved.

    The folder appears complete or not at all; a proof that fails is a WorkbenchError and leaves the folder to look at.
    """
    row = _row(_OUT, format)
    yield from row.write(dest, classes, images)
    return (yield from row.verify(dest, classes, images))


_Row = TypeVar("_Row", InputFormat, OutputFormat)


def _row(rows: tuple[_Row, ...], name: str) -> _Row:
    for row in rows:
        if row.name == name:
            return row
    raise BadInputError(f"There is no format {name!r}.", f"Choose one of: {', '.join(row.name for row in rows)}.")


def _titles(rows: tuple[InputFormat, ...]) -> str:
    return "; ".join(row.title for row in rows)


def _check_source(source: Path) -> None:
    with file_errors(source):
        source.stat()
        folder = source.is_dir()
        empty = folder and not any(source.iterdir())
    if empty:
        raise BadInputError(f"The folder {source} is empty.", "Choose the folder that holds the pictures.")
    if not folder and source.suffix.lower() not in SUFFIXES:
        raise BadInputError(
            f"{source} is a file that is no picture.", "Choose a folder or a picture; unpack an archive first."
        )
