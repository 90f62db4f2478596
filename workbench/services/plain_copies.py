"""The plain copies of masks, `masks/ID.png`: what the trainer reads, what any program can open, and a lifeboat.

Each file says in its note which image it belongs to, so that masks survive the loss of the project file; the names of
the classes stand in `masks/classes.json`. No list of images has to be rewritten when one of 100,000 changes.
"""

import json
import threading
from collections.abc import Generator
from pathlib import Path

from workbench.core.classes import LabelClass
from workbench.core.errors import BadInputError, DamagedError
from workbench.core.events import Progress, Refused
from workbench.core.records import ImageRecord
from workbench.core.whole_file import whole_file
from workbench.pixels.mask_file import write_indexed
from workbench.services.copy_notes import CLASSES_NAME
from workbench.services.folders import make_folder
from workbench.store.project import Project

_ONE_AT_A_TIME = threading.Lock()
"""Held while one copy is written: of two at once the older one could come last, and would be taken for the newest."""


def refresh(project: Project) -> Generator[Progress | Refused, None, frozenset[int]]:
    """Rewrite every copy that is older than its mask, or gone; each is complete or as it was.

    A mask that cannot be read is told and passed over: its copy stays, for it may be what brings the mask back. Returns
    the numbers of such images: their copies are not to be learnt from.
    """
    refused = set()
    stale = project.stale_copies()
    if stale:
        make_folder(project.folder / "masks")
        keep_classes(project)
    for done, (image_id, _revision) in enumerate(stale, start=1):
        try:
            with _ONE_AT_A_TIME:
                _write(project, image_id)
        except (BadInputError, DamagedError) as error:
            refused.add(image_id)
            yield Refused(project.image(image_id).name, error.message, error.cure)
        yield Progress("writing masks", done, len(stale))
    return frozenset(refused)


def _write(project: Project, image_id: int) -> None:
    """Write the copy of one mask as it is now."""
    with project.as_one():
        image, revision, mask = project.image(image_id), project.mask_revision(image_id), project.mask(image_id)
    note = _note_text(project.folder, image, revision)
    write_indexed(project.plain_copy(image_id), mask.classes, durable=True, note=note)
    project.mark_copy(image_id, revision)


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
