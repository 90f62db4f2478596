"""The table of pauses: what each journey's longest turn of the event loop was, and what it did."""

import os
import platform
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pauses import LIMIT, Watch

HEAD = f"""# Pauses of the window

The longest turn of the window's event loop in each journey of `tests/journeys`: how long a person would have waited
until the window answered. Made by `pytest tests/journeys --pauses docs/pauses.md`. A journey fails when a turn takes
more than {1000 * LIMIT:.0f} milliseconds of the processor
([why not of the clock](adr/0016-pauses-are-counted-in-processor-time.md)). *Stood still* is the longest time on the
clock, above what the processor worked, in which the program's own code waited for the disk, for a lock, or for the
processor of a busy machine; it is told, not judged.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """What a journey showed."""

    journey: str
    watch: Watch

    def __str__(self) -> str:
        longest, waiting = self.watch.longest, self.watch.waiting
        stood = max(0.0, waiting.clock - waiting.cpu)
        told = (
            self.journey,
            f"{self.watch.turns:,}",
            f"{1000 * longest.cpu:.0f}",
            _code(longest.cause),
            f"{1000 * stood:.0f}" if stood >= LIMIT / 2 else "",
            _code(waiting.cause) if stood >= LIMIT / 2 else "",
        )
        return f"| {' | '.join(told)} |"


def in_words(watch: Watch) -> str:
    """Why a journey fails."""
    told = "; ".join(f"{1000 * turn.cpu:.0f} ms in {turn.cause}" for turn in watch.too_long)
    return f"the window froze for more than {1000 * LIMIT:.0f} ms: {told}"


def table(rows: list[Row]) -> str:
    """The page, the journeys with the longest turns first."""
    ordered = sorted(rows, key=lambda row: -row.watch.longest.cpu)
    lines = [
        HEAD,
        f"{date.today():%d %B %Y}, {platform.system()}, {os.cpu_count()} processors ({platform.machine()}), "
        f"Python {platform.python_version()}: {len(rows)} journeys, {sum(r.watch.turns for r in rows):,} turns.\n",
        "| journey | turns | longest, ms of the processor | in | stood still, ms | in |",
        "|---|---:|---:|---|---:|---|",
        *map(str, ordered),
    ]
    return "\n".join(lines) + "\n"


def write(path: Path, rows: list[Row]) -> None:
    """Write the page."""
    path.write_text(table(rows), encoding="utf-8")


def name_of(node: str) -> str:
    """A journey's name from its test's: "tests/journeys/test_loop.py::test_a_b[c]" gives "loop: a b [c]"."""
    file, _, test = node.rpartition("/")[2].partition("::")
    words = test.removeprefix("test_").replace("[", " [").split(" [")
    return ": ".join((file.removeprefix("test_").removesuffix(".py"), words[0].replace("_", " "))) + "".join(
        f" ({word.rstrip(']')})" for word in words[1:]
    )


def _code(cause: str) -> str:
    return f"`{cause}`" if cause else ""
