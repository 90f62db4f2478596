"""Lists of classes as people have them: typed or pasted words, files of many kinds, and sets that are well known."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from workbench.core.classes import ClassSet, Color, LabelClass
from workbench.core.errors import BadInputError
from workbench.core.places import resources
from workbench.exchange.class_tables import read_table
from workbench.exchange.classes_file import CLASSES_FILE, read_classes_file
from workbench.exchange.numbering import VOID, clean_name
from workbench.exchange.text_file import read_lines

TABLES = frozenset({".csv", ".json"})
"""Endings of files whose rows have columns or fields; every other file is read line by line."""

LONGEST_FILE = 4_000_000
"""Bytes: no list of 254 classes is longer."""

_COLORED = re.compile(r"(?P<name>.*?)\s*#(?P<color>[0-9a-fA-F]{6})")
_HEAD = re.compile(r"# (?P<title>.+)")


@dataclass(frozen=True, slots=True)
class Template:
    """A well-known set of classes.

    Attributes:
        title: its name and size, for a list.
        source: where names and colours were published.
        classes: with these.
    """

    title: str
    source: str
    classes: ClassSet


def classes_from_text(text: str) -> ClassSet:
    """Classes in the order in which they stand, one a line or parted by commas, each perhaps with its colour.

    "car #ff8000" has a colour; blank lines and those that begin with # are left out.
    """
    return _numbered(_rows_of(text.splitlines()))


def text_of(classes: Iterable[LabelClass]) -> str:
    """What `classes_from_text` makes the same classes of."""
    return "".join("{} #{:02x}{:02x}{:02x}\n".format(c.name, *c.color) for c in classes)


def read_class_list(path: Path) -> ClassSet:
    """The classes that a file names: one a line, labelmap.txt, a CSV, or a JSON of names and colours.

    Numbers in the file say the order and no more. Names for pixels without a class are left out.
    """
    if path.is_file() and path.stat().st_size > LONGEST_FILE:
        raise BadInputError(f"{path} is too long for a list of classes.", "Choose a file with one class a line.")
    if path.name == CLASSES_FILE:
        return _numbered((c.name, c.color) for c in read_classes_file(path) if not c.hidden)
    if path.suffix.lower() in TABLES or path.name == "labelmap.txt":
        rows: list[tuple[str, Color | None]] = [(clean_name(row.name), row.color) for row in read_table(path)]
    else:
        rows = list(_rows_of(read_lines(path)))
    known = _numbered((name, color) for name, color in rows if name and name.casefold() not in VOID)
    if not known.classes:
        raise BadInputError(f"{path} names no class.", "Write one class a line.")
    return known


def templates() -> list[Template]:
    """The sets that travel with the program, in the order of their titles."""
    found = [_template(path) for path in (resources() / "classes").glob("*.txt")]
    return sorted(found, key=lambda template: template.title)


def _template(path: Path) -> Template:
    title, source = (head["title"] for line in read_lines(path)[:2] if (head := _HEAD.fullmatch(line)))
    return Template(title, source.removeprefix("Source: "), read_class_list(path))


def _rows_of(lines: Iterable[str]) -> Iterator[tuple[str, Color | None]]:
    for line in lines:
        if line.lstrip().startswith("#"):
            continue
        for part in filter(None, (piece.strip() for piece in line.split(","))):
            colored = _COLORED.fullmatch(part)
            if colored is None or not colored["name"]:
                yield part, None
            else:
                red, green, blue = bytes.fromhex(colored["color"])
                yield colored["name"], (red, green, blue)


def _numbered(rows: Iterable[tuple[str, Color | None]]) -> ClassSet:
    classes = ClassSet()
    for name, color in rows:
        classes = classes.with_added(name, color)
    return classes
