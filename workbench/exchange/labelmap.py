"""labelmap.txt: names and colours of classes, as CVAT, Datumaro and this program write it beside VOC masks."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from workbench.core.classes import ClassSet, Color, LabelClass, voc_palette
from workbench.core.errors import BadInputError
from workbench.exchange.text_file import read_lines

HEADER = "# label:color_rgb:parts:actions"
VOID_COLOR: Color = (224, 224, 192)
VOID_NAMES = frozenset({"ignored", "ignore", "__ignore__", "void"})


@dataclass(frozen=True, slots=True)
class LabelmapRow:
    """One row; its place in the file is the number that indexed masks use unless colours say otherwise.

    Attributes:
        name: of the class.
        color: in masks; None when the row leaves it open.
        void: whether pixels of this row count as unlabelled.
    """

    name: str
    color: Color | None
    void: bool


def read_labelmap(path: Path) -> tuple[LabelmapRow, ...]:
    """The rows of `name:red,green,blue:parts:actions`; comments and blank lines are left out."""
    rows = tuple(_row(path, line) for line in read_lines(path) if line and not line.startswith("#"))
    if not rows:
        raise BadInputError(f"{path} names no class.", "Write one row a class, for example cat:64,0,0::")
    return rows


def labelmap_lines(classes: ClassSet) -> list[str]:
    """The lines of a labelmap.txt: every class with the VOC colour of its number, and a last row for void.

    Without the row for void, Datumaro and CVAT refuse the whole dataset.
    """
    _refuse_comments(classes)
    palette = voc_palette()
    void = "ignored" if classes.named("ignored") is None else "unlabelled_255"
    rows = [(c.name, palette[c.index]) for c in _ordered(classes)] + [(void, palette[255])]
    return [HEADER, *(f"{name}:{red},{green},{blue}::" for name, (red, green, blue) in rows)]


def class_name_lines(classes: ClassSet) -> list[str]:
    """The lines of a class_names.txt: line number = class number, counted from 0; gaps get a name of their own."""
    _refuse_comments(classes)
    first = classes.get(0)
    if first is not None and first.name.casefold() == "__ignore__":  # labelme's value -1, which counts no number
        raise BadInputError(
            f"Other programs skip {first.name!r} at the head of a list of classes.", "Rename it, or leave it out."
        )
    last = max((c.index for c in classes), default=-1)
    found = [(index, classes.get(index)) for index in range(last + 1)]
    return [c.name if c else unused_name(index) for index, c in found]


def unused_name(index: int) -> str:
    """What stands for a number without a class in a list of names."""
    return f"__unused_{index}__"


def _refuse_comments(classes: ClassSet) -> None:
    """Refuse a name that readers of lists skip: all classes below it would get other numbers."""
    for c in classes:
        if c.name.startswith("#"):
            raise BadInputError(
                f"Other programs take the class {c.name!r} for a comment.", "Rename it, or leave it out."
            )


def _ordered(classes: ClassSet) -> Iterable[LabelClass]:
    return sorted(classes, key=lambda c: c.index)


def _row(path: Path, line: str) -> LabelmapRow:
    name, *fields = line.split(":")
    color = _color(path, line, fields[0]) if fields and fields[0].strip() else None
    name = name.strip()
    if not name or len(fields) > 3:
        raise BadInputError(f"{path} holds a row that cannot be read: {line!r}.", "Write name:red,green,blue::")
    return LabelmapRow(name, color, name.casefold() in VOID_NAMES or color == VOID_COLOR)


def _color(path: Path, line: str, text: str) -> Color:
    try:
        red, green, blue = (int(part) for part in text.split(","))
    except ValueError:
        red = green = blue = -1
    if not all(0 <= value <= 255 for value in (red, green, blue)):
        raise BadInputError(f"{path} holds a colour that cannot be read: {line!r}.", "Write name:red,green,blue::")
    return red, green, blue
