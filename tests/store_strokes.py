"""Strokes that are the same in every process: number N of them always paints the same box."""

import sqlite3
from pathlib import Path

import numpy as np

from workbench.core.edit import Edit, Patch, apply
from workbench.core.geometry import TILE, Rect, tile_rect
from workbench.core.mask import LabelMask, Origin
from workbench.core.planes import Planes
from workbench.core.records import NewImage, Split
from workbench.store.project import Project

HEIGHT, WIDTH = 300, 520


def picture(path: str = "/pictures/a.jpg", height: int = HEIGHT, width: int = WIDTH) -> NewImage:
    """An image that exists on no disk: the store never opens it."""
    return NewImage(Path(path), width, height, f"sha of {path}")


def stroke(mask: LabelMask, number: int) -> Edit:
    """The edit that stroke `number` makes on a mask; the mask is not changed."""
    draw = np.random.default_rng(number)
    top, left = int(draw.integers(0, mask.height)), int(draw.integers(0, mask.width))
    rect = Rect(top, left, top + int(draw.integers(1, 90)), left + int(draw.integers(1, 300)))
    rect = rect.clip(mask.height, mask.width)
    chosen = draw.random((rect.height, rect.width)) < 0.7
    class_index = int(draw.choice([0, 1, 2, 255]))
    origin = Origin.NONE if class_index == 255 else Origin.HAND
    patches = []
    for place in rect.tiles(TILE):
        part = rect.common(tile_rect(*place, TILE, mask.height, mask.width))
        here = chosen[part.moved(-rect.top, -rect.left).slices]
        before = Planes(mask.classes[part.slices].copy(), mask.origin[part.slices].copy())
        after = Planes(
            np.where(here, np.uint8(class_index), before.classes), np.where(here, np.uint8(origin), before.origin)
        )
        patches.append(Patch(part, before, after))
    return Edit(tuple(patches), f"stroke {number}", 0.5)


def replay(count: int) -> LabelMask:
    """The mask after strokes 0..count-1."""
    mask = LabelMask.blank(HEIGHT, WIDTH)
    for number in range(count):
        apply(mask, stroke(mask, number))
    return mask


def train(*_: object) -> Split:
    """Every image trains."""
    return Split.TRAIN


def commit(project: Project, image_id: int, mask: LabelMask, number: int) -> None:
    """Paint stroke `number` into the mask and keep it."""
    edit = stroke(mask, number)
    apply(mask, edit)
    project.commit(image_id, edit, train)


def same(one: LabelMask, other: LabelMask) -> bool:
    """Whether two masks agree in both planes."""
    return np.array_equal(one.classes, other.classes) and np.array_equal(one.origin, other.origin)


def raw(database: Path, *statements: str) -> list[tuple[object, ...]]:
    """Run SQL on a closed project behind its back."""
    connection = sqlite3.connect(database)
    with connection:
        rows = [connection.execute(statement).fetchall() for statement in statements][-1]
    connection.close()
    return rows
