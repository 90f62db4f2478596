"""What a person says of images and classes beside painting, and how all of it is put back as it was."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from workbench.core.classes import ClassSet
from workbench.core.records import ImageRecord, Split, Status
from workbench.store.project import Project

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is said of one image (attributes as in `ImageRecord`)."""

    status: Status
    split: Split
    sequence: str
    note: str
    tags: tuple[str, ...]
    removed: bool

    @classmethod
    def of(cls, image: ImageRecord) -> "Facts":
        """What a record says."""
        return cls(image.status, image.split, image.sequence, image.note, image.tags, image.removed)


def read(project: Project, image_ids: Iterable[int]) -> dict[int, Facts]:
    """What is said of these images now, by number."""
    return {image.id: Facts.of(image) for image in project.records(list(image_ids))}


def put_back(project: Project, wanted: Mapping[int, Facts]) -> None:
    """Let all that is said of these images be as given, in one piece; what is the same already is left alone."""
    now = read(project, wanted)
    changed = {number: (facts, wanted[number]) for number, facts in now.items() if facts != wanted[number]}
    with project.as_one():
        for status, numbers in _by(changed, lambda facts: facts.status).items():
            project.set_status(numbers, status)
        for split, numbers in _by(changed, lambda facts: facts.split).items():
            project.set_split(numbers, split)
        for removed, numbers in _by(changed, lambda facts: facts.removed).items():
            project.set_removed(numbers, removed)
        for tag in sorted({tag for both in changed.values() for facts in both for tag in facts.tags}):
            having = _by(changed, partial(_has, tag))
            project.change_tags(having.get(True, []), added=[tag])
            project.change_tags(having.get(False, []), taken=[tag])
        for note, numbers in _by(changed, lambda facts: facts.note).items():
            for number in numbers:
                project.set_note(number, note)
        for sequence, numbers in _by(changed, lambda facts: facts.sequence).items():
            project.divisions.set_sequence(numbers, sequence)


def _has(tag: str, facts: Facts) -> bool:
    return tag in facts.tags


def _by(changed: Mapping[int, tuple[Facts, Facts]], part: Callable[[Facts], T]) -> dict[T, list[int]]:
    """The images of which that part changes, by what it becomes."""
    found: dict[T, list[int]] = {}
    for number, (before, after) in changed.items():
        if part(before) != part(after):
            found.setdefault(part(after), []).append(number)
    return found


def put_classes_back(project: Project, wanted: ClassSet, known: ClassSet) -> None:
    """Let names, colours, keys, order and hiding be as in `wanted`.

    Args:
        project: whose classes.
        wanted: as they were, or shall be again.
        known: as they were on the other side of the change: a class that came with it cannot go, and is hidden. Classes
            that neither side knows came by other ways, and stay as they are.
    """

    def change(present: ClassSet) -> ClassSet:
        others = [c for c in present if wanted.get(c.index) is None]
        hidden = [replace(c, hidden=True, key="") if known.get(c.index) is not None else c for c in others]
        return ClassSet((*wanted, *hidden))

    project.change_classes(change)
