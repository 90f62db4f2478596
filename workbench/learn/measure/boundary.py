"""How well the edges of predicted regions lie on those of painted ones.

Source: G. Csurka et al., "What is a good evaluation measure for semantic segmentation?", BMVC 2013: per image and class
the F-measure of boundary pixels, with a tolerance of 0.75 % of the image's diagonal.
"""

import cv2
import numpy as np

from workbench.core.arrays import U8, Bool
from workbench.core.mask import UNLABELLED

TOLERANCE = 0.0075
"""Of the diagonal: how far from each other two boundaries may lie and still agree."""


def boundary_f(truth: U8, predicted: U8) -> float | None:
    """Mean F-measure, over the classes of an image, of their boundaries; None where there is no boundary.

    Args:
        truth: uint8 (H, W), classes; 255 unlabelled. An edge of what is labelled is no boundary.
        predicted: uint8 (H, W), classes.
    """
    labelled = truth != UNLABELLED
    reach = TOLERANCE * float(np.hypot(*truth.shape))
    found: list[float] = []
    for index in np.union1d(np.unique(truth[labelled]), np.unique(predicted[labelled])):
        wanted, got = _edge(truth == index, labelled), _edge(predicted == index, labelled)
        if not wanted.any() and not got.any():
            continue
        precision, recall = _near(got, wanted, reach), _near(wanted, got, reach)
        found.append(2 * precision * recall / (precision + recall) if precision + recall else 0.0)
    return float(np.mean(found)) if found else None


def _edge(region: Bool, labelled: Bool) -> Bool:
    """Labelled pixels of a region with a labelled pixel of another class above, below, left or right."""
    edge = np.zeros_like(region)
    other = labelled & ~region
    edge[1:] |= other[:-1]
    edge[:-1] |= other[1:]
    edge[:, 1:] |= other[:, :-1]
    edge[:, :-1] |= other[:, 1:]
    return edge & region & labelled


def _near(of: Bool, to: Bool, reach: float) -> float:
    """Share of the pixels `of` that have a pixel of `to` within `reach`."""
    if not of.any() or not to.any():
        return 0.0
    far = cv2.distanceTransform((~to).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return float((far[of] <= reach).mean())
