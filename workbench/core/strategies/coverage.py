"""Images that are unlike those that the model has met: the core-set of Sener and Savarese 2018 (arXiv:1708.00489).

Their greedy k-center (algorithm 1): the next image is the one that is farthest from all that are chosen or known. As
features serve the means over an image of the decoder's maps, in place of a classifier's last layer.
"""

import math

import numpy as np

from workbench.core.arrays import I64
from workbench.core.strategies.candidates import F64, Candidates, Ranking, plain

MOST = 500
"""Images that are chosen one by one; the rest follows by its distance to these. Nobody gets so far in a round."""

MOST_KNOWN = 4000
"""Images that are known, from which distances are taken: of more, every second or third."""

AT_ONCE = 256
"""Known images whose distances are worked out together."""

AMONG = 4
"""`mixed` chooses one image in so many of the most doubtful."""

BATCH = 8
"""Images that `mixed` chooses from the same doubtful ones."""


def coverage(candidates: Candidates, _draw: np.random.Generator) -> Ranking:
    """Farthest first; the value is the distance, as a share of the largest, at which an image was chosen."""
    order, distances = farthest_first(candidates.features, candidates.known)
    values = np.empty(len(candidates))
    values[order] = distances
    return plain(values / max(float(values.max(initial=0.0)), 1e-12))


def mixed(candidates: Candidates, _draw: np.random.Generator) -> Ranking:
    """First doubt, then coverage: of the most doubtful images, four times as many as wanted, the farthest apart.

    Source: Yang et al. 2017, "Suggestive Annotation" (arXiv:1706.04737), section 2.3, with entropy for the doubt.
    """
    left = np.argsort(-candidates.mean("entropy"), kind="stable")
    chosen: list[int] = []
    known = candidates.known
    while left.size and len(chosen) < MOST:
        first = left[: AMONG * BATCH]
        order, _ = farthest_first(candidates.features[first], known)
        taken = first[order[:BATCH]]
        chosen.extend(int(row) for row in taken)
        known = np.concatenate([known, candidates.features[taken]])
        left = left[~np.isin(left, taken)]
    chosen.extend(int(row) for row in left)
    return plain(by_place(np.array(chosen, dtype=np.int64)))


def farthest_first(features: F64, known: F64) -> tuple[I64, F64]:
    """The rows of float64 (n, d) in the order of the greedy k-center, and the distance at which each was chosen.

    Args:
        features: of those to choose from.
        known: float64 (m, d), covered from the start; without any, the row nearest to the mean comes first.
    """
    count = len(features)
    nearest = _to_nearest(features, known[:: max(1, math.ceil(len(known) / MOST_KNOWN))])
    order: list[int] = []
    distances: list[float] = []
    free = np.ones(count, dtype=np.bool_)
    while len(order) < min(count, MOST):
        if np.isinf(nearest).any():
            pick = int(_distances(features, features.mean(axis=0)).argmin())
        else:
            pick = int(np.where(free, nearest, -1.0).argmax())
        order.append(pick)
        distances.append(float(nearest[pick]))
        free[pick] = False
        nearest = np.minimum(nearest, _distances(features, features[pick]))
    rest = np.flatnonzero(free)
    rest = rest[np.argsort(-nearest[rest], kind="stable")]
    found = np.concatenate([distances, nearest[rest]])
    if count and np.isinf(found[0]):
        found[0] = found[1:].max(initial=0.0)
    return np.concatenate([np.array(order, dtype=np.int64), rest]), found


def _to_nearest(features: F64, known: F64) -> F64:
    """float64 (n,): from each row of features (n, d) to the nearest of known (m, d); infinite where m is 0.

    By |a - b|^2 = |a|^2 + |b|^2 - 2 ab: products of matrices take a twentieth of the time of differences.
    """
    squares = (features**2).sum(axis=1)
    nearest = np.full(len(features), np.inf)
    for start in range(0, len(known), AT_ONCE):
        some = known[start : start + AT_ONCE]
        apart = squares[:, None] + (some**2).sum(axis=1) - 2.0 * (features @ some.T)
        nearest = np.minimum(nearest, apart.min(axis=1))
    found: F64 = np.sqrt(np.maximum(nearest, 0.0))
    return found


def by_place(order: I64) -> F64:
    """float64 (n,): values that keep an order of rows: 1 for the first, then evenly down to 1/n."""
    values = np.empty(len(order))
    values[order] = 1.0 - np.arange(len(order)) / max(len(order), 1)
    return values


def _distances(features: F64, row: F64) -> F64:
    found: F64 = np.sqrt(((features - row) ** 2).sum(axis=1))
    return found
