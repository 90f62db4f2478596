"""Pictures and masks that the tests of this floor render."""

from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image

from workbench.exchange.dataset import ExportImage

MakeImages = Callable[..., list[ExportImage]]
"""File names and mask values -> images to export (a fixture)."""


def photo(seed: int, height: int = 30, width: int = 44) -> Image.Image:
    """A picture of soft colours, another for each seed."""
    rng = np.random.default_rng(seed)
    small = rng.integers(0, 256, (4, 5, 3), dtype=np.uint8)
    return Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC)


def painted(seed: int, values: Sequence[int], height: int = 30, width: int = 44) -> np.ndarray:
    """A mask uint8 (H, W) of blocks of the given values, each of which occurs."""
    rng = np.random.default_rng(seed)
    blocks = rng.choice(np.array(values, dtype=np.uint8), (6, 8))
    blocks.ravel()[: len(values)] = values
    rows, columns = np.arange(height) * 6 // height, np.arange(width) * 8 // width
    return blocks[rows[:, None], columns]
