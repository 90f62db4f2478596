"""Projects of 1,000, 10,000 and 100,000 images: opening, the gallery's pages, sorting, filtering, typing, a stroke.

Rows are written straight into the file; there are no pictures, so that what is measured is the catalogue and not the
decoder. Each size has a process of its own. Times are the best of several in milliseconds, in one table: below each
figure those of the larger sizes, with how they grew.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from report import Row, options, print_rows

HERE = Path(__file__).resolve().parent
SIZES = (1_000, 10_000, 100_000)
WINDOW_MILLISECONDS, QUERY_MILLISECONDS, FRAME_MILLISECONDS = 1500.0, 100.0, 16.0


def main() -> None:
    given = options(__doc__ or "")
    found = {size: _measured(size) for size in (SIZES[:2] if given.quick else SIZES)}
    rows = []
    for what in found[SIZES[0]]:
        before = None
        for size, figures in found.items():
            value = figures[what]
            rows.append(Row(f"{what}, {size:,}", value, None, "ms", told(what, value, before), value <= goal(what)))
            before = value
    print_rows(rows, given)


def told(what: str, value: float, smaller: float | None) -> str:
    """The goal in words, and how the time grew from the next smaller size, of a tenth of the images."""
    grown = f", {value / smaller:.1f} times a tenth of the images" if smaller else ""
    return f"at most {goal(what):.0f}{grown}"


def goal(what: str) -> float:
    """Most milliseconds at any size."""
    if what.startswith("window"):
        return WINDOW_MILLISECONDS
    return FRAME_MILLISECONDS if what.startswith("page") else QUERY_MILLISECONDS


def _measured(size: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, str(HERE / "store_window.py"), folder, str(size)],
            env={"QT_QPA_PLATFORM": "offscreen"} | os.environ,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    found: dict[str, float] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main()
