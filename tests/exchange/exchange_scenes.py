"""Pictures and masks that the tests of this floor render."""

from collections.abc import Callable, Generator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from workbench.core.events import Progress
from workbench.core.mask import UNLABELLED, LabelMask, Origin
from workbench.core.records import Split
from workbench.exchange.writing.export_image import ExportImage
from workbench.exchange.writing.manifest import Proof

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


def to_export(path: Path, mask: np.ndarray, split: Split = Split.TRAIN, origin: Origin = Origin.HAND) -> ExportImage:
    """A picture with a mask (uint8 (H, W)) all of whose labelled pixels have that origin."""
    origins = np.where(mask == UNLABELLED, np.uint8(0), np.uint8(origin))
    whole = LabelMask(mask, origins)
    return ExportImage(path.name, path, split, mask.shape[0], mask.shape[1], lambda: whole)


def finish(flow: Generator[Progress, None, Proof]) -> Proof:
    """Let an export run to its end; what its proof found."""
    while True:
        try:
            assert isinstance(next(flow), Progress)
        except StopIteration as end:
            return end.value
