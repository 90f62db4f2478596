"""A clean-up of a few places of a large mask: found tile by tile, each with as much round it as decides about it."""

from collections.abc import Callable, Iterable

from workbench.core.arrays import U8, Bool
from workbench.core.geometry import Rect, tile_rect
from workbench.core.mask import LabelMask
from workbench.paint.cleanup import CleanupWish
from workbench.paint.ink import PlaneInk

SIDE = 512
"""Side, in pixels, of a tile."""


class CleanedInk:
    """What a clean-up makes of a mask, as ink: pixels that it leaves as they are are not touched.

    Args:
        original: gives the classes inside a box as they were before anything was cleaned: uint8, box-shaped.
        within: the box of the whole mask.
        wish: the clean-up.
    """

    def __init__(self, original: Callable[[Rect], U8], within: Rect, wish: CleanupWish) -> None:
        self._original = original
        self._within = within
        self._wish = wish
        self._tiles: dict[tuple[int, int], PlaneInk] = {}

    def lacks(self, boxes: Iterable[Rect]) -> list[tuple[int, int]]:
        """The tiles that have to be prepared before the boxes can be painted."""
        return sorted({place for box in boxes for place in box.tiles(SIDE)} - self._tiles.keys())

    def prepare(self, places: Iterable[tuple[int, int]]) -> None:
        """Clean these tiles; takes long, and changes nothing but this ink."""
        for place in places:
            box = self._box(place)
            seen = box.grown(self._wish.reach).common(self._within)
            cleaned = self._wish.clean(self._original(seen))
            self._tiles[place] = PlaneInk(box, cleaned[box.moved(-seen.top, -seen.left).slices].copy())

    def pour(self, mask: LabelMask, rect: Rect, where: Bool) -> None:
        """See `workbench.paint.ink.Ink`; the tiles of the box must be prepared."""
        for place in rect.tiles(SIDE):
            ink = self._tiles[place]
            part = ink.box.common(rect)
            wanted = ink.classes[part.moved(-ink.box.top, -ink.box.left).slices]
            different = mask.classes[part.slices] != wanted
            ink.pour(mask, part, where[part.moved(-rect.top, -rect.left).slices] & different)

    def _box(self, place: tuple[int, int]) -> Rect:
        return tile_rect(*place, SIDE, self._within.height, self._within.width)
