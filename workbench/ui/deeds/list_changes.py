"""Status, split and tags of images, with what they were before, so that a change of many can be taken back."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from workbench.core.listing import ImageQuery
from workbench.core.records import Split, Status
from workbench.store.project import Project


def statuses(project: Project, image_ids: Sequence[int]) -> dict[int, Status]:
    """How far each of these images is, by its number."""
    return {
        number: status
        for status in Status
        for number in _among(project, image_ids, ImageQuery(statuses=frozenset({status})))
    }


def splits_of(project: Project, image_ids: Sequence[int]) -> dict[int, Split]:
    """What each of these images is used for, by its number."""
    return {
        number: split for split in Split for number in _among(project, image_ids, ImageQuery(splits=frozenset({split})))
    }


def tagged(project: Project, image_ids: Sequence[int], tags: Iterable[str]) -> dict[str, frozenset[int]]:
    """Which of these images have each of these tags."""
    return {tag: frozenset(_among(project, image_ids, ImageQuery(tag=tag))) for tag in tags}


def restore_statuses(project: Project, image_ids: Iterable[int], before: Mapping[int, Status]) -> None:
    """Let these images be as far as they were, in one transaction."""
    wanted = list(image_ids)
    with project.as_one():
        for status in Status:
            project.set_status([number for number in wanted if before[number] == status], status)


def restore_splits(project: Project, image_ids: Iterable[int], before: Mapping[int, Split]) -> None:
    """Use these images as before, in one transaction."""
    wanted = list(image_ids)
    with project.as_one():
        for split in Split:
            project.set_split([number for number in wanted if before[number] == split], split)


def restore_tags(project: Project, image_ids: Iterable[int], before: Mapping[str, frozenset[int]]) -> None:
    """Give these images the tags that they had, in one transaction."""
    wanted = frozenset(image_ids)
    with project.as_one():
        for tag, had in before.items():
            project.change_tags(wanted & had, added=[tag])
            project.change_tags(wanted - had, taken=[tag])


def _among(project: Project, image_ids: Sequence[int], query: ImageQuery) -> list[int]:
    chosen = np.array(image_ids, np.int64)
    return [int(number) for number in chosen[np.isin(chosen, project.image_ids(query))]]
