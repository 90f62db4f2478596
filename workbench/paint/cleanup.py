"""Clean-ups of a class plane: each takes a plane and gives the plane that it should be.

All share one signature: ``clean(plane, value, amount)`` with `plane` uint8 (H, W), 255 unlabelled, not changed; `value`
the class that is meant, or None for every class; `amount` in pixels, whose meaning each tells. They return a new plane.
Regions hang together by their sides.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from workbench.core.arrays import U8, Bool
from workbench.core.mask import UNLABELLED
from workbench.paint.fill import with_holes

_I32 = npt.NDArray[np.int32]


def nearest_values(plane: U8, known: Bool) -> U8:
    """The plane with every pixel outside `known` (bool (H, W)) set to the value of a nearest known pixel.

    Near is counted in steps to the four neighbours. Without a known pixel, all are unlabelled.
    """
    if not known.any():
        return np.full_like(plane, UNLABELLED)
    _, places = cv2.distanceTransformWithLabels(
        (~known).astype(np.uint8), cv2.DIST_L1, 3, labelType=cv2.DIST_LABEL_PIXEL
    )
    values = np.zeros(int(places.max()) + 1, dtype=np.uint8)
    values[places[known]] = plane[known]
    found: U8 = values[places]
    return found


def remove_specks(plane: U8, value: int | None, amount: int) -> U8:
    """Regions of fewer than `amount` pixels take what is nearest round them."""
    specks = np.zeros(plane.shape, dtype=np.bool_)
    for index in _classes(plane, value):
        regions, areas = _regions(plane == index)
        specks |= (areas < amount)[regions] & (regions > 0)
    return _without(plane, specks)


def keep_largest(plane: U8, value: int | None, amount: int) -> U8:  # noqa: ARG001
    """Of each class only the largest region stays; the others take what is nearest round them."""
    rest = np.zeros(plane.shape, dtype=np.bool_)
    for index in _classes(plane, value):
        regions, areas = _regions(plane == index)
        rest |= (regions != int(np.argmax(areas[1:])) + 1) & (regions > 0)
    return _without(plane, rest)


def fill_holes(plane: U8, value: int | None, amount: int) -> U8:
    """What a class goes all round, corners included, becomes that class when it has at most `amount` pixels."""
    filled = plane.copy()
    for index in _classes(plane, value):
        same = plane == index
        filled[with_holes(same, amount) & ~same] = index
    return filled


def close_gaps(plane: U8, value: int | None, amount: int) -> U8:
    """Unlabelled regions of at most `amount` pixels take the nearest class."""
    regions, areas = _regions(plane == UNLABELLED)
    gaps = (areas <= amount)[regions] & (regions > 0)
    return _only(plane, np.where(gaps, nearest_values(plane, plane != UNLABELLED), plane), value)


def grow(plane: U8, value: int | None, amount: int) -> U8:
    """Classes grow into unlabelled pixels, `amount` steps to the four neighbours."""
    labelled = plane != UNLABELLED
    if not labelled.any():
        return plane.copy()
    steps = cv2.distanceTransform((~labelled).astype(np.uint8), cv2.DIST_L1, 3)
    return _only(plane, np.where(steps <= amount, nearest_values(plane, labelled), plane), value)


def smooth(plane: U8, value: int | None, amount: int) -> U8:
    """Each pixel takes the value that most pixels have in the square of `amount` pixels to each side.

    The median of classes: no border opens between two of them, for unlabelled votes like a class. In a tie the pixel
    stays as it is if it can, else the lowest index wins.
    """
    most = np.zeros(plane.shape, dtype=np.float32)
    best = plane.copy()
    for index in np.unique(plane):
        votes = _votes(plane, int(index), 2 * amount + 1)
        votes += 0.5 * (plane == index)  # the pixel's own value wins ties
        more = votes > most
        best[more] = index
        most[more] = votes[more]
    return _only(plane, best, value)


def open_shapes(plane: U8, value: int | None, amount: int) -> U8:
    """What a disc of that radius cannot reach from inside a class, spurs and thin bridges, takes what is nearest.

    Nearest among the pixels that stay, whatever they are. The image's border cuts nothing off.
    """
    lost = np.zeros(plane.shape, dtype=np.bool_)
    for index in _classes(plane, value):
        same = plane == index
        lost |= same & ~_within(_beyond(~same, amount), amount)
    return _without(plane, lost)


def close_shapes(plane: U8, value: int | None, amount: int) -> U8:
    """What a disc of that radius cannot reach from outside a class, notches and thin cracks, becomes that class.

    One class takes whatever lies there; when every class is meant, each takes only unlabelled pixels, the lowest index
    first, so that no class takes from another.
    """
    closed = plane.copy()
    for index in _classes(plane, value):
        inner = _beyond(~_within(plane == index, amount), amount)
        closed[inner if value is not None else inner & (closed == UNLABELLED)] = index
    return closed


Clean = Callable[[U8, int | None, int], U8]
"""See the module."""

CLEANUPS: dict[str, Clean] = {
    "specks": remove_specks,
    "holes": fill_holes,
    "gaps": close_gaps,
    "largest": keep_largest,
    "smooth": smooth,
    "open": open_shapes,
    "close": close_shapes,
    "grow": grow,
}
"""Every clean-up by its name in the history."""

BOUNDLESS = frozenset({"largest"})
"""Clean-ups that have no amount: pixels however far away decide."""

FARTHEST = 512
"""Pixels round a place that a clean-up looks at, at most, when only that place is asked for."""


@dataclass(frozen=True, slots=True)
class CleanupWish:
    """What is asked for.

    Attributes:
        name: of `CLEANUPS`.
        value: the class that is meant; None means every class.
        amount: its number, in pixels.
    """

    name: str
    value: int | None
    amount: int

    def clean(self, plane: U8) -> U8:
        """The plane (uint8 (h, w), not changed) as it should be."""
        return CLEANUPS[self.name](plane, self.value, self.amount)

    @property
    def reach(self) -> int:
        """Pixels round a place that decide what becomes of it; `FARTHEST` where that may be more."""
        return FARTHEST if self.name in BOUNDLESS else min(FARTHEST, 2 * self.amount + 8)


FIRST_WISH = CleanupWish("specks", None, 64)
"""What the clean-up brush does until something else is chosen."""


def _classes(plane: U8, value: int | None) -> list[int]:
    """The classes that are meant and occur."""
    found = [int(index) for index in np.unique(plane) if index != UNLABELLED]
    return found if value is None else [index for index in found if index == value]


def _regions(where: Bool) -> tuple[_I32, npt.NDArray[np.int64]]:
    """Numbers of the regions of a set of pixels, 0 outside (int32 (H, W)), and the area of each number."""
    _, regions, stats, _ = cv2.connectedComponentsWithStats(where.astype(np.uint8), connectivity=4)
    return np.asarray(regions, dtype=np.int32), np.asarray(stats[:, cv2.CC_STAT_AREA], dtype=np.int64)


def _without(plane: U8, removed: Bool) -> U8:
    """The plane with the removed pixels (bool (H, W)) set to what is nearest."""
    return nearest_values(plane, ~removed) if removed.any() else plane.copy()


def _only(plane: U8, changed: U8, value: int | None) -> U8:
    """The changed plane, where the change is from or to the class that is meant."""
    if value is None:
        return changed
    return np.where((plane == value) | (changed == value), changed, plane)


def _within(where: Bool, radius: int) -> Bool:
    """The pixels at most `radius` from one of the set, in Euclid's measure, half a pixel more allowed."""
    if not where.any():
        return where
    near: Bool = cv2.distanceTransform((~where).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE) <= radius + 0.5
    return near


def _beyond(where: Bool, radius: int) -> Bool:
    """The pixels that are not within `radius` of the set."""
    return ~_within(where, radius)


def _votes(plane: U8, index: int, size: int) -> npt.NDArray[np.float32]:
    """How many pixels of the square round each pixel have that value: float32 (H, W)."""
    same = (plane == index).astype(np.float32)
    votes = cv2.boxFilter(same, -1, (size, size), normalize=False, borderType=cv2.BORDER_CONSTANT)
    return np.asarray(votes, dtype=np.float32)
