"""What a project must hold after so many deeds, told without undo, redo or journal: whole copies of masks."""

from pathlib import Path
from typing import Protocol

import deeds
import numpy as np
from ledger import Told
from store_strokes import picture, same, stroke

from workbench.core.classes import ClassSet
from workbench.core.edit import apply
from workbench.core.mask import LabelMask
from workbench.store.project import Project

SIZES = ((300, 520), (40, 255), (257, 256))
"""Height and width of the images, numbers 1, 2 and 3: several stored tiles, part of one, one and a bit."""

State = dict[int, tuple[LabelMask, list[bool]]]
"""Of each image: its mask, and for each step of its journal, oldest first, whether it is undone."""


class Story(Protocol):
    """What is so after `done` deeds; `go_on` does one more."""

    done: int

    def go_on(self) -> None: ...

    @property
    def state(self) -> State: ...


class Account:
    """The story of a child that paints without a window."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.done = 0
        self._masks = {number: LabelMask.blank(*size) for number, size in enumerate(SIZES, start=1)}
        self._past: dict[int, list[LabelMask]] = {number: [] for number in self._masks}
        self._future: dict[int, list[LabelMask]] = {number: [] for number in self._masks}

    @property
    def state(self) -> State:
        return {
            number: (mask, [False] * len(self._past[number]) + [True] * len(self._future[number]))
            for number, mask in self._masks.items()
        }

    def go_on(self) -> None:
        image = deeds.image_at(self.seed, self.done, len(SIZES))
        past, future = self._past[image], self._future[image]
        match deeds.kind(self.seed, self.done):
            case "stroke":
                past.append(self._masks[image])
                future.clear()
                self._masks[image] = past[-1].copy()  # what was told as the state stays as it was
                apply(self._masks[image], stroke(past[-1], self.done))
            case "undo" if past:
                future.append(self._masks[image])
                self._masks[image] = past.pop()
            case "redo" if future:
                past.append(self._masks[image])
                self._masks[image] = future.pop()
        self.done += 1


def make_project(folder: Path) -> None:
    """The project in which a child paints, still blank."""
    with Project.create(folder, ClassSet.from_names(["ground", "box", "sky"])) as project:
        for number, (height, width) in enumerate(SIZES):
            project.add_image(picture(f"/pictures/{number}.jpg", height, width))


def check(project: Project, story: Story, told: Told) -> None:
    """The project holds what the story says after some deed that is not before what was acknowledged.

    Afterwards the story stands at that deed.
    """
    assert told.problems == []
    while story.done < told.kept:
        story.go_on()
    found = state_of(project)
    while not agree(found, story.state):
        assert story.done < told.begun, f"{told.kept} deeds were acknowledged, {told.begun} begun: it holds neither"
        story.go_on()
    assert project.integrity_problems() == []
    for number, (mask, _) in found.items():
        check_counts(project, number, mask)
        journal = LabelMask.blank(mask.height, mask.width)
        for edit, undone in project.history(number, 2**40):
            if not undone:
                apply(journal, edit)
        assert same(journal, mask), f"the journal of image {number} does not make its mask"


def check_counts(project: Project, image_id: int, mask: LabelMask) -> None:
    """The areas and the labelled pixels that the project tells are those of the mask."""
    values, counts = np.unique(mask.classes, return_counts=True)
    areas = {int(v): int(c) for v, c in zip(values, counts, strict=True) if v != 255}
    assert project.areas(image_id) == areas
    assert project.image(image_id).labelled == sum(areas.values())


def check_undo(project: Project, blank: State) -> None:
    """Undo leads back to the beginning."""
    for image in project.images():
        while project.undo(image.id) is not None:
            pass
        assert same(project.mask(image.id), blank[image.id][0])
        check_counts(project, image.id, blank[image.id][0])


def state_of(project: Project) -> State:
    """What the project holds."""
    return {
        image.id: (project.mask(image.id), [undone for _, undone in project.history(image.id, 2**40)])
        for image in project.images()
    }


def agree(one: State, other: State) -> bool:
    """Whether two states are the same, pixel for pixel and step for step."""
    return one.keys() == other.keys() and all(
        one[number][1] == other[number][1] and same(one[number][0], other[number][0]) for number in one
    )
