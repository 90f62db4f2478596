"""Which few pixels of an image are worth asking about, and what an answer paints.

Source: G. Shin, W. Xie, S. Albanie, "All you need are a few pixels: semantic segmentation with PixelPick", ICCV
Workshops 2021, arXiv:2104.06394: about ten pixels an image, chosen where the model is unsure and kept apart, teach most
of what whole masks do.
"""

import math

import numpy as np

from workbench.core.arrays import U8, Bool
from workbench.core.edit import Edit, EditRecorder
from workbench.core.geometry import Rect
from workbench.core.mask import LabelMask
from workbench.paint.ink import InkRule, SolidInk, lay

POINTS = 10
"""As in the source."""

RADIUS = 2
"""Pixels: what lies so near an answered pixel is taken to be of its class. The source paints the pixel alone; a stroke
that is seen can be corrected."""

_SURE = 255

Pixel = tuple[int, int]
"""Row and column."""


def unsure_points(sureness: U8, free: Bool, count: int = POINTS, seed: int = 0) -> list[Pixel]:
    """Pixels of which a model is least sure, by non-maximum suppression: none near another.

    Args:
        sureness: uint8 (H, W), 255 where it is wholly sure: the margin between its two most probable classes, by
            which the source goes, or, where that is not known, its confidence.
        free: bool (H, W), the pixels that may be asked about.
        count: most pixels that are wanted.
        seed: decides between pixels of which it is equally unsure.

    Returns:
        The least sure pixel first; fewer than `count` when nothing else is free or unsure.
    """
    height, width = sureness.shape
    apart = spacing(height, width, count)
    cost = np.where(free, sureness, np.uint8(_SURE))
    draw = np.random.default_rng(seed)
    found: list[Pixel] = []
    while len(found) < count and (least := int(cost.min(initial=_SURE))) < _SURE:
        row, column = divmod(int(draw.choice(np.flatnonzero(cost == least))), width)
        found.append((row, column))
        box = Rect(row, column, row + 1, column + 1).grown(math.ceil(apart)).clip(height, width)
        cost[box.slices][_disc(box, row, column, apart)] = _SURE
    return found


def spacing(height: int, width: int, count: int) -> float:
    """Distance in pixels that the points of an image keep: half the side of the square that each has to itself."""
    return max(1.0, math.sqrt(height * width / count) / 2)


def answer(mask: LabelMask, pixel: Pixel, class_index: int) -> Edit | None:
    """Paint the small disc round a pixel, in place, where nothing is painted: what a person set stays.

    Returns:
        What has been done; None when all of it was painted already.
    """
    row, column = pixel
    box = Rect(row, column, row + 1, column + 1).grown(RADIUS).clip(mask.height, mask.width)
    recorder = EditRecorder(mask)
    lay(recorder, box, _disc(box, row, column, RADIUS), SolidInk(class_index), InkRule(only_unlabelled=True))
    return recorder.finish("point")


def _disc(box: Rect, row: int, column: int, radius: float) -> Bool:
    """bool of the box's shape: what is at most so far from a pixel."""
    down, across = np.ogrid[box.top - row : box.bottom - row, box.left - column : box.right - column]
    found: Bool = down * down + across * across <= radius * radius
    return found
