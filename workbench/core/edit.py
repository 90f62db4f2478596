"""Every change of a mask is an `Edit`; `apply` is the one function that writes one into a mask."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from workbench.core.arrays import U8, Bool
from workbench.core.geometry import TILE, Rect, bounding_box, box_round, tile_rect
from workbench.core.mask import LabelMask
from workbench.core.planes import Planes, is_uniform

HISTORY_BYTES = 256 * 1024 * 1024
"""Memory for the steps of one open image: the newest that fit can be undone."""

PATCH_BYTES = 320
"""Memory that a patch takes beside its pixels: its box, its planes, their headers; about."""


@dataclass(frozen=True, slots=True)
class Patch:
    """What an edit changes in one tile of the image's grid.

    Attributes:
        rect: the box of the mask that changed; inside one tile.
        before: both planes inside the box as they were.
        after: both planes inside the box as they are.
    """

    rect: Rect
    before: Planes
    after: Planes

    @classmethod
    def between(cls, box: Rect, before: Planes, after: Planes) -> "Patch | None":
        """What turns one cut-out of a box into another, cut to the pixels that differ; None when none does."""
        rect = bounding_box(before.differ(after))
        if rect.empty:
            return None
        return cls(rect.moved(box.top, box.left), before.kept(rect), after.kept(rect))

    @property
    def tile(self) -> tuple[int, int]:
        """(row, column) of the tile that it lies in."""
        return self.rect.top // TILE, self.rect.left // TILE

    @property
    def bytes(self) -> int:
        """Memory that it takes."""
        return PATCH_BYTES + self.before.bytes + self.after.bytes

    def changed(self) -> Bool:
        """bool (h, w): which pixels of the box differ in either plane."""
        return self.before.differ(self.after)


class Outcome(NamedTuple):
    """What an edit leaves in the pixels that it changes.

    Attributes:
        values: the classes that they have afterwards (255: unlabelled), that of most pixels first.
        pixels: how many have changed.
    """

    values: tuple[int, ...]
    pixels: int


@dataclass(slots=True)
class _Counted:
    """What has been counted in an edit, so that it is counted once."""

    gains: Counter[int] | None = None
    refused: Counter[int] | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of one mask: what changes, tile by tile.

    ``edit.inverse().inverse() == edit``, and applying an edit twice changes nothing more.

    Attributes:
        patches: at most one a tile; at least one.
        tool: which tool made it, for the history ("brush", "adopt", "import", ...).
        seconds: of the person's work that went into it (see `core.work`).
    """

    patches: tuple[Patch, ...]
    tool: str
    seconds: float = 0.0
    _counted: _Counted = field(default_factory=_Counted, compare=False, repr=False)

    def inverse(self) -> "Edit":
        """The edit that undoes this one."""
        return Edit(tuple(Patch(p.rect, p.after, p.before) for p in self.patches), self.tool, self.seconds)

    @property
    def rect(self) -> Rect:
        """The box round all that changes."""
        return box_round(patch.rect for patch in self.patches)

    @property
    def bytes(self) -> int:
        """Memory that it takes."""
        return sum(patch.bytes for patch in self.patches)

    def gains(self) -> Counter[int]:
        """By how many pixels each class grows, or shrinks where it is less than 0; counted when first asked."""
        if self._counted.gains is None:
            gained: Counter[int] = Counter()
            for patch in self.patches:
                gained.update(patch.after.areas())
                gained.subtract(patch.before.areas())
            self._counted.gains = gained
        return self._counted.gains

    def refused(self) -> Counter[int]:
        """By how many pixels what was refused grows, or shrinks where it is less than 0, by the mark of the run."""
        if self._counted.refused is None:
            gained: Counter[int] = Counter()
            for patch in self.patches:
                gained.update(patch.after.marks())
                gained.subtract(patch.before.marks())
            self._counted.refused = Counter({mark: pixels for mark, pixels in gained.items() if pixels})
        return self._counted.refused

    def outcome(self) -> Outcome:
        """What the changed pixels are afterwards, and how many they are."""
        if self._counted.outcome is None:
            counts = np.zeros(256, dtype=np.int64)
            for patch in self.patches:
                after = patch.after.classes
                if is_uniform(after):
                    counts[after[0, 0]] += np.count_nonzero(patch.changed())
                else:
                    counts += np.bincount(after[patch.changed()], minlength=256)
            order = np.argsort(-counts, kind="stable")
            self._counted.outcome = Outcome(tuple(order[counts[order] > 0].tolist()), int(counts.sum()))
        return self._counted.outcome

    def made_on(self, mask: LabelMask) -> "Edit | None":
        """This change, made on a mask that is another than it was made on first: the same pixels get the same values.

        Args:
            mask: the mask as it is; it is not changed.

        Returns:
            The edit, or None when those pixels have those values already.
        """
        found = []
        for patch in self.patches:
            old, chosen = Planes.over(mask, patch.rect), patch.changed()
            new = Planes(
                np.where(chosen, patch.after.classes, old.classes), np.where(chosen, patch.after.origin, old.origin)
            )
            found.append(Patch.between(patch.rect, old, new))
        return _edit(found, self.tool, self.seconds)

    def counted(self) -> "Edit":
        """This edit, once all is counted in it that will be asked: takes long for a large one."""
        self.gains()
        self.refused()
        self.outcome()
        return self


