"""Doubt, shared out among the classes, with noise that fades: after ClaSP PE (TMLR 2026).

Two thirds of the images are chosen for a class, the others for the doubt of the whole image. Scores get power noise
(Kirsch et al. 2021, "Stochastic Batch Acquisition", arXiv:2106.12059): log(score) + Gumbel / strength. The strength
doubles with every round, so that the first choices, when the model knows little, are the least tied to its word. The
classes take turns, the least painted first, which is ours: the paper draws patches, and here are whole images.
"""

import numpy as np

from workbench.core.arrays import I64
from workbench.core.strategies.candidates import F64, Candidates, Ranking
from workbench.core.strategies.coverage import by_place

FIRST_STRENGTH = 4.0

LARGEST_STRENGTH = 256.0

_SMALL = 1e-6


def stratified(candidates: Candidates, draw: np.random.Generator) -> Ranking:
    """Two of three places go to the classes in turn, each to the image with most doubt about its class."""
    strength = min(FIRST_STRENGTH * 2.0**candidates.rounds, LARGEST_STRENGTH)
    turns = np.argsort(candidates.painted, kind="stable")
    whole = _order(candidates.mean("entropy"), strength, draw)
    by_class = [_order(candidates.class_doubt[:, column], strength, draw) for column in turns]
    queues = [iter(whole), *(iter(order) for order in by_class)]
    taken = np.zeros(len(candidates), dtype=np.bool_)
    classes = np.full(len(candidates), -1, dtype=np.int64)
    order: list[int] = []
    served = 0
    while len(order) < len(candidates):
        for_class = bool(by_class) and len(order) % 3 != 2
        which = 1 + served % len(by_class) if for_class else 0
        served += for_class
        pick = next(int(row) for row in queues[which] if not taken[row])
        taken[pick] = True
        classes[pick] = turns[which - 1] if for_class else -1
        order.append(pick)
    return Ranking(by_place(np.array(order, dtype=np.int64)), classes)


def _order(scores: F64, strength: float, draw: np.random.Generator) -> I64:
    """Rows by log(score) with noise, the highest first."""
    noisy = np.log(scores + _SMALL) + draw.gumbel(size=len(scores)) / strength
    found: I64 = np.argsort(-noisy, kind="stable").astype(np.int64)
    return found
