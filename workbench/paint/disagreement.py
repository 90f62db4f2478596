"""Finds where a mask says otherwise than a model that is sure, and takes the model's word there."""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from workbench.core.arrays import I64, AnyArray, Bool
from workbench.core.disagreement import Disagreement
from workbench.core.edit import Edit, edit_from_pixels
from workbench.core.geometry import Rect, bounding_box
from workbench.core.mask import UNLABELLED, LabelMask, Origin
from workbench.core.prediction import Prediction

CONFIDENT = 0.9
"""Lowest probability of which a model counts as sure."""

DOUBTED = 0.5
"""Less sure pixels down to this belong to a region that has sure ones: a border is never sure (hysteresis, as in
J. Canny, A Computational Approach to Edge Detection, 1986, section VII)."""

SMALLEST = 24
"""Sure pixels: regions with fewer are borders that nobody draws to the pixel."""

SMALLEST_SHARE = 1 / 20_000
"""Likewise, of a large image."""

BAND = 1 << 22
"""Pixels that are counted at once: counting takes eight bytes for each."""

MOST = 200
"""Regions, the largest first: nobody looks at more."""


def disagreements(
    mask: LabelMask, prediction: Prediction, kept: Sequence[Disagreement] = (), least: float = CONFIDENT
) -> list[Disagreement]:
    """Connected regions (by sides and corners) of one painted and one predicted class, the largest first.

    Takes seconds for 100 megapixels; only reads, so that it may be done on another thread.

    Args:
        mask: what is painted.
        prediction: what the model says.
        kept: regions of which a person has said that they are right as they are painted: left out.
        least: the probability from which on the model counts as sure.
    """
    wrong = prediction.confidence >= round(255 * min(least, DOUBTED))
    wrong &= mask.classes != prediction.classes
    wrong &= mask.classes != UNLABELLED
    box = bounding_box(wrong)
    if box.empty:
        return []
    smallest = max(SMALLEST, round(mask.rect.area * SMALLEST_SHARE))
    found: list[Disagreement] = []
    sure = prediction.confidence[box.slices] >= round(255 * least)
    # What hangs together whatever the classes first, and then in each such place class by class: one walk over all.
    for place, here in _joined(wrong[box.slices], sure, smallest):
        inside = place.moved(box.top, box.left).slices
        pairs = mask.classes[inside].astype(np.uint16)
        pairs <<= 8
        pairs |= prediction.classes[inside]
        core = sure[place.slices]
        for pair in np.flatnonzero(_counted(pairs, here, core, 1 << 16) >= smallest).tolist():
            for part, where in _joined(here & (pairs == pair), core, smallest):
                whole = part.moved(box.top + place.top, box.left + place.left)
                found.append(Disagreement(pair >> 8, pair & 255, whole, where))
    asked = [one for one in found if not one.among(kept)]
    return sorted(asked, key=lambda one: -one.pixels)[:MOST]


def take(mask: LabelMask, found: Disagreement) -> Edit | None:
    """The edit that gives a region the class that the model says, where it still is as it was found.

    Hands do not win here: the person has looked at this very region and says so. Only reads, so that it may be done on
    another thread: a region may have tens of megapixels.

    Returns:
        The edit, of origin *accepted*; None when nothing is left of the region.
    """
    where = np.zeros(mask.classes.shape, dtype=np.bool_)
    where[found.box.slices] = found.where & (mask.classes[found.box.slices] == found.painted)
    said = np.broadcast_to(np.uint8(found.said), where.shape)
    return edit_from_pixels(mask, where, said, Origin.ACCEPTED, "check")


def _joined(where: Bool, sure: Bool, smallest: int) -> Iterator[tuple[Rect, Bool]]:
    """Regions of `where` (bool (h, w)) that hang together and have so many sure pixels: box, and bool of its shape."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(where.view(np.uint8), connectivity=8)
    cores = _counted(labels, where, sure, count)
    for label in np.flatnonzero(cores >= smallest).tolist():
        left, top, width, height = stats[label, : cv2.CC_STAT_AREA].tolist()
        box = Rect(top, left, top + height, left + width)
        yield box, np.asarray(labels[box.slices] == label)


def _counted(numbers: AnyArray, where: Bool, sure: Bool, kinds: int) -> I64:
    """How often each of the numbers 0 .. kinds - 1, (h, w), occurs where both hold: int64 (kinds,)."""
    found = np.zeros(kinds, dtype=np.int64)
    rows = max(1, BAND // max(1, numbers.shape[1]))
    for top in range(0, numbers.shape[0], rows):
        band = np.s_[top : top + rows]
        found += np.bincount(numbers[band][where[band] & sure[band]], minlength=kinds)
    return found
