"""Tells figures with a median and a late share, ours beside those of peers: a table, or rows for JSON."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from course import Figure


@dataclass(frozen=True, slots=True)
class Timing:
    """One line.

    Attributes:
        what: was measured.
        ours: our median and what 99 of 100 stay within (for one thing measured once, both are it); None: not measured.
        peers: the same by the peer's name; one that could not be measured is left out.
        median: the goal for the median; None where there is none.
        late: the goal for 99 of 100.
        unit: of all of them.
    """

    what: str
    ours: Figure | None
    peers: dict[str, Figure] = field(default_factory=dict)
    median: float | None = None
    late: float | None = None
    unit: str = "ms"

    @property
    def met(self) -> bool | None:
        """Whether ours keeps its goals; None where there are none."""
        if self.ours is None or (self.median is None and self.late is None):
            return None
        in_median = self.median is None or self.ours["median"] <= self.median
        return in_median and (self.late is None or self.ours["late"] <= self.late)


def print_timings(title: str, timings: Iterable[Timing], names: list[str]) -> None:
    """Print a table with a column for each name of a peer."""
    print(f"\n{title}")
    heads = "".join(f"{name:>17}" for name in ["ours", *names])
    print(f"{'median / 99 %':58}{heads}  {'unit':4} goal")
    for timing in timings:
        cells = "".join(f"{_cell(figure):>17}" for figure in [timing.ours, *map(timing.peers.get, names)])
        goal = " / ".join("-" if limit is None else f"{limit:g}" for limit in (timing.median, timing.late))
        met = {None: "", True: "  (met)", False: "  (missed)"}[timing.met]
        print(f"{timing.what:58}{cells}  {timing.unit:4} {'' if goal == '- / -' else goal}{met}")


def as_json(title: str, timings: Iterable[Timing], notes: Iterable[str]) -> dict[str, Any]:
    """The same for programs."""
    rows = [asdict(timing) | {"met": timing.met} for timing in timings]
    return {"title": title, "rows": rows, "notes": list(notes)}


def _cell(figure: Figure | None) -> str:
    if figure is None:
        return "-"
    if figure["median"] == figure["late"]:
        return f"{figure['median']:.1f}"
    return f"{figure['median']:.2f} / {figure['late']:.2f}"
