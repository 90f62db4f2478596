"""The plain copies of masks, `masks/ID.png`: what the trainer reads, what any program can open, and a lifeboat.

Each file says in its note which image it belongs to, so that masks survive the loss of the project file; the names of
the classes stand in `masks/classes.json`. No list of images has to be rewritten when one of 100,000 changes.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workbench.core.classes import ClassSet, LabelClass
from workbench.core.errors import BadInputError
from workbench.core.events import Progress
from workbench.core.records import ImageRecord, Split, Status
from workbench.core.whole_file import whole_file
from workbench.pixels.mask_file import read_note, write_indexed
from workbench.services.folders import make_folder
from workbench.store.project import Project

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


def refresh(project: Project) -> Iterator[Progress]:
    """Rewrite every copy that is older than its mask, or gone; each is complete or as it was."""
    stale = project.stale_mask_files()
    if stale:
        make_folder(project.folder / "masks")
        keep_classes(project)
    for done, (image_id, revision) in enumerate(stale, start=1):
        note = _note_text(project.folder, project.image(image_id), revision)
        write_indexed(project.mask_file(image_id), project.mask(image_id).classes, durable=True, note=note)
        project.mark_mask_file(image_id, revision)
        yield Progress("writing masks", done, len(stale))


def keep_classes(project: Project) -> None:
    """Write `masks/classes.json` unless it says already what the project's classes are, or there are no masks."""
    path = project.folder / "masks" / CLASSES_NAME
    if not path.parent.is_dir():
        return
    known = {"classes": [_class_facts(c) for c in project.classes]}
    text = json.dumps(known, indent=1).encode()
    if path.is_file() and path.read_bytes() == text:
        return
    with whole_file(path, "The list of classes", "Free some space, or make the folder writable.") as file:
        file.write(text)


def read_classes(folder: Path) -> ClassSet:
    """The classes that `keep_classes` wrote into a project's folder.

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


def _note_text(folder: Path, image: ImageRecord, revision: int) -> str:
    inside = image.path.is_relative_to(folder)
    return json.dumps(
        {
            "name": image.name,
            "path": image.path.relative_to(folder).as_posix() if inside else str(image.path),
            "sha256": image.sha256,
            "split": image.split.value,
            "status": image.status.value,
            "revision": revision,
        }
    )


def _class_facts(c: LabelClass) -> dict[str, object]:
    return {
        "number": c.index,
        "name": c.name,
        "color": list(c.color),
        "key": c.key,
        "hidden": c.hidden,
        "merged_into": c.merged_into,
    }


def _class(facts: dict[str, object]) -> LabelClass:
    number, color, into = facts["number"], facts["color"], facts["merged_into"]
    if not isinstance(number, int) or not isinstance(color, list) or not (into is None or isinstance(into, int)):
        raise ValueError(f"class {number!r}")
    red, green, blue = (int(part) & 255 for part in color)
    return LabelClass(
        number, str(facts["name"]), (red, green, blue), str(facts["key"])[:1], bool(facts["hidden"]), into
    )
