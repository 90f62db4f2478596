"""When a training that goes on in short rounds has learnt what there is to learn for now."""

GAIN = 0.005
"""What counts as better: less is the noise of a round."""

PATIENCE = 3
"""Rounds without a better one after which the rest begins."""


class Plateau:
    """Watches the score of each round, higher is better."""

    def __init__(self) -> None:
        self._best: float | None = None
        self._misses = 0

    @property
    def reached(self) -> bool:
        """Whether it is time to rest."""
        return self._misses >= PATIENCE

    def add(self, score: float) -> None:
        """A round has ended with this score: mIoU on val, or the loss with its sign turned."""
        if self._best is None or score > self._best + GAIN:
            self._best, self._misses = score, 0
        else:
            self._misses += 1

    def begin_anew(self) -> None:
        """There is more to learn from: earlier scores say nothing of what can be reached now."""
        self._best, self._misses = None, 0
