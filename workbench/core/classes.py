"""The classes of a project: stable numbers, names, colours and keys."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from workbench.core.arrays import U8
from workbench.core.errors import BadInputError
from workbench.core.mask import MAX_CLASSES

Color = tuple[int, int, int]
"""Red, green, blue, each 0..255."""

DISPLAY_COLORS: tuple[Color, ...] = (
    (0, 114, 178),
    (230, 159, 0),
    (0, 158, 115),
    (204, 121, 167),
    (240, 228, 66),
    (213, 94, 0),
    (86, 180, 233),
    (102, 51, 51),
    (204, 238, 255),
    (204, 221, 170),
    (170, 51, 119),
    (34, 85, 85),
    (102, 102, 51),
    (187, 187, 187),
    (187, 204, 238),
    (238, 102, 119),
)
"""First colours for new classes, chosen to differ for colour-blind eyes, too.

The first seven are Okabe and Ito's (Color Universal Design, 2008), the others Tol's (Colour Schemes, 2021,
SRON/EPS/TN/09-002): of all in his qualitative schemes, each time the one that is farthest from all before it, as all
kinds of eyes see it, those that lack one kind of cone, too (tests/core/test_class_colours.py).
"""

BACKGROUND_COLOR: Color = (34, 34, 85)
"""Tol's dark blue: quiet, since background covers most of an image; told from a grey image that nobody has painted, and
from every first colour of the other classes."""

_BACKGROUND_NAMES = frozenset({"background", "_background_", "__background__"})


def voc_palette() -> U8:
    """The PASCAL VOC colour map: uint8 (256, 3), RGB; the three bits of each index spread from the top bit down.

    Source: PASCAL VOC development kit, VOClabelcolormap.
    """
    palette = np.zeros((256, 3), dtype=np.uint8)
    for index in range(256):
        bits = index
        for shift in range(7, -1, -1):
            for channel in range(3):
                palette[index, channel] |= ((bits >> channel) & 1) << shift
            bits >>= 3
    return palette


def is_background(name: str) -> bool:
    """Whether a class of this name is the background: a class like any other, only drawn more quietly."""
    return name.strip().lower() in _BACKGROUND_NAMES


def display_color(index: int, name: str = "") -> Color:
    """The colour that a new class gets when nobody chose one."""
    if is_background(name):
        return BACKGROUND_COLOR
    if index < len(DISPLAY_COLORS):
        return DISPLAY_COLORS[index]
    red, green, blue = (int(v) for v in voc_palette()[index])
    return red, green, blue


@dataclass(frozen=True, slots=True)
class LabelClass:
    """One class.

    Attributes:
        index: the number in masks, 0..253; never changes and is never given to another class.
        name: what people call it; unique in its set, without regard to case.
        color: shown on the canvas.
        key: the digit that chooses it, or "".
        hidden: taken out of the lists; its pixels stay.
        merged_into: the class that took its pixels over when the two were merged; None for all others.
    """

    index: int
    name: str
    color: Color
    key: str = ""
    hidden: bool = False
    merged_into: int | None = None


_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029:,]")


def checked_name(name: str) -> str:
    """The name without surrounding blanks, in Unicode's composed form (NFC), so that equal looks are equal names.

    Refused when it is empty or holds a character that formats cannot carry: control characters and line breaks too.
    """
    clean = unicodedata.normalize("NFC", name).strip()
    if not clean:
        raise BadInputError("A class needs a name.", "Type at least one letter.")
    if _FORBIDDEN.search(clean):
        raise BadInputError(
            f"The class name {clean!r} holds a colon, a comma or a control character.",
            "Leave these out: VOC's labelmap.txt cannot carry them.",
        )
    if len(clean) > 80:
        raise BadInputError(f"The class name {clean[:20]!r}... is longer than 80 characters.", "Shorten it.")
    return clean


@dataclass(frozen=True, slots=True)
class ClassSet:
    """All classes of a project, hidden ones too, in the order of the list."""

    classes: tuple[LabelClass, ...] = ()

    def __post_init__(self) -> None:
        if len({c.index for c in self.classes}) != len(self.classes):
            raise BadInputError("Two classes have the same number.")
        names = [c.name.casefold() for c in self.classes]
        for name in names:
            if names.count(name) > 1:
                raise BadInputError(f"Two classes are called {name!r}.", "Give each class a name of its own.")
        for c in self.classes:
            if not 0 <= c.index < MAX_CLASSES:
                raise BadInputError(
                    f"Class number {c.index} is out of range.",
                    f"A mask holds one byte a pixel: at most {MAX_CLASSES} classes, 255 means unlabelled.",
                )

    @classmethod
    def from_names(cls, names: Iterable[str]) -> "ClassSet":
        """Classes 0, 1, 2, ... with those names and first colours; the digits 1..9 choose the first nine."""
        result = cls()
        for name in names:
            result = result.with_added(name)
        return result

    def __iter__(self) -> Iterator[LabelClass]:
        return iter(self.classes)

    def __len__(self) -> int:
        return len(self.classes)

    @property
    def shown(self) -> tuple[LabelClass, ...]:
        """The classes that are not hidden, in order."""
        return tuple(c for c in self.classes if not c.hidden)

    def get(self, index: int) -> LabelClass | None:
        """The class with that number, or None."""
        return next((c for c in self.classes if c.index == index), None)

    def named(self, name: str) -> LabelClass | None:
        """The class of that name, without regard to case, or None."""
        wanted = unicodedata.normalize("NFC", name).strip().casefold()
        return next((c for c in self.classes if c.name.casefold() == wanted), None)

    def name_of(self, index: int) -> str:
        """The name of that number, or "class N" for a number without a class."""
        found = self.get(index)
        return found.name if found else f"class {index}"

    def with_added(self, name: str, color: Color | None = None, index: int | None = None) -> "ClassSet":
        """This set and one class more; its number is asked, or the lowest above all given ones, or the lowest free."""
        clean = checked_name(name)
        known = self.named(clean)
        if known is not None:
            cure = "It is hidden: show it again." if known.hidden else "Give each class a name of its own."
            raise BadInputError(f"There is a class called {clean!r} already.", cure)
        number = self._next_number() if index is None else index
        if number >= MAX_CLASSES:
            raise BadInputError(
                f"A project holds at most {MAX_CLASSES} classes.",
                "A mask is one byte a pixel, and 255 means unlabelled. Merge or reuse a class.",
            )
        taken = {c.key for c in self.classes}
        key = next((d for d in "123456789" if d not in taken), "")
        added = LabelClass(number, clean, color or display_color(number, clean), key)
        return ClassSet((*self.classes, added))

    def _next_number(self) -> int:
        given = {c.index for c in self.classes}
        above = max(given, default=-1) + 1
        # A set never loses a class, so a number that is free was never given.
        return next((n for n in (above, *range(MAX_CLASSES)) if n not in given and n < MAX_CLASSES), MAX_CLASSES)

    def with_changed(self, changed: LabelClass) -> "ClassSet":
        """This set with the class of that number replaced."""
        self._known(changed.index)
        clean = replace(changed, name=checked_name(changed.name))
        return ClassSet(tuple(clean if c.index == clean.index else c for c in self.classes))

    def with_moved(self, index: int, place: int) -> "ClassSet":
        """This set with that class at another place among the shown ones; 0 is the top."""
        moved = self._known(index)
        others = [c for c in self.classes if c.index != index]
        following = [c for c in others if not c.hidden][max(0, place) :]
        at = others.index(following[0]) if following else len(others)
        return with_keys((*others[:at], moved, *others[at:]))

    def with_hidden(self, index: int, hidden: bool) -> "ClassSet":
        """This set with that class taken out of the lists, or back in them; it is merged no longer when it is back."""
        known = self._known(index)
        if hidden and self.shown == (known,):
            raise BadInputError(f"{known.name} is the only class in the list.", "Add another class, then hide it.")
        changed = replace(known, hidden=hidden, merged_into=known.merged_into if hidden else None)
        return with_keys(changed if c.index == index else c for c in self.classes)

    def with_merged(self, source: int, target: int) -> "ClassSet":
        """This set with the class `source` hidden, and known as merged into the shown class `target`."""
        merged, into = self._known(source), self._known(target)
        if source == target or into.hidden:
            raise BadInputError(
                f"{merged.name} cannot be merged into {into.name}.", "Choose another class that is in the list."
            )
        changed = replace(merged, hidden=True, merged_into=target)
        return with_keys(changed if c.index == source else c for c in self.classes)

    def final(self, index: int) -> int:
        """The class that stands for that number today: the one it was merged into, and so on; else itself."""
        seen = {index}
        while (found := self.get(index)) is not None and found.merged_into is not None:
            if found.merged_into in seen:  # only a file that something else wrote goes round in a circle
                break
            index = found.merged_into
            seen.add(index)
        return index

    def final_table(self) -> U8:
        """uint8 (256,): `final` of every number; 254 and 255 stay what they are."""
        return np.array([self.final(index) for index in range(256)], dtype=np.uint8)

    def _known(self, index: int) -> LabelClass:
        found = self.get(index)
        if found is None:
            raise BadInputError(f"There is no class number {index}.")
        return found


def with_keys(classes: Iterable[LabelClass]) -> ClassSet:
    """The classes with the digits 1..9 from the top of the list down, hidden ones without."""
    digits = iter("123456789")
    return ClassSet(tuple(replace(c, key="" if c.hidden else next(digits, "")) for c in classes))
