"""Masks whose colours tell the classes: which colour each class has."""

from collections.abc import Iterable
from itertools import chain

import cv2
import numpy as np

from workbench.core.arrays import U8
from workbench.core.classes import ClassSet, Color, LabelClass, voc_palette
from workbench.core.mask import UNLABELLED
from workbench.exchange.labelmap import VOID_COLOR


def own_colors(classes: ClassSet) -> dict[int, Color]:
    """The colour of each class number: its own where no class before it has that, else the first free one of VOC.

    VOC's colour of unlabelled pixels is nobody's.
    """
    taken = {VOID_COLOR}
    colors: dict[int, Color] = {}
    for c in sorted(classes, key=lambda c: c.index):
        colors[c.index] = next(color for color in chain([c.color], _voc(c)) if color not in taken)
        taken.add(colors[c.index])
    return colors


def palette_of(colors: dict[int, Color], unlabelled: Color = VOID_COLOR) -> U8:
    """uint8 (256, 3), RGB: the colour of each number; black for numbers without a class."""
    palette = np.zeros((256, 3), dtype=np.uint8)
    for number, color in colors.items():
        palette[number] = color
    palette[UNLABELLED] = unlabelled
    return palette


def colored(mask: U8, palette: U8) -> U8:
    """uint8 (H, W, 3), RGB: the colour (palette: uint8 (256, 3)) of each number of a mask (uint8 (H, W)).

    Channel by channel: indexing would widen every number to eight bytes.
    """
    return np.asarray(cv2.merge([cv2.LUT(mask, channel) for channel in palette.T.copy()]), dtype=np.uint8)


def _voc(own: LabelClass) -> Iterable[Color]:
    """VOC's colours, that of the class's number first."""
    palette = voc_palette()
    for index in chain([own.index], range(256)):
        red, green, blue = (int(value) for value in palette[index])
        yield red, green, blue
