"""Which format is this, and which can be written."""

from collections.abc import Generator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from workbench.core.classes import ClassSet
from workbench.core.errors import BadInputError, UsageError
from workbench.core.events import Progress
from workbench.exchange.archive.entries import ENDINGS, is_archive
from workbench.exchange.dataset import FoundDataset, Recognised, Sure
from workbench.exchange.input_format import InputFormat
from workbench.exchange.source import Source
from workbench.exchange.writing.choice import EVERYTHING, ExportChoice
from workbench.exchange.writing.export_image import ExportImage
from workbench.exchange.writing.frame import write
from workbench.exchange.writing.manifest import Proof
from workbench.exchange.writing.output_format import OutputFormat
from workbench.pixels.decoder import file_errors
from workbench.pixels.image_file import SUFFIXES

AUTO = "auto"
"""In place of a format: it is told by the files."""


def formats_in() -> tuple[InputFormat, ...]:
    """The formats that can be read."""
    from workbench.exchange.formats_read import FORMATS  # thirty files that the window opens without

    return FORMATS


def formats_out() -> tuple[OutputFormat, ...]:
    """The formats that can be written."""
    from workbench.exchange.formats_written import FORMATS

    return FORMATS


def output_format(name: str) -> OutputFormat:
    """The format of that name that can be written."""
    return _row(formats_out(), name)


def recognise(source: Path) -> tuple[str, str]:
    """The name of the source's format, and what it was recognised by, in words."""
    row, found, _ = _recognise(_checked(source))
    return row.name, found.why


def doubts_about(source: Path) -> tuple[str, ...]:
    """What a source may be beside what it would be taken for, in sentences; refused when it is nothing that is known.

    What an archive holds is known when it is unpacked.
    """
    if is_archive(source):
        return ()
    _, _, doubts = _recognise(_checked(source))
    return doubts


def read_dataset(source: Path, format: str = AUTO) -> FoundDataset:  # noqa: A002 - the word that people know
    """The dataset at the source, read as the named format, or as the one that is recognised."""
    walked = _checked(source)
    if format != AUTO:
        return _row(formats_in(), format).read(walked)
    row, _, doubts = _recognise(walked)
    dataset = row.read(walked)
    return replace(dataset, notices=(*doubts[1:], *dataset.notices))


def _recognise(source: Source) -> tuple[InputFormat, Recognised, tuple[str, ...]]:
    """The surest format, and what else the source might be: told when that is as likely, or likely and nothing sure."""
    found = [(row, known) for row in formats_in() if (known := row.recognise(source)) is not None]
    if not found:
        raise BadInputError(
            f"{source.path} holds no dataset that is known here, and no picture.",
            f"Known are: {_titles(formats_in())}. Pictures end in {', '.join(sorted(SUFFIXES))}.",
        )
    row, best = max(found, key=lambda pair: pair[1].sure)
    others = tuple(
        f"It might also be {other.name}, for it holds {known.why}: choose the format {other.name} to have it read so."
        for other, known in found
        if other is not row and known.sure > Sure.PERHAPS and (known.sure == best.sure or best.sure < Sure.CERTAIN)
    )
    return row, best, (f"It is taken for {row.name}, for it holds {best.why}.", *others) if others else ()


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
    raise UsageError(f"There is no format {name!r}.", f"Choose one of: {', '.join(row.name for row in rows)}.")


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
            f"{source} is a file that is no picture.",
            f"Choose a folder, a picture, a document of a dataset, or an archive ({', '.join(ENDINGS)}).",
        )
    return Source(source)
