"""What a person says of images and classes beside painting, and how all of it is put back as it was."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from workbench.core.classes import ClassSet, LabelClass, with_keys
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


def put_back(project: Project, wanted: Mapping[int, Facts], known: Mapping[int, Facts]) -> None:
    """Take a change back, in one piece.

    Args:
        project: whose images.
        wanted: what was said of them on one side of the change, and shall be said again.
        known: what was said on the other side. What is the same on both sides stays as it is now: a training may have
            chosen a split since, an import have brought a tag.
    """
    changed = {number: (known[number], facts) for number, facts in wanted.items()}
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
    """Take a change of names, colours, order or hiding back.

    Args:
        project: whose classes.
        wanted: as they were, or shall be again.
        known: as they were on the other side of the change: a class that came with it cannot go, and is hidden. What
            is the same on both sides stays as it is now, and so do classes that neither knows: a class may have been
            merged since, or have come with an import.
    """

    def change(present: ClassSet) -> ClassSet:
        changed = [_changed_back(c, wanted.get(c.index), known.get(c.index)) for c in present]
        place = {c.index: at for at, c in enumerate(wanted)}
        both = [c.index for c in known if c.index in place]
        if both != sorted(both, key=place.__getitem__):
            changed.sort(key=lambda c: place.get(c.index, len(place)))
        return with_keys(changed)

    project.change_classes(change)


def _changed_back(now: LabelClass, wanted: LabelClass | None, known: LabelClass | None) -> LabelClass:
    if wanted is None:
        return now if known is None else replace(now, hidden=True)
    if known is None:
        return wanted
    parts = ("name", "color", "hidden", "merged_into")
    return replace(
        now, **{part: getattr(wanted, part) for part in parts if getattr(wanted, part) != getattr(known, part)}
    )
