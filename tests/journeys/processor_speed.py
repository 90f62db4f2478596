"""How much slower the processor is now than when nothing disturbs it: its twin is busy, its caches are cold."""

import statistics
import time

OBJECTS = 2_000
TRIES = 5


class Speed:
    """Knows the quickest time that a fixed piece of work ever took in this process."""

    def __init__(self) -> None:
        self._best = min(_work() for _ in range(TRIES))

    def slowdown(self) -> float:
        """How many times the processor seconds of an undisturbed processor the same work takes now; at least 1."""
        now = sorted(_work() for _ in range(TRIES))
        self._best = min(self._best, now[0])
        return statistics.median(now) / self._best


def _work() -> float:
    """Processor seconds of about a millisecond's worth of small objects."""
    began = time.thread_time()
    made: dict[int, tuple[int, str]] = {}
    for number in range(OBJECTS):
        made[number] = (number, str(number))
    sum(pair[0] + len(pair[1]) for pair in made.values())
    return time.thread_time() - began
