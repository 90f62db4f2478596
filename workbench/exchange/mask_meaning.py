"""What the pixels of mask files mean: by number, or by colour where there is a table of colours."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from workbench.core.arrays import U8
from workbench.core.classes import ClassSet, Color
from workbench.core.mask import UNLABELLED
from workbench.exchange.color_codes import looked_up
from workbench.exchange.dataset import FoundMask, Remark
from workbench.exchange.mask_values import numbers_of
from workbench.pixels.mask_file import holds_colors, read_colors, read_indexed, read_palette

_NO_CLASS = 254
"""In tables: a value or colour without a class. Free, because classes end at 253."""


STRANGE = "pixels have a colour of no class; they stay unlabelled"


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

    def read(self, path: Path) -> FoundMask:
        """The mask; unknown colours are unlabelled and counted, an unknown value refuses the whole."""
        if holds_colors(path):
            classes = looked_up(read_colors(path), self._color_table.__getitem__)
            strange = classes == _NO_CLASS
            classes[strange] = UNLABELLED
            count = int(np.count_nonzero(strange))
            return FoundMask(classes, (Remark(STRANGE, count, str(path)),) if count else ())
        values = read_indexed(path)
        return FoundMask(numbers_of(values, self._value_table(path), path))

    def _value_table(self, path: Path) -> dict[int, int]:
        """The class of each value of that mask."""
        palette = read_palette(path) if self.palette_decides and self.by_color else None
        colors = [] if palette is None else [(int(r), int(g), int(b)) for r, g, b in palette]
        if self._is_ours(colors):
            by_value = {v: self.by_color[c] for v, c in enumerate(colors) if c in self.by_color}
        else:
            by_value = self.by_value
        return {**by_value, UNLABELLED: UNLABELLED}

    def _is_ours(self, colors: list[Color]) -> bool:
        """Whether a palette is made of the classes' colours: it holds them all, or nothing but them.

        A palette that merely shares some colours (VOC's own, beside a labelmap with colours for the eye) is not.
        """
        own = {color for color, index in self.by_color.items() if index != UNLABELLED}
        return bool(colors) and (own <= set(colors) or set(colors) <= self.by_color.keys())