def apply(mask: LabelMask, edit: Edit) -> Rect:
    """Write the edit into the mask, in place, and return the box round what changed."""
    for patch in edit.patches:
        mask.classes[patch.rect.slices] = patch.after.classes
        mask.origin[patch.rect.slices] = patch.after.origin
    return edit.rect


@dataclass
class EditRecorder:
    """Watches a gesture that paints straight into a mask, so that it becomes one edit or none.

    Call `touch` with the box that is about to be written, each time. Then `finish` gives the edit, and `abort`
    leaves the mask as it was, byte for byte.

    Attributes:
        mask: that is painted.
        spared: whether pixels that were to be written had to be left alone.
        written: whether any were written, be it with what they had.
    """

    mask: LabelMask
    spared: bool = False
    written: bool = False
    _tiles: dict[tuple[int, int], Planes] = field(default_factory=dict)

    def touch(self, rect: Rect) -> None:
        """Keep a copy of every tile that the box meets for the first time."""
        clipped = rect.clip(self.mask.height, self.mask.width)
        for place in clipped.tiles(TILE):
            if place not in self._tiles:
                box = self._box(place)
                self._tiles[place] = Planes.over(self.mask, box).kept(Rect(0, 0, box.height, box.width))

    def finish(self, tool: str, seconds: float = 0.0) -> Edit | None:
        """The edit from the state before the gesture to now, cut to what changed; None when nothing did."""
        # May be done on another thread, with `abort` coming meanwhile: then the tiles still are those of this gesture.
        boxes = ((self._box(place), old) for place, old in sorted(self._tiles.items(), key=lambda item: item[0]))
        found = (Patch.between(box, old, Planes.over(self.mask, box)) for box, old in boxes)
        return _edit(found, tool, seconds)

    def abort(self) -> Rect:
        """Put back every tile that was touched, and return the box around them."""
        for place, old in self._tiles.items():
            box = self._box(place)
            self.mask.classes[box.slices] = old.classes
            self.mask.origin[box.slices] = old.origin
        rect = self.box
        self._tiles = {}
        return rect

    def restore(self, rect: Rect) -> None:
        """Put back the pixels of a box as they were before the gesture; the gesture goes on."""
        for place in rect.tiles(TILE):
            if place in self._tiles:
                box = self._box(place)
                part = box.common(rect)
                inner = part.moved(-box.top, -box.left).slices
                self.mask.classes[part.slices] = self._tiles[place].classes[inner]
                self.mask.origin[part.slices] = self._tiles[place].origin[inner]

    @property
    def box(self) -> Rect:
        """The box round all that was touched, in whole tiles."""
        return box_round(self._box(place) for place in self._tiles)

    @property
    def pixels(self) -> int:
        """How many pixels are kept: about how much work `finish` is."""
        return len(self._tiles) * TILE**2

    def original(self, rect: Rect) -> U8:
        """The class plane inside the box as it was before the gesture: a copy."""
        classes, tiles = self.mask.classes[rect.slices].copy(), self._tiles
        for place in rect.tiles(TILE):
            if place in tiles:
                box = self._box(place)
                common = rect.common(box)
                old = tiles[place].classes[common.moved(-box.top, -box.left).slices]
                classes[common.moved(-rect.top, -rect.left).slices] = old
        return classes

    def _box(self, place: tuple[int, int]) -> Rect:
        return tile_rect(*place, TILE, self.mask.height, self.mask.width)


def edit_from_pixels(
    mask: LabelMask, where: Bool, classes: U8, origin: int, tool: str, seconds: float = 0.0
) -> Edit | None:
    """The edit that gives the pixels of `where` new classes.

    Args:
        mask: the mask as it is; it is not changed.
        where: bool (H, W), the pixels to set.
        classes: uint8 (H, W), what to set them to; read only inside `where`.
        origin: who sets them, or the mark of what is refused there (`core.offer`).
        tool: name for the history.
        seconds: seconds of the person's work.

    Returns:
        The edit, or None when no pixel would change.
    """
    found: list[Patch | None] = []
    for place in mask.rect.tiles(TILE):
        box = tile_rect(*place, TILE, mask.height, mask.width)
        chosen = where[box.slices]
        if chosen.any():
            old = Planes.over(mask, box)
            new = Planes(
                np.where(chosen, classes[box.slices], old.classes),
                np.where(chosen, np.uint8(origin), old.origin),
            )
            found.append(Patch.between(box, old, new))
    return _edit(found, tool, seconds)


def _edit(found: Iterable[Patch | None], tool: str, seconds: float) -> Edit | None:
    patches = tuple(patch for patch in found if patch is not None)
    return Edit(patches, tool, seconds) if patches else None
