"""How every benchmark here tells its figures: rows of a table, or JSON for programs."""

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from saving import save

# A benchmark is run from a checkout, whether the program is installed or not.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: ours beside the same work done by a peer.

    Attributes:
        what: was measured.
        ours: our figure.
        peer: the peer's on this machine, in this run; None where it is not installed.
        unit: of both.
        goal: in words.
        met: whether ours is as good as the goal; None where that cannot be told.
    """

    what: str
    ours: float
    peer: float | None
    unit: str
    goal: str
    met: bool | None


def options(description: str, peers: bool = False) -> argparse.Namespace:
    """The switches that every benchmark has, `quick`, `json` and `save`; with peers also `peer_python`, a list."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="less work, at most 45 seconds")
    add_ways_to_tell(parser)
    if peers:
        words = "an interpreter in which a peer is installed; may be given several times"
        parser.add_argument("--peer-python", metavar="PATH", action="append", default=[], help=words)
    return parser.parse_args()


def add_ways_to_tell(parser: argparse.ArgumentParser) -> None:
    """Add the switches that `print_rows` obeys."""
    parser.add_argument("--json", action="store_true", help="a JSON list instead of a table")
    parser.add_argument("--save", action="store_true", help="keep the figures, too, under benchmarks/results/")


def print_rows(rows: Iterable[Row], given: argparse.Namespace) -> None:
    """Print the figures, and keep them when asked; nothing is asserted."""
    rows = list(rows)
    if given.save:
        print(f"# {save([asdict(row) for row in rows])}", file=sys.stderr)
    if given.json:
        print(json.dumps([asdict(row) for row in rows], indent=1))
        return
    print(f"{'what':48} {'ours':>10} {'peer':>10} {'unit':12} goal")
    for row in rows:
        peer = "-" if row.peer is None else f"{row.peer:.1f}"
        met = {None: "", True: "  (met)", False: "  (missed)"}[row.met]
        print(f"{row.what:48} {row.ours:10.1f} {peer:>10} {row.unit:12} {row.goal}{met}")
