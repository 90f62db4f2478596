"""Finds the unlabelled slivers that are left between painted regions, one after another."""

import cv2
import numpy as np

from workbench.core.arrays import U8, Bool
from workbench.core.edit import Edit, EditRecorder
from workbench.core.geometry import Rect
from workbench.core.mask import UNLABELLED, LabelMask
from workbench.paint.cleanup import nearest_values
from workbench.paint.fill import connected
from workbench.paint.ink import PlaneInk, lay

LARGEST_GAP = 1000
"""Pixels: a larger unlabelled region is not a gap but work to do."""

_STRIP = 1024
"""Rows that are looked through at once."""


Gap = tuple[Rect, Bool]
"""The box of a gap, and bool of its shape."""


def next_gap(plane: U8, after: tuple[int, int], largest: int = LARGEST_GAP) -> Gap | None:
    """The first gap whose box comes after a corner in reading order, then from the start again.

    Args:
        plane: uint8 (H, W), classes.
        after: top and left of the last gap's box; (-1, 0) finds the first.
        largest: most pixels of a gap.

    Returns:
        Its box and bool of the box's shape; None when there is no gap at all.
    """
    height = plane.shape[0]
    start = max(0, after[0])
    tops = [*range(start, height, _STRIP)]
    return _first(plane, [(top, min(height, top + _STRIP)) for top in tops], after, largest) or _first(
        plane, [(top, min(height, top + _STRIP)) for top in range(0, start + 1, _STRIP)], (-1, 0), largest
    )


def is_gap(plane: U8, box: Rect, where: Bool) -> bool:
    """Whether these pixels of a plane (uint8 (H, W)) are unlabelled, and none beside them is."""
    around = box.grown(1).clip(*plane.shape)
    wanted = np.zeros((around.height, around.width), dtype=np.uint8)
    wanted[box.moved(-around.top, -around.left).slices] = where
    beside = cv2.dilate(wanted, cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))) > wanted
    unlabelled = plane[around.slices] == UNLABELLED
    return bool(unlabelled[wanted > 0].all() and not unlabelled[beside].any())


def mend(mask: LabelMask, box: Rect, where: Bool) -> Edit | None:
    """Give a gap the nearest classes round it.

    Args:
        mask: written in place.
        box: of the gap.
        where: bool, of the box's shape: its pixels.

    Returns:
        What has been done; None, and nothing is done, when the gap is not unlabelled any more.
    """
    around = box.grown(1).clip(*mask.classes.shape)
    plane = mask.classes[around.slices]
    wanted = np.zeros(plane.shape, dtype=np.bool_)
    wanted[box.moved(-around.top, -around.left).slices] = where
    if (plane[wanted] != UNLABELLED).any():
        return None
    recorder = EditRecorder(mask)
    lay(recorder, around, wanted, PlaneInk(around, nearest_values(plane, plane != UNLABELLED)))
    return recorder.finish("mend")


def _first(plane: U8, strips: list[tuple[int, int]], after: tuple[int, int], largest: int) -> tuple[Rect, Bool] | None:
    for top, bottom in strips:
        above = max(0, top - 1)  # one row more, to tell what comes from further up
        unlabelled = (plane[above:bottom] == UNLABELLED).astype(np.uint8)
        _, regions, stats, _ = cv2.connectedComponentsWithStats(unlabelled, connectivity=4)
        stats = stats[1:]
        fitting = np.flatnonzero((stats[:, cv2.CC_STAT_AREA] <= largest) & (stats[:, cv2.CC_STAT_TOP] + above >= top))
        corners = stats[fitting][:, [cv2.CC_STAT_TOP, cv2.CC_STAT_LEFT]] + (above, 0)
        for place in np.lexsort((corners[:, 1], corners[:, 0])):
            if tuple(corners[place]) <= after:
                continue
            number = int(fitting[place]) + 1
            left, high, width, rows = (int(v) for v in stats[number - 1][:4])
            box = Rect(high + above, left, high + above + rows, left + width)
            where = regions[high : high + rows, left : left + width] == number
            if box.bottom == bottom and bottom < plane.shape[0]:  # it may go on below the strip
                row, column = np.argwhere(where)[0]
                box, where = _whole(plane, box.top + int(row), box.left + int(column), largest)
                if np.count_nonzero(where) > largest or box.top < top:
                    continue
            if box.area < plane.size or not where.all():
                return box, where
    return None


def _whole(plane: U8, row: int, column: int, largest: int) -> tuple[Rect, Bool]:
    """The region of a pixel, as far as a gap can reach: exact when it is one."""
    window = Rect(row, column, row + 1, column + 1).grown(largest).clip(*plane.shape)
    box, where = connected(np.ascontiguousarray(plane[window.slices]), row - window.top, column - window.left)
    return box.moved(window.top, window.left), where
