"""How much longer counted work takes, told by how it went so far."""

FEWEST_SECONDS = 1.0
"""What went on for less says nothing yet about the rest."""


class Pace:
    """Watches one count after another.

    A count begins anew when it is of something else, or when it falls.
    """

    def __init__(self) -> None:
        self._what = ""
        self._first = self._last = 0
        self._since = 0.0

    def seconds_left(self, what: str, done: int, total: int, now: float) -> float | None:
        """Seconds until `done` is `total`; None while nobody can tell. `now` in seconds of any steady clock."""
        if what != self._what or done < self._last:
            self._what, self._first, self._since = what, done, now
        self._last = done
        counted, took = done - self._first, now - self._since
        if counted <= 0 or took < FEWEST_SECONDS or total <= 0:
            return None
        return max(0, total - done) * took / counted


def in_words(seconds: float) -> str:
    """A rough length of time, as people say it: "40 s", "3 min", "2 h 10 min"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
