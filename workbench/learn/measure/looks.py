"""How unsure a network is of each region of an image, gathered while it predicts: windows add up to one `Look`.

All is taken from the coarse scores, a sixteenth of the pixels: beside the network itself it costs next to nothing.
"""

import math

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from workbench.core.arrays import F32
from workbench.core.geometry import Rect
from workbench.core.job import JobClass
from workbench.core.look import MEASURES, SIDE, Look, region_of
from workbench.learn.net.layers import resize_like

SECOND_SCALE = 0.5
"""Of the second look: a quarter of the work of the first, and small things look different enough."""


class Gauge:
    """Gathers the look at one image, window by window.

    Args:
        classes: by channel.
        height: of the whole image, in pixels.
        width: of the whole image, in pixels.
        twice: whether a second look is wanted.
    """

    def __init__(self, classes: tuple[JobClass, ...], height: int, width: int, twice: bool) -> None:
        self.twice = twice
        self._classes, self._height, self._width = classes, height, width
        self._measures = np.zeros((len(MEASURES), SIDE, SIDE))
        self._counts = np.zeros((SIDE, SIDE))
        self._class_doubt = np.zeros(len(classes))
        self._features: npt.NDArray[np.float64] | None = None

    def add(self, seen: Rect, core: Rect, logits: Tensor, maps: Tensor, second: Tensor | None) -> None:
        """Add what a window shows inside its core.

        Args:
            seen: the window, in pixels of the image.
            core: the part of it that counts, in pixels of the image.
            logits: float (1, K, h, w), the coarse scores over the window.
            maps: float (1, d, h, w), from which they were scored.
            second: float (1, K, h', w'), the scores of a second look, the right way round; None without one.
        """
        rows = self._places(seen, core, logits.shape[2], True)
        columns = self._places(seen, core, logits.shape[3], False)
        by_row, by_column = (torch.from_numpy(table).to(logits) for table in (rows, columns))
        inside = by_row.sum(dim=0)[:, None] * by_column.sum(dim=0)[None]
        chances = logits[0].softmax(dim=0)
        entropy = _entropy(chances) / math.log(max(len(self._classes), 2))
        best, first = chances.max(dim=0)
        # As in `Predictor`: on the CPU topk takes five times as long as max.
        rival = chances.scatter(0, first[None], 0.0).max(dim=0).values
        doubt, margin = 1 - best, 1 - (best - rival)
        change = torch.zeros_like(doubt)
        if second is not None:
            other = resize_like(second, (logits.shape[2], logits.shape[3]))[0].softmax(dim=0)
            change = _entropy((chances + other) / 2) - (_entropy(chances) + _entropy(other)) / 2
            change = (change / math.log(2)).clamp(0, 1)
        measures = torch.stack([doubt, entropy, margin, change])
        summed = torch.einsum("rh,mhw,cw->mrc", by_row, measures, by_column)
        self._measures[:4] += summed.double().cpu().numpy()
        self._counts += np.outer(rows.sum(axis=1), columns.sum(axis=1))
        self._class_doubt += (chances * (entropy * inside)).sum(dim=(1, 2)).double().cpu().numpy()
        by_place = maps[0].permute(1, 2, 0).reshape(-1, maps.shape[1])  # no copy: the network's maps are channels-last
        features = (inside.to(maps).reshape(1, -1) @ by_place)[0].double().cpu().numpy()
        self._features = features if self._features is None else self._features + features

    def look(self) -> Look:
        """What was gathered."""
        total = max(float(self._counts.sum()), 1.0)
        means = self._measures / np.maximum(self._counts, 1e-9)
        empty = self._counts == 0  # of an image with fewer coarse pixels than regions
        if empty.any():
            means[:, empty] = (self._measures.sum(axis=(1, 2)) / total)[:, None]
        features = np.zeros(0) if self._features is None else self._features / total
        return Look(
            np.round(255 * means.clip(0, 1)).astype(np.uint8),
            self.twice,
            {c.index: float(d / total) for c, d in zip(self._classes, self._class_doubt, strict=True)},
            features.clip(-6e4, 6e4).astype(np.float16),
        )

    def _places(self, seen: Rect, core: Rect, size: int, down: bool) -> F32:
        """float32 (SIDE, size): 1 where a coarse row (`down`) or column inside the core lies in a region."""
        start, length = (seen.top, seen.height) if down else (seen.left, seen.width)
        first, end = (core.top, core.bottom) if down else (core.left, core.right)
        centres = start + (np.arange(size) + 0.5) * length / size
        regions = region_of(centres, self._height if down else self._width)
        counted = (centres >= first) & (centres < end)
        found: F32 = ((np.arange(SIDE)[:, None] == regions) & counted).astype(np.float32)
        return found


def _entropy(chances: Tensor) -> Tensor:
    """float (h, w), in nats, of float (K, h, w)."""
    found: Tensor = torch.special.entr(chances).sum(dim=0)
    return found
