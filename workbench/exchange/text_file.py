"""Small text files of datasets: read whatever people have, write what every reader takes."""

from collections.abc import Iterable
from pathlib import Path

from workbench.core.errors import BadInputError
from workbench.pixels.decoder import read_bytes


def read_lines(path: Path) -> list[str]:
    """The lines without blanks at either end; UTF-8 with or without a byte-order mark, any line ends."""
    try:
        text = read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInputError(f"{path} is not UTF-8 text.", "Save it again as UTF-8.") from error
    return [line.strip() for line in text.splitlines()]


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """UTF-8 without a byte-order mark, each line ended by a line feed: some readers take a carriage return as text."""
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
