"""Lists of classes that lie beside mask files: names by line, or names with values and colours."""

import csv
import json
import re
from dataclasses import dataclass
from pathlib import Path

from workbench.core.classes import Color
from workbench.core.errors import BadInputError
from workbench.exchange.labelmap import read_labelmap, unused_name
from workbench.exchange.parsing.document import Part
from workbench.exchange.parsing.json_file import read_json
from workbench.exchange.source import Source
from workbench.exchange.text_file import read_lines

LISTS = ("classes.txt", "class_names.txt", "classification.txt", "labels.txt", "label_names.txt", "names.txt")
TABLES = ("class_dict.csv", "_classes.csv", "classes.csv", "labels.csv", "label_colors.csv", "colors.csv")
CAMVID = "label_colors.txt"


@dataclass(frozen=True, slots=True)
class Row:
    """One class of a table: its name, and the value and the colour that it has in masks, where the table tells them."""

    name: str
    value: int | None = None
    color: Color | None = None


def find_list(source: Source) -> Path | None:
    """The file that lists names, one a line."""
    return source.called(*LISTS)


def find_table(source: Source) -> Path | None:
    """The file that gives names and colours or values: CSV, labelmap.txt, or a JSON of such objects."""
    found = source.called(*TABLES, "labelmap.txt", CAMVID)
    return found or source.first_with(".json", lambda text: '"color"' in text and '"name"' in text)


def read_list(path: Path) -> list[Row]:
    """The names of a list; a line's number is its value, counted from 0 without a leading line for void.

    Lines that this program writes for numbers without a class are none.
    """
    names = [line for line in read_lines(path) if line and not line.startswith("# ")]
    if names and names[0].casefold() == "__ignore__":  # labelme's value -1
        del names[0]
    return _checked(path, [Row(name, value) for value, name in enumerate(names) if name != unused_name(value)])


def read_table(path: Path) -> list[Row]:
    """The rows of a table of any kind that `find_table` finds."""
    match path.suffix.lower():
        case ".csv":
            return _checked(path, _csv_rows(path))
        case ".json":
            return _checked(path, _json_rows(read_json(path)))
    if path.name.casefold() == CAMVID:
        return _checked(path, [_camvid_row(path, line) for line in read_lines(path) if line])
    rows = [Row(row.name, place, row.color) for place, row in enumerate(read_labelmap(path))]
    return _checked(path, rows)


def _checked(path: Path, rows: list[Row]) -> list[Row]:
    if not rows:
        raise BadInputError(f"{path} names no class.", "Write one class a line.")
    return rows


def _camvid_row(path: Path, line: str) -> Row:
    """A line "64 0 128 car" of CamVid's own table."""
    words = line.split(maxsplit=3)
    if len(words) < 4:
        raise BadInputError(f"{path} holds a row that cannot be read: {line[:40]!r}.", "Write red green blue name.")
    red, green, blue = (_byte(path, 0, word) for word in words[:3])
    return Row(words[3].strip(), None, (red, green, blue))


def _csv_rows(path: Path) -> list[Row]:
    """Columns are told by their heads: a name or class, r g b (or red green blue), one colour such as #ff8000, a value
    (or id, index). They are parted by commas, semicolons or tabs.
    """
    try:
        text = read_lines(path)
        mark = max(",;\t", key=text[0].count) if text else ","
        lines = list(csv.reader(text, delimiter=mark))
    except csv.Error as error:
        raise BadInputError(f"{path} is no CSV: {error}.", "Save it again.") from error
    heads = [re.sub(r"[^a-z]", "", head.casefold()) for head in lines[0]] if lines else []
    name = _column(heads, ("name", "class", "classname", "label"))
    value = _column(heads, ("value", "pixelvalue", "id", "index"))
    colors = [_column(heads, names) for names in (("r", "red"), ("g", "green"), ("b", "blue"))]
    hexadecimal = _column(heads, ("color", "colour", "hex", "rgb"))
    if name is None:
        raise BadInputError(f"{path} has no column of names.", "Its first line must be: name,r,g,b")
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        if any(field.strip() for field in line):
            cells = [*line, *[""] * len(heads)]
            color = [_byte(path, number, cells[c]) for c in colors if c is not None]
            told = None if value is None else _byte(path, number, cells[value])
            whole = None if hexadecimal is None else _color_cell(cells[hexadecimal])
            rows.append(Row(cells[name].strip(), told, (color[0], color[1], color[2]) if len(color) == 3 else whole))
    return rows


def _column(heads: list[str], names: tuple[str, ...]) -> int | None:
    return next((heads.index(name) for name in names if name in heads), None)


def _color_cell(text: str) -> Color | None:
    """The colour in "#ff8000" or in "255 128 0" with any marks between; None when it is neither."""
    if re.fullmatch(r"\s*#?[0-9a-fA-F]{6}\s*", text):
        red, green, blue = bytes.fromhex(text.strip().removeprefix("#"))
        return red, green, blue
    numbers = [int(digits) for digits in re.findall(r"[0-9]{1,3}", text)]
    return (numbers[0], numbers[1], numbers[2]) if len(numbers) == 3 and max(numbers) < 256 else None


def _byte(path: Path, line: int, text: str) -> int:
    clean = text.strip()
    if not clean.isdecimal() or len(clean) > 3 or int(clean) > 255:
        raise BadInputError(f"{path}: line {line} has {text[:40]!r} where a number from 0 to 255 must be.", "Mend it.")
    return int(clean)


def _json_rows(document: Part) -> list[Row]:
    """All objects with a name and a colour, wherever they stand; in the order of their ids where they have any."""
    found: list[tuple[int, Row]] = []
    waiting = [document]
    while waiting:
        part = waiting.pop()
        if part.has("name") and part.has("color"):
            value = part["id"].whole(0, 2**31) if part.has("id") else None
            row = Row(part["name"].text(), value, color_of(part["color"]))
            found.append((len(found) if value is None else value, row))
        elif isinstance(part.value, dict):
            waiting += [child for _, child in part.named()]
        elif isinstance(part.value, list):
            waiting += list(part.items())
    return [row for _, row in sorted(found, key=lambda pair: pair[0])]


def color_of(part: Part) -> Color:
    """The colour in a JSON: a list of red, green, blue, perhaps with more behind, or text such as #ff8000."""
    if isinstance(part.value, str):
        digits = part.value.removeprefix("#")
        if not re.fullmatch("[0-9a-fA-F]{6}", digits):
            raise part.error(f"is {json.dumps(part.value)[:40]}, no colour like #ff8000")
        red, green, blue = bytes.fromhex(digits)
        return red, green, blue
    values = [channel.whole(0, 255) for channel in part.items()]
    if len(values) < 3:
        raise part.error("is no colour: it needs red, green and blue")
    return values[0], values[1], values[2]
