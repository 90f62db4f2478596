"""Every change of a mask is an `Edit`; `apply` is the one function that writes one into a mask."""

from dataclasses import dataclass, field

import numpy as np

from workbench.core.arrays import U8, Bool
from workbench.core.geometry import EMPTY, Rect, tile_rect
from workbench.core.mask import LabelMask, Origin

RECORD_TILE = 256
"""Side, in pixels, of the tiles that a recorder copies at their first touch."""


@dataclass(frozen=True, slots=True, eq=False)
class Planes:
    """A cut-out of both planes of a mask: uint8 (h, w) each."""

    classes: U8
    origin: U8

    @classmethod
    def cut(cls, mask: LabelMask, rect: Rect) -> "Planes":
        """A copy of the mask's pixels inside the box."""
        return cls(mask.classes[rect.slices].copy(), mask.origin[rect.slices].copy())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Planes):
            return NotImplemented
        return np.array_equal(self.classes, other.classes) and np.array_equal(self.origin, other.origin)

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of one mask: the pixels of a box before and after.

    ``edit.inverse().inverse() == edit``, and applying an edit twice changes nothing more.

    Attributes:
        rect: the box, inside the mask.
        before: both planes inside the box as they were.
        after: both planes inside the box as they are.
        tool: which tool made it, for the history ("brush", "adopt", "import", ...).
        seconds: seconds of the person's work that went into it.
    """

    rect: Rect
    before: Planes
    after: Planes
    tool: str
    seconds: float = 0.0

    def inverse(self) -> "Edit":
        """The edit that undoes this one."""
        return Edit(self.rect, self.after, self.before, self.tool, self.seconds)

    @property
    def bytes(self) -> int:
        """Memory that the pixels take."""
        return 4 * self.rect.area

    def changed(self) -> Bool:
        """bool (h, w): which pixels of the box differ in either plane."""
        different: Bool = (self.before.classes != self.after.classes) | (self.before.origin != self.after.origin)
        return different


def apply(mask: LabelMask, edit: Edit) -> Rect:
    """Write the edit into the mask, in place, and return the box that changed."""
    mask.classes[edit.rect.slices] = edit.after.classes
    mask.origin[edit.rect.slices] = edit.after.origin
    return edit.rect


@dataclass
class EditRecorder:
    """Watches a gesture that paints straight into a mask, so that it becomes one edit or none.

    Call `touch` with the box that is about to be written, each time. Then `finish` gives the edit, and `abort`
    leaves the mask as it was, byte for byte.
    """

    mask: LabelMask
    _tiles: dict[tuple[int, int], Planes] = field(default_factory=dict)

    def touch(self, rect: Rect) -> None:
        """Keep a copy of every tile that the box meets for the first time."""
        clipped = rect.clip(self.mask.height, self.mask.width)
        for place in clipped.tiles(RECORD_TILE):
            if place not in self._tiles:
                self._tiles[place] = Planes.cut(self.mask, self._box(place))

    def finish(self, tool: str, seconds: float = 0.0) -> Edit | None:
        """The edit from the state before the gesture to now, cut to what changed; None when nothing did."""
        rect = EMPTY
        for place, old in self._tiles.items():
            rect = rect.union(self._changed_box(place, old))
        if rect.empty:
            return None
        after = Planes.cut(self.mask, rect)
        before = Planes(after.classes.copy(), after.origin.copy())
        for place, old in self._tiles.items():
            _paste_common(before, rect, old, self._box(place))
        return Edit(rect, before, after, tool, seconds)

    def abort(self) -> Rect:
        """Put back every tile that was touched, and return the box around them."""
        rect = EMPTY
        for place, old in self._tiles.items():
            box = self._box(place)
            self.mask.classes[box.slices] = old.classes
            self.mask.origin[box.slices] = old.origin
            rect = rect.union(box)
        self._tiles.clear()
        return rect

    def original(self, rect: Rect) -> U8:
        """The class plane inside the box (which must have been touched) as it was before the gesture: a copy."""
        classes = self.mask.classes[rect.slices].copy()
        planes = Planes(classes, np.empty_like(classes))
        for place, old in self._tiles.items():
            _paste_common(planes, rect, old, self._box(place))
        return classes

    def _box(self, place: tuple[int, int]) -> Rect:
        return tile_rect(*place, RECORD_TILE, self.mask.height, self.mask.width)

    def _changed_box(self, place: tuple[int, int], old: Planes) -> Rect:
        box = self._box(place)
        now = self.mask
        different = (now.classes[box.slices] != old.classes) | (now.origin[box.slices] != old.origin)
        return bounding_box(different, box.top, box.left)


def _paste_common(target: Planes, target_rect: Rect, source: Planes, source_rect: Rect) -> None:
    """Copy into target (planes of target_rect) the pixels of source (planes of source_rect) that both cover."""
    top, left = max(target_rect.top, source_rect.top), max(target_rect.left, source_rect.left)
    bottom, right = min(target_rect.bottom, source_rect.bottom), min(target_rect.right, source_rect.right)
    if bottom <= top or right <= left:
        return
    into = np.s_[top - target_rect.top : bottom - target_rect.top, left - target_rect.left : right - target_rect.left]
    out_of = np.s_[top - source_rect.top : bottom - source_rect.top, left - source_rect.left : right - source_rect.left]
    target.classes[into] = source.classes[out_of]
    target.origin[into] = source.origin[out_of]


def bounding_box(pixels: Bool, top: int = 0, left: int = 0) -> Rect:
    """The smallest box around the true pixels of a bool (h, w) array whose corner lies at (top, left)."""
    rows = np.flatnonzero(pixels.any(axis=1))
    if rows.size == 0:
        return EMPTY
    columns = np.flatnonzero(pixels.any(axis=0))
    return Rect(top + int(rows[0]), left + int(columns[0]), top + int(rows[-1]) + 1, left + int(columns[-1]) + 1)


def edit_from_pixels(
    mask: LabelMask, where: Bool, classes: U8, origin: Origin, tool: str, seconds: float = 0.0
) -> Edit | None:
    """The edit that gives the pixels of `where` new classes.

    Args:
        mask: the mask as it is; it is not changed.
        where: bool (H, W), the pixels to set.
        classes: uint8 (H, W), what to set them to; read only inside `where`.
        origin: who sets them.
        tool: name for the history.
        seconds: seconds of the person's work.

    Returns:
        The edit, or None when no pixel would change.
    """
    different = where & ((mask.classes != classes) | (mask.origin != origin))
    rect = bounding_box(different)
    if rect.empty:
        return None
    before = Planes.cut(mask, rect)
    chosen = different[rect.slices]
    after = Planes(
        np.where(chosen, classes[rect.slices], before.classes),
        np.where(chosen, np.uint8(origin), before.origin),
    )
    return Edit(rect, before, after, tool, seconds)
