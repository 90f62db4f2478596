"""Training examples by their plans, on the host: a box brought to size, turned, recoloured; the labels go with it."""

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from workbench.core.arrays import U8
from workbench.core.mask import UNLABELLED
from workbench.learn.data.plans import Box, Plan, Tint, View
from workbench.learn.inputs import MEAN_COLOR

UNCHANGED = Tint()


@dataclass(frozen=True, slots=True)
class Crop:
    """One training example: image uint8 (h, w, 3) RGB and labels uint8 (h, w), 255 where nothing counts."""

    image: U8
    labels: U8


def cut_out(plan: Plan, size: tuple[int, int]) -> Crop:
    """The crop of that size (height, width) that a plan describes."""
    crop = _seen(plan.view, size)
    if plan.pasted is not None:
        given = _seen(plan.pasted, size)
        ours = given.labels == plan.pasted.sample.labels[plan.pasted.place]
        crop.image[ours], crop.labels[ours] = given.image[ours], given.labels[ours]
    over = np.s_[:: -1 if plan.flipped else 1, :: -1 if plan.mirrored else 1]
    return Crop(crop.image[over], crop.labels[over])


def _seen(view: View, size: tuple[int, int]) -> Crop:
    """What one look shows; the painted place keeps its label where shrinking or turning would skip it."""
    sample = view.sample
    crop = cut_turned(sample.image(), sample.labels, view.box, size, view.tint, view.degrees)
    row, column = view.at(size)
    crop.labels[min(max(row, 0), size[0] - 1), min(max(column, 0), size[1] - 1)] = sample.labels[view.place]
    return crop


def cut(image: U8, labels: U8, box: Box, size: tuple[int, int], tint: Tint = UNCHANGED) -> Crop:
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
    cut_image[into] = tinted(part, tint)
    cut_labels[into] = cv2.resize(labels[up:down, near:far], room, interpolation=cv2.INTER_NEAREST_EXACT)
    return Crop(cut_image, cut_labels)


def cut_turned(image: U8, labels: U8, box: Box, size: tuple[int, int], tint: Tint, degrees: float) -> Crop:
    """As `cut`, with the box turned about its middle; what comes from outside the image is mean and void."""
    if not degrees:
        return cut(image, labels, box, size, tint)
    top, left, height, width = box
    reach = math.ceil(math.hypot(height, width))
    row, column = top + height / 2, left + width / 2
    around = (round(row - reach / 2), round(column - reach / 2), reach, reach)
    shrink = size[0] / height
    side = max(1, round(reach * shrink))
    # Shrunk first, then turned: turning alone would skip pixels.
    wide, became = cut(image, labels, around, (side, side), tint), side / reach
    middle = (column - around[1]) * became - 0.5, (row - around[0]) * became - 0.5
    turn: Any = cv2.getRotationMatrix2D(middle, degrees, shrink / became)
    turn[:, 2] += (size[1] - 1) / 2 - middle[0], (size[0] - 1) / 2 - middle[1]
    return Crop(
        np.asarray(
            cv2.warpAffine(wide.image, turn, size[::-1], flags=cv2.INTER_LINEAR, borderValue=MEAN_COLOR), np.uint8
        ),
        np.asarray(
            cv2.warpAffine(wide.labels, turn, size[::-1], flags=cv2.INTER_NEAREST, borderValue=UNLABELLED), np.uint8
        ),
    )


def tinted(image: U8, tint: Tint) -> U8:
    """The pixels uint8 (h, w, 3) of an image in other colours, blurred and grainy, as a tint says."""
    if tint.colours is not None:
        image = np.asarray(cv2.transform(image, tint.colours), np.uint8)
    if tint.blur:
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), tint.blur), np.uint8)
    if tint.noise:
        grain = np.random.default_rng(tint.grain).standard_normal(image.shape, dtype=np.float32)
        image = (image + tint.noise * grain).round().clip(0, 255).astype(np.uint8)
    return image
