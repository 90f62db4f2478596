"""The strategies in a table: what a person chooses from, each with why one would, and with its reason for an image."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from workbench.core.strategies.candidates import Candidates, Ranking, plain
from workbench.core.strategies.coverage import coverage, mixed
from workbench.core.strategies.stratified import stratified

Reason = Callable[[Candidates, Ranking, int, list[str]], str]
"""Why an image comes now, beside what its prediction says of it, in words.

Of the candidates, their ranking, a row, and the name of each class's column.
"""

USUAL = "mixed"
"""The strategy of a project in which nobody has chosen another: the best of nine in docs/active-learning.md."""

PLAIN = "doubt"
"""What can judge every prediction, whatever is known of it."""


@dataclass(frozen=True, slots=True)
class Strategy:
    """A way to choose the next image.

    Attributes:
        words: its name on the screen.
        why: in one line, what it looks for.
        rank: what each candidate is worth; randomness comes from the generator alone.
        reason: why an image comes now.
        twice: whether the model must have looked twice.
        known: whether the model must have looked at the images that are finished or painted, too.
    """

    words: str
    why: str
    rank: Callable[[Candidates, np.random.Generator], Ranking]
    reason: Reason
    twice: bool = False
    known: bool = False


def _doubt(candidates: Candidates, _draw: np.random.Generator) -> Ranking:
    """The mean of 1 - probability of the chosen class over all pixels: "least confidence" (Lewis and Gale 1994)."""
    return plain(candidates.doubt)


def _entropy(candidates: Candidates, _draw: np.random.Generator) -> Ranking:
    """The mean entropy of the probabilities over all regions (Shannon 1948; for images as in DEAL, ACCV 2020)."""
    return plain(candidates.mean("entropy"))


def _margin(candidates: Candidates, _draw: np.random.Generator) -> Ranking:
    """1 - (highest - second probability), over the worst eighth of the regions.

    Source: Scheffer et al. 2001; PixelPick (arXiv:2104.06394) asks for the pixels of lowest margin likewise, and not
    for whole images: an image with one hard corner is worth a visit.
    """
    return plain(candidates.worst("margin"))


def _second_look(candidates: Candidates, _draw: np.random.Generator) -> Ranking:
    """Mutual information between the answer and the look, over all regions.

    BALD (Houlsby et al. 2011, arXiv:1112.5745) with looks at the changed image in the place of dropout (Ayhan and
    Berens 2018; EquAL, ECCV 2020, mirrors likewise).
    """
    return plain(candidates.mean("second_look"))


def _contradiction(candidates: Candidates, _draw: np.random.Generator) -> Ranking:
    """The share of hand-set pixels that are predicted otherwise, over the worst eighth of the regions.

    Images with nothing painted follow by their doubt. What a model gets wrong although it was shown is either hard or
    painted wrongly: both are worth a look (Northcutt et al. 2021, "Confident Learning", arXiv:1911.00068).
    """
    return plain(candidates.worst("contradiction") + 1e-3 * candidates.doubt)


def _random(candidates: Candidates, draw: np.random.Generator) -> Ranking:
    """A throw of dice: what every other strategy has to beat."""
    return plain(draw.uniform(0.5, 1.0, len(candidates)))


def _why_doubt(candidates: Candidates, _ranking: Ranking, row: int, _names: list[str]) -> str:
    return f"Most doubt {_in(candidates, row, 'doubt')}."


def _why_entropy(candidates: Candidates, ranking: Ranking, row: int, _names: list[str]) -> str:
    return f"Entropy is {ranking.values[row]:.0%} of the most there can be, highest {_in(candidates, row, 'entropy')}."


def _why_margin(candidates: Candidates, ranking: Ranking, row: int, _names: list[str]) -> str:
    best = 1.0 - ranking.values[row]
    return f"Two classes lie {best:.0%} apart in the closest regions, closest {_in(candidates, row, 'margin')}."


def _why_second_look(candidates: Candidates, _ranking: Ranking, row: int, _names: list[str]) -> str:
    return f"Seen mirrored, the model answers otherwise, most {_in(candidates, row, 'second_look')}."


def _why_contradiction(candidates: Candidates, _ranking: Ranking, row: int, _names: list[str]) -> str:
    if not candidates.measure("contradiction")[row].any():
        return "Nothing that you painted here is contradicted."
    return f"The model contradicts what you painted, most {_in(candidates, row, 'contradiction')}."


def _why_stratified(candidates: Candidates, ranking: Ranking, row: int, names: list[str]) -> str:
    column = int(ranking.classes[row])
    if column >= 0:
        return f"Much doubt about {names[column]}, and it is the turn of that class."
    return f"Much doubt about everything, most {_in(candidates, row, 'entropy')}."


def _why_coverage(_candidates: Candidates, _ranking: Ranking, _row: int, _names: list[str]) -> str:
    return "Unlike the images that are painted, and those that come before it."


def _why_mixed(_candidates: Candidates, _ranking: Ranking, _row: int, _names: list[str]) -> str:
    return "Among the most doubtful images, unlike those that come before it."


def _why_random(_candidates: Candidates, _ranking: Ranking, _row: int, _names: list[str]) -> str:
    return "Drawn at random."


def _in(candidates: Candidates, row: int, measure: str) -> str:
    return f"in the {candidates.where(row, measure)}"


STRATEGIES: dict[str, Strategy] = {
    "doubt": Strategy("Most doubtful", "Where the model is least sure of what it chose", _doubt, _why_doubt),
    "entropy": Strategy("Entropy", "Where many classes are possible", _entropy, _why_entropy),
    "margin": Strategy("Close calls", "Where two classes are nearly equal, in the worst regions", _margin, _why_margin),
    "second_look": Strategy(
        "Second look",
        "Where a mirrored, smaller view changes the answer; predicting takes a quarter longer",
        _second_look,
        _why_second_look,
        twice=True,
    ),
    "contradiction": Strategy(
        "Contradictions", "Where the model contradicts what you painted", _contradiction, _why_contradiction
    ),
    "stratified": Strategy(
        "Class by class", "Doubt about each class in turn, the least painted first", stratified, _why_stratified
    ),
    "coverage": Strategy("Unlike the others", "What the model has not met yet", coverage, _why_coverage, known=True),
    "mixed": Strategy("Doubtful and unlike", "Doubtful images that differ from each other", mixed, _why_mixed),
    "random": Strategy("Random", "The control: shows whether the others help", _random, _why_random),
}
"""By name, in the order of the screen."""
