"""What strategies choose from, and what they give back."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.core.arrays import I64
from workbench.core.look import MEASURES, SIDE, Look

F64 = npt.NDArray[np.float64]

WORST = SIDE
"""Regions that count where a strategy goes by the worst ones: an eighth of an image."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Images that could come next, in the rows of each array.

    Attributes:
        regions: float64 (n, len(MEASURES), SIDE * SIDE), 0..1.
        doubt: float64 (n,), 0..1, of the prediction at the image's own size: what lists show.
        class_doubt: float64 (n, k): how much of the doubt belongs to each class.
        painted: float64 (k,), painted pixels of each class so far.
        features: float64 (n, d); d is 0 where none are known.
        known: float64 (m, d) of images that are finished or painted: what the model has met.
        rounds: trainings so far.
    """

    regions: F64
    doubt: F64
    class_doubt: F64
    painted: F64
    features: F64
    known: F64
    rounds: int = 0

    def __len__(self) -> int:
        return int(self.regions.shape[0])

    def measure(self, name: str) -> F64:
        """float64 (n, SIDE * SIDE): one of `MEASURES`."""
        found: F64 = self.regions[:, MEASURES.index(name)]
        return found

    def mean(self, name: str) -> F64:
        """float64 (n,): the measure, summed over all regions of an image, as their mean."""
        found: F64 = self.measure(name).mean(axis=1)
        return found

    def worst(self, name: str) -> F64:
        """float64 (n,): the measure, summed over the `WORST` regions of an image, as their mean."""
        found: F64 = np.sort(self.measure(name), axis=1)[:, -WORST:].mean(axis=1)
        return found

    def where(self, row: int, name: str) -> str:
        """In words, where in the image the measure is highest: "upper left"."""
        place = int(self.measure(name)[row].argmax())
        return _ROWS[place // SIDE * 3 // SIDE] + _COLUMNS[place % SIDE * 3 // SIDE]


_ROWS, _COLUMNS = ("upper ", "", "lower "), ("left", "middle", "right")


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """What a strategy says of each candidate.

    Attributes:
        values: float64 (n,), 0 or more: what it is worth to look at the image; twice as much is worth twice as much.
        classes: int64 (n,), the column of `Candidates.class_doubt` for which it was chosen; -1 for none.
    """

    values: F64
    classes: I64


def plain(values: F64) -> Ranking:
    """Values that are chosen for no class."""
    return Ranking(values, np.full(len(values), -1, dtype=np.int64))


def candidates_of(
    looks: list[Look], doubts: list[float], known: list[Look], painted: dict[int, int], rounds: int
) -> tuple[Candidates, list[int]]:
    """The arrays of some looks, and the class index of each column of `class_doubt`.

    Looks whose features are of another length than most of them have none: another network made them.
    """
    indices = sorted({index for look in looks for index in look.class_doubt})
    doubt = np.array([[look.class_doubt.get(index, 0.0) for index in indices] for look in looks], dtype=np.float64)
    lengths = np.bincount([len(look.features) for look in looks]) if looks else np.zeros(1)
    length = int(lengths.argmax())
    features = np.zeros((len(looks), length))
    for row, look in enumerate(looks):
        if len(look.features) == length:
            features[row] = look.features
    met = [look.features for look in known if len(look.features) == length]
    return (
        Candidates(
            np.array([look.regions for look in looks], dtype=np.float64).reshape(len(looks), len(MEASURES), -1) / 255,
            np.array(doubts, dtype=np.float64),
            doubt.reshape(len(looks), len(indices)),
            np.array([painted.get(index, 0) for index in indices], dtype=np.float64),
            features,
            np.array(met, dtype=np.float64).reshape(len(met), length),
            rounds,
        ),
        indices,
    )
