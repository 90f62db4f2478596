"""How well predicted classes agree with painted ones."""

from dataclasses import dataclass

import numpy as np

from workbench.core.arrays import I64, U8
from workbench.core.mask import UNLABELLED


@dataclass(frozen=True, slots=True)
class Scores:
    """Agreement over labelled pixels.

    Attributes:
        miou: mean intersection over union of the classes that occur in truth or prediction; nan when none does.
        pixel_accuracy: share of labelled pixels with the right class; nan when there is none.
        ious: intersection over union of each class by name; None for a class that occurs in neither.
        pixels: number of labelled pixels that were compared.
        weighted_iou: the same, each class weighed by its share of the labelled pixels (frequency-weighted IoU of Long
            et al. 2015); nan when there is none.
    """

    miou: float
    pixel_accuracy: float
    ious: dict[str, float | None]
    pixels: int
    weighted_iou: float = float("nan")


class ConfusionMatrix:
    """Counts of (painted class, predicted class) pairs; only unlabelled pixels are left out.

    Attributes:
        counts: int64 (K + 1, K + 1), rows are painted classes and columns predicted ones, in the order of `indices`;
            the last row and column are all other classes: never a hit.
    """

    def __init__(self, indices: list[int]) -> None:
        self.indices = list(indices)
        self._size = len(indices) + 1
        self.counts: I64 = np.zeros((self._size, self._size), dtype=np.int64)
        self._row = np.full(256, len(indices), dtype=np.int64)
        self._row[self.indices] = np.arange(len(indices))

    def add(self, truth: U8, predicted: U8) -> None:
        """Count one image: two uint8 (H, W) class planes.

        A labelled pixel whose class is not among `indices` is a miss, as is one that is predicted as such a class.
        """
        if truth.shape != predicted.shape:
            raise ValueError(f"planes differ in size: {truth.shape} and {predicted.shape}")
        labelled = truth != UNLABELLED
        pairs = self._row[truth[labelled]] * self._size + self._row[predicted[labelled]]
        self.counts += np.bincount(pairs, minlength=self.counts.size).reshape(self.counts.shape)

    def scores(self, names: list[str]) -> Scores:
        """The scores, with `names` in the order of `indices`."""
        hits = np.diag(self.counts)[:-1].astype(np.float64)
        union = (self.counts.sum(axis=0) + self.counts.sum(axis=1))[:-1] - hits
        total = int(self.counts.sum())
        painted = self.counts.sum(axis=1)[:-1]
        ious: dict[str, float | None] = {
            name: float(hit / size) if size > 0 else None for name, hit, size in zip(names, hits, union, strict=True)
        }
        present = [iou for iou in ious.values() if iou is not None]
        return Scores(
            miou=float(np.mean(present)) if present else float("nan"),
            pixel_accuracy=float(hits.sum() / total) if total else float("nan"),
            ious=ious,
            pixels=total,
            # Pixels of classes that the model does not know weigh in with an IoU of zero.
            weighted_iou=float((painted * hits / union.clip(1)).sum() / total) if total else float("nan"),
        )
