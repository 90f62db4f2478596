"""What lies beside and in the plain copies of masks, read for recovery: of which image each is, and the classes."""

import json
from dataclasses import dataclass
from pathlib import Path

from workbench.core.classes import ClassSet, LabelClass
from workbench.core.errors import BadInputError
from workbench.core.records import Split, Status
from workbench.pixels.mask_file import read_note

CLASSES_NAME = "classes.json"

_MOST = 1_000_000
"""Bytes of `classes.json`: 254 classes take a tenth of it."""

_BROKEN = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What reading JSON of any shape can raise."""


@dataclass(frozen=True, slots=True)
class Note:
    """What a plain copy tells of its image: as in `ImageRecord`, and which revision of the mask it shows."""

    name: str
    path: Path
    sha256: str
    split: Split
    status: Status
    revision: int


def read_classes(folder: Path) -> ClassSet:
    """The classes that `plain_copies.keep_classes` wrote into a project's folder.

    Raises:
        BadInputError: the list is gone or damaged.
    """
    path = folder / "masks" / CLASSES_NAME
    try:
        with open(path, "rb") as file:
            found = json.loads(file.read(_MOST))
        return ClassSet(tuple(_class(facts) for facts in found["classes"]))
    except (OSError, *_BROKEN) as error:
        raise BadInputError(f"{path} cannot be read: {error}.", "The classes are numbered instead.") from error


def read_image_note(folder: Path, path: Path) -> Note:
    """What a plain copy in a project's folder tells of its image; BadInputError when it tells nothing of use."""
    try:
        facts = json.loads(read_note(path))
        return Note(
            str(facts["name"]),
            folder / str(facts["path"]),
            str(facts["sha256"]),
            Split(facts["split"]),
            Status(facts["status"]),
            int(facts["revision"]),
        )
    except _BROKEN as error:
        raise BadInputError(f"{path} does not say which image it belongs to.", "Import it by hand.") from error


def _class(facts: dict[str, object]) -> LabelClass:
    number, color, into = facts["number"], facts["color"], facts["merged_into"]
    if not isinstance(number, int) or not isinstance(color, list) or not (into is None or isinstance(into, int)):
        raise ValueError(f"class {number!r}")
    red, green, blue = (int(part) & 255 for part in color)
    return LabelClass(
        number, str(facts["name"]), (red, green, blue), str(facts["key"])[:1], bool(facts["hidden"]), into
    )
