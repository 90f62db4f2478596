"""What the pixels of VOC masks mean: by number, or by colour where the colours are the labelmap's."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np

from workbench.core.arrays import U8, AnyArray
from workbench.core.classes import ClassSet, Color
from workbench.core.errors import BadInputError
from workbench.core.mask import UNLABELLED
from workbench.pixels.mask_file import holds_colors, read_colors, read_indexed, read_palette

_NO_CLASS = 254
"""In tables: a value or colour without a class. Free, because classes end at 253."""


@dataclass(frozen=True)
class MaskMeaning:
    """How a dataset's masks are read.

    Attributes:
        classes: of the dataset.
        by_value: the class of each value of indexed masks; `UNLABELLED` for void. 255 is always unlabelled.
        by_color: the class of each colour of RGB masks; `UNLABELLED` for void.
        palette_decides: whether a mask's palette, when it is made of these very colours, goes before its values.
    """

    classes: ClassSet
    by_value: dict[int, int]
    by_color: dict[Color, int]
    palette_decides: bool = True

    @cached_property
    def _color_table(self) -> U8:
        """uint8 (2**24,): the class of every colour red << 16 | green << 8 | blue."""
        table = np.full(1 << 24, _NO_CLASS, dtype=np.uint8)
        for (red, green, blue), index in self.by_color.items():
            table[red << 16 | green << 8 | blue] = index
        return table

    def read(self, path: Path) -> U8:
        """The mask: uint8 (H, W), class numbers, 255 unlabelled; unknown colours are unlabelled, unknown values not."""
        if holds_colors(path):
            classes = self._color_table[_packed(read_colors(path))]
            classes[classes == _NO_CLASS] = UNLABELLED
            return classes
        values = read_indexed(path)
        table = self._value_table(path)
        classes = np.asarray(cv2.LUT(values, table), dtype=np.uint8)
        wrong = classes == _NO_CLASS
        if wrong.any():
            value = int(values[wrong][0])
            raise BadInputError(
                f"The mask {path} holds the value {value} ({int(wrong.sum())} pixels), but no class has it.",
                "Add the class to labelmap.txt or class_names.txt, or paint these pixels 255. The mask was not taken.",
            )
        return classes

    def unknown_colors(self, path: Path) -> int:
        """How many pixels of an RGB mask have a colour of no class."""
        return int((self._color_table[_packed(read_colors(path))] == _NO_CLASS).sum())

    def _value_table(self, path: Path) -> U8:
        """uint8 (256,): the class of each value of that mask."""
        table = np.full(256, _NO_CLASS, dtype=np.uint8)
        palette = read_palette(path) if self.palette_decides and self.by_color else None
        colors = [] if palette is None else [(int(r), int(g), int(b)) for r, g, b in palette]
        if self._is_ours(colors):
            by_value = {v: self.by_color[c] for v, c in enumerate(colors) if c in self.by_color}
        else:
            by_value = self.by_value
        for value, index in by_value.items():
            table[value] = index
        table[UNLABELLED] = UNLABELLED
        return table

    def _is_ours(self, colors: list[Color]) -> bool:
        """Whether a palette is made of the classes' colours: it holds them all, or nothing but them.

        A palette that merely shares some colours (VOC's own, beside a labelmap with colours for the eye) is not.
        """
        own = {color for color, index in self.by_color.items() if index != UNLABELLED}
        return bool(colors) and (own <= set(colors) or set(colors) <= self.by_color.keys())


def _packed(colors: U8) -> AnyArray:
    """int32 (H, W): red << 16 | green << 8 | blue."""
    wide = colors.astype(np.int32)
    return (wide[:, :, 0] << 16) | (wide[:, :, 1] << 8) | wide[:, :, 2]
