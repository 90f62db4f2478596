"""Merging one class into another, image by image: a flow of events."""

from collections.abc import Iterator
from dataclasses import dataclass

from workbench.core.classes import LabelClass
from workbench.core.edit import Edit, EditRecorder
from workbench.core.errors import BadInputError
from workbench.core.events import Event, Merged, Notice, Progress, Refused
from workbench.core.geometry import TILE, tile_rect
from workbench.core.mask import LabelMask
from workbench.services import annotation, backups
from workbench.store.project import Project


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What a merge would change: the pixels of `source` in so many images would belong to `target`."""

    source: LabelClass
    target: LabelClass
    images: int
    pixels: int


def plan(project: Project, source: int, target: int) -> MergePlan:
    """Count what merging the class `source` into `target` would change.

    Raises:
        BadInputError: one of them does not exist, both are the same, or `target` is hidden.
    """
    classes = project.classes
    classes.with_merged(source, target)
    merged, into = classes.get(source), classes.get(target)
    assert merged is not None
    assert into is not None
    areas = project.census.images_with_class(source)
    return MergePlan(merged, into, len(areas), sum(areas.values()))


def run(project: Project, source: int, target: int) -> Iterator[Event]:
    """Back up, give the pixels of the class `source` to `target`, then hide `source`; the last event is `Merged`.

    Each image takes one edit, which can be undone like any other; who set a pixel stays as it was, and neither
    protected classes nor hand-set pixels are left out. Closed between two images, what was merged stays merged and
    `source` stays in the list; run again, the flow does the rest. An image whose mask cannot be read is `Refused`, and
    `source` stays in the list for its sake.

    Raises:
        BadInputError: as `plan`.
        StorageError: the disk refuses; the images before this one are merged, and none without a backup.
    """
    wanted = plan(project, source, target)
    waiting = project.census.images_with_class(source)
    if waiting:
        copy = backups.before(project, "merging classes")
        yield Notice(f"Before merging, the project was backed up as {copy.path.name}.")
    pixels = done = refused = 0
    for image_id, area in waiting.items():
        edit = None
        try:
            edit = merge_edit(project.mask(image_id), source, target)
            if edit is not None:
                annotation.commit(project, image_id, edit)
                pixels, done = pixels + area, done + 1
        except BadInputError as error:
            refused += 1
            yield Refused(project.image(image_id).name, error.message, error.cure)
        yield Progress("merging", done + refused, len(waiting))
    if refused:
        yield Notice(f"{wanted.source.name} stays in the list: {refused} masks could not be read.")
        return
    project.change_classes(lambda present: present.with_merged(source, target))
    yield Merged(wanted.source.name, wanted.target.name, done, pixels)


def merge_edit(mask: LabelMask, source: int, target: int) -> Edit | None:
    """The edit that gives the pixels of one class to another, whoever set them; None when there are none.

    `mask` is a copy that nobody shows: it holds the outcome afterwards.
    """
    recorder = EditRecorder(mask)
    for place in mask.rect.tiles(TILE):
        box = tile_rect(*place, TILE, mask.height, mask.width)
        classes = mask.classes[box.slices]
        merged = classes == source
        if merged.any():
            recorder.touch(box)
            classes[merged] = target
    return recorder.finish("merge")
