"""One picture that shows how a model sees an image: image, mask, prediction, errors, doubt."""

from pathlib import Path

import cv2
import numpy as np

from workbench.core.arrays import U8
from workbench.core.mask import UNLABELLED
from workbench.core.prediction import Prediction
from workbench.core.whole_file import whole_file

GAP = 8
"""White pixels between two views."""

OVERLAY = 0.6
"""How much of a class's colour covers the image."""

WRONG, RIGHT, UNKNOWN = (230, 40, 40), (60, 170, 80), (40, 40, 40)
"""Colours of the view of errors: red, green, and dark where nobody has looked."""


def side_by_side(image: U8, truth: U8, found: Prediction, colors: U8) -> U8:
    """uint8 (H, 5 W + 4 gaps, 3) RGB: five views from left to right.

    Args:
        image: uint8 (H, W, 3) RGB.
        truth: uint8 (H, W), the mask; 255 unlabelled.
        found: of the same size.
        colors: uint8 (256, 3), the colour of each class.
    """
    known = truth != UNLABELLED
    errors = np.full_like(image, UNKNOWN)
    errors[known & (truth == found.classes)] = RIGHT
    errors[known & (truth != found.classes)] = WRONG
    doubt = np.repeat((255 - found.confidence)[..., None], 3, axis=2)
    views = [image, _over(image, truth, colors), _over(image, found.classes, colors), errors, doubt]
    gap = np.full((image.shape[0], GAP, 3), 255, dtype=np.uint8)
    row = [part for view in views for part in (view, gap)][:-1]
    return np.concatenate(row, axis=1)


def write_picture(path: Path, pixels: U8) -> None:
    """Write uint8 (H, W, 3) RGB as PNG; its folder must be there."""
    _, data = cv2.imencode(".png", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))
    with whole_file(path, "The picture", "Free some space.", durable=False) as file:
        file.write(data.tobytes())


def _over(image: U8, classes: U8, colors: U8) -> U8:
    """The image under the classes' colours; as it is where unlabelled."""
    mixed = np.round((1 - OVERLAY) * image + OVERLAY * colors[classes]).astype(np.uint8)
    return np.where((classes == UNLABELLED)[..., None], image, mixed)
