"""Coloured masks as numbers: a colour is one number, and a mask is worked on in strips."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from workbench.core.arrays import U8

I32 = npt.NDArray[np.int32]

_AT_ONCE = 1 << 20
"""Pixels. A number of a colour has four bytes, and what is looked up by it eight: too many for a whole large mask."""


def codes_of(colors: U8) -> I32:
    """Colours (uint8 (H, W, 3), RGB) as numbers red << 16 | green << 8 | blue: int32 (H, W)."""
    wide = colors.astype(np.int32)
    return (wide[:, :, 0] << 16) | (wide[:, :, 1] << 8) | wide[:, :, 2]


def looked_up(colors: U8, number_of: Callable[[I32], U8]) -> U8:
    """What `number_of` gives for the codes of colours (uint8 (H, W, 3), RGB), strip by strip: uint8 (H, W)."""
    height, width = colors.shape[:2]
    numbers = np.empty((height, width), dtype=np.uint8)
    rows = max(1, _AT_ONCE // max(1, width))
    for top in range(0, height, rows):
        numbers[top : top + rows] = number_of(codes_of(colors[top : top + rows]))
    return numbers
