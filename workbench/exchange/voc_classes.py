"""Which classes a VOC folder has: from classes.json, labelmap.txt, class_names.txt, or the masks themselves."""

from collections.abc import Iterable
from pathlib import Path

from workbench.core.classes import ClassSet, Color, voc_palette
from workbench.core.errors import BadInputError
from workbench.core.mask import MAX_CLASSES, UNLABELLED
from workbench.exchange.classes_file import CLASSES_FILE, read_classes_file
from workbench.exchange.labelmap import VOID_COLOR, VOID_NAMES, LabelmapRow, read_labelmap
from workbench.exchange.mask_meaning import MaskMeaning
from workbench.exchange.mask_values import values_of
from workbench.exchange.numbering import clean_name
from workbench.exchange.text_file import read_lines

VOC_NAMES = (
    *("background", "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow"),
    *("diningtable", "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor"),
)

_VOC_COLORS: tuple[Color, ...] = tuple((int(r), int(g), int(b)) for r, g, b in voc_palette())


def read_meaning(root: Path, masks: Iterable[Path]) -> tuple[MaskMeaning, str]:
    """The meaning of the masks of the VOC folder `root`, and where it was found, in words."""
    if (root / CLASSES_FILE).is_file():
        return _numbered(read_classes_file(root / CLASSES_FILE)), CLASSES_FILE
    if (root / "labelmap.txt").is_file():
        return _of_labelmap(root / "labelmap.txt"), "labelmap.txt"
    if (root / "class_names.txt").is_file():
        return _numbered(_listed_classes(root / "class_names.txt")), "class_names.txt"
    values = values_of(masks)
    if all(value < len(VOC_NAMES) for value in values):
        return _numbered(_class_set(enumerate(VOC_NAMES))), "the 21 names of PASCAL VOC"
    if MAX_CLASSES in values:
        raise BadInputError(
            f"The masks of {root} hold the value {MAX_CLASSES}, which no class can have.",
            f"A class number is 0..{MAX_CLASSES - 1}; paint these pixels {UNLABELLED} (unlabelled) or renumber them.",
        )
    return _numbered(_class_set((value, f"class {value}") for value in sorted(values))), "the values in the masks"


def _numbered(classes: ClassSet) -> MaskMeaning:
    """Values are class numbers, and colours are VOC's."""
    by_color = {_VOC_COLORS[c.index]: c.index for c in classes} | {VOID_COLOR: UNLABELLED}
    return MaskMeaning(classes, {c.index: c.index for c in classes}, by_color, palette_decides=False)


def _of_labelmap(path: Path) -> MaskMeaning:
    """A row's number is that of its colour in VOC's colour map, or, where colours are others, its place in the file."""
    rows = read_labelmap(path)
    named = [row for row in rows if not row.void]
    colors = [row.color for row in named]
    if all(color in _VOC_COLORS for color in colors):
        numbers = [_VOC_COLORS.index(color) for color in colors if color is not None]
        void: list[int] = []
    else:
        numbers = [place for place, row in enumerate(rows) if not row.void]
        void = [place for place, row in enumerate(rows) if row.void]
    _check_rows(path, named, numbers)
    classes = _class_set(
        ((number, row.name) for number, row in zip(numbers, named, strict=True)),
        {number: row.color or _VOC_COLORS[number] for number, row in zip(numbers, named, strict=True)},
    )
    by_color = {VOID_COLOR: UNLABELLED} | {row.color: UNLABELLED for row in rows if row.void and row.color}
    by_color |= {c.color: c.index for c in classes}
    by_value = dict.fromkeys(void, UNLABELLED) | {c.index: c.index for c in classes}
    return MaskMeaning(classes, by_value, by_color)


def _check_rows(path: Path, rows: list[LabelmapRow], numbers: list[int]) -> None:
    if max(numbers, default=0) >= MAX_CLASSES:
        raise BadInputError(f"{path} names a class beyond number {MAX_CLASSES - 1}.", "A mask is one byte a pixel.")
    seen: dict[Color, str] = {}
    for row in rows:
        if row.color is not None and row.color in seen:
            raise BadInputError(
                f"{path} gives {seen[row.color]!r} and {row.name!r} the same colour.", "Give each a colour of its own."
            )
        if row.color is not None:
            seen[row.color] = row.name


def _listed_classes(path: Path) -> ClassSet:
    """Line number = class number, counted from 0; a leading line for void (labelme's value -1) does not count."""
    names = [line for line in read_lines(path) if line]
    if names and names[0].casefold() in VOID_NAMES:
        del names[0]
    if not names:
        raise BadInputError(f"{path} names no class.", "Write one name a line, the class of value 0 first.")
    return _class_set(enumerate(names))


def _class_set(numbered: Iterable[tuple[int, str]], colors: dict[int, Color] | None = None) -> ClassSet:
    classes = ClassSet()
    for index, name in numbered:
        color = colors[index] if colors else _VOC_COLORS[index] if index < MAX_CLASSES else None
        classes = classes.with_added(clean_name(name), color, index)
    return classes
