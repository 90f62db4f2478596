"""The classes of a dataset and the number of each: names are made clean, equal ones are one class."""

import re
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from pathlib import Path

from workbench.core.classes import ClassSet, Color, is_background
from workbench.core.errors import BadInputError
from workbench.core.mask import MAX_CLASSES, UNLABELLED
from workbench.exchange.labelmap import VOID_NAMES

_UNFIT = re.compile(r"[:,\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")

_LONGEST = 80

VOID = VOID_NAMES | {"unlabeled", "unlabelled", "_void_", "__void__"}
"""Names that other programs give to pixels without a class."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A class as a document has it: by which key the document means it, its name, and its colour if it tells one."""

    key: Hashable
    name: str
    color: Color | None = None


@dataclass(frozen=True, slots=True)
class Numbering:
    """The classes of a dataset.

    Attributes:
        classes: with their numbers.
        by_key: the number of each of the document's keys; 255 for those that stand for no class.
        rest: the number of pixels of no object: that of the background, or 255.
    """

    classes: ClassSet
    by_key: dict[Hashable, int]
    rest: int = UNLABELLED


def clean_name(name: str) -> str:
    """A name with blanks for what a class cannot carry (colons, commas, line breaks, halves of letters); 80 letters."""
    return _UNFIT.sub(" ", name).strip()[:_LONGEST].strip()


def number_classes(
    entries: Iterable[Entry], document: Path, *, background: bool = False, used: Collection[Hashable] | None = None
) -> Numbering:
    """Number the entries in order from 0; with `background`, a class of that name comes first unless there is one.

    Of more than a mask can hold, only those are taken whose keys are `used`.
    """
    entries = list(entries)
    if len({clean_name(e.name).casefold() for e in entries}) > MAX_CLASSES - background and used is not None:
        entries = [entry for entry in entries if entry.key in used]
    names = [clean_name(entry.name) for entry in entries]
    if not all(names):
        raise BadInputError(f"{document} has a class without a name.", "Give it one.")
    count = len({name.casefold() for name in names} - VOID)
    if count > MAX_CLASSES - background:
        raise BadInputError(
            f"{document} has {count} classes; a mask holds at most {MAX_CLASSES}.",
            "Merge classes there, or leave out what is not needed.",
        )
    classes = ClassSet()
    if background and not any(map(is_background, names)):
        classes = classes.with_added("background")
    by_key: dict[Hashable, int] = {}
    for entry, name in zip(entries, names, strict=True):
        if name.casefold() in VOID:
            by_key[entry.key] = UNLABELLED
            continue
        known = classes.named(name)
        if known is None:
            free = entry.color if all(c.color != entry.color for c in classes) else None
            classes = classes.with_added(name, free)
            known = classes.classes[-1]
        by_key[entry.key] = known.index
    rest = next((c.index for c in classes if is_background(c.name)), UNLABELLED) if background else UNLABELLED
    return Numbering(classes, by_key, rest)
