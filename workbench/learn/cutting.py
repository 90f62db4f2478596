"""One training example out of an image: a box brought to size, turned, and recoloured; the labels go with it."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from workbench.core.arrays import U8
from workbench.core.mask import UNLABELLED
from workbench.core.recipe import TrainingRecipe
from workbench.learn.inputs import MEAN_COLOR

_GREY = np.array([0.299, 0.587, 0.114], dtype=np.float32)
_NOISE = 25.0


@dataclass(frozen=True, slots=True)
class Crop:
    """One training example: image uint8 (h, w, 3) RGB and labels uint8 (h, w), 255 where nothing counts."""

    image: U8
    labels: U8


Box = tuple[int, int, int, int]
"""Top, left, height and width in pixels of an image; it may reach beyond its edges."""


Recolour = Callable[[U8], U8]
"""A change of the colours of uint8 (h, w, 3); it is not shown what lies outside an image."""


def cut(image: U8, labels: U8, box: Box, size: tuple[int, int], recolour: Recolour) -> Crop:
    """Image uint8 (H, W, 3) and labels uint8 (H, W) inside a box brought to `size`; mean and void outside the image."""
    top, left, height, width = box
    up, down = max(0, top), min(image.shape[0], top + height)
    near, far = max(0, left), min(image.shape[1], left + width)
    to_row, to_column = size[0] / height, size[1] / width
    into = np.s_[
        round((up - top) * to_row) : max(round((down - top) * to_row), round((up - top) * to_row) + 1),
        round((near - left) * to_column) : max(round((far - left) * to_column), round((near - left) * to_column) + 1),
    ]
    cut_image = np.full((*size, 3), MEAN_COLOR, dtype=np.uint8)
    cut_labels = np.full(size, UNLABELLED, dtype=np.uint8)
    room = cut_labels[into].shape[::-1]
    method = cv2.INTER_AREA if to_row < 1 else cv2.INTER_LINEAR
    part = np.asarray(cv2.resize(image[up:down, near:far], room, interpolation=method), np.uint8)
    cut_image[into] = recolour(part)
    cut_labels[into] = cv2.resize(labels[up:down, near:far], room, interpolation=cv2.INTER_NEAREST_EXACT)
    return Crop(cut_image, cut_labels)


def cut_turned(image: U8, labels: U8, box: Box, size: tuple[int, int], recolour: Recolour, degrees: float) -> Crop:
    """As `cut`, with the box turned about its middle; what comes from outside the image is mean and void."""
    top, left, height, width = box
    reach = math.ceil(math.hypot(height, width))
    row, column = top + height / 2, left + width / 2
    around = (round(row - reach / 2), round(column - reach / 2), reach, reach)
    shrink = size[0] / height
    side = max(1, round(reach * shrink))
    # Shrunk first, then turned: turning alone would skip pixels.
    wide = cut(image, labels, around, (side, side), recolour)
    turn: Any = cv2.getRotationMatrix2D((side / 2 - 0.5, side / 2 - 0.5), degrees, 1.0)
    turn[:, 2] += (size[1] - side) / 2, (size[0] - side) / 2
    return Crop(
        np.asarray(
            cv2.warpAffine(wide.image, turn, size[::-1], flags=cv2.INTER_LINEAR, borderValue=MEAN_COLOR), np.uint8
        ),
        np.asarray(
            cv2.warpAffine(wide.labels, turn, size[::-1], flags=cv2.INTER_NEAREST, borderValue=UNLABELLED), np.uint8
        ),
    )


def recolouring(recipe: TrainingRecipe, draw: np.random.Generator) -> Recolour:
    """Random colour, blur and noise, as strong as a recipe says."""

    def change(image: U8) -> U8:
        if recipe.color_jitter:
            image = np.asarray(cv2.transform(image, _colour_map(draw, recipe.color_jitter)), np.uint8)
        if recipe.blur and draw.random() < recipe.blur:
            image = np.asarray(cv2.GaussianBlur(image, (0, 0), draw.uniform(0.5, 1.5)), np.uint8)
        if recipe.noise:
            grain = draw.normal(0.0, _NOISE * recipe.noise * draw.random(), image.shape).astype(np.float32)
            image = (image + grain).round().clip(0, 255).astype(np.uint8)
        return image

    return change


def _colour_map(draw: np.random.Generator, strength: float) -> npt.NDArray[np.float32]:
    """float32 (3, 4): one affine map of RGB 0..255 that changes brightness, contrast and saturation at random."""
    brightness, contrast, saturation = 1.0 + strength * draw.uniform(-1.0, 1.0, 3)
    keep = np.eye(3, dtype=np.float32) * saturation + (1.0 - saturation) * _GREY[None, :]
    turned = (brightness * contrast * keep).astype(np.float32)
    offset = np.full((3, 1), 128.0 * brightness * (1.0 - contrast), dtype=np.float32)
    return np.concatenate([turned, offset], axis=1)
