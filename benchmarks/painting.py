"""Painting through the real window: moves, strokes, undo, commits, pan and zoom frames, while training too; memory.

The project lies on disk and the canvas is 1920 x 1080. A move counts from the mouse's event until Qt has drawn the
window; each size of image has a process of its own, so that the memory's peak is its own. Ours is drawn without a
screen unless QT_QPA_PLATFORM says otherwise. Opening an image is measured in opening.py.

The moves of a stroke come without a pause, as a layer's own are measured, then 125 a second, from when each is due:
a processor that rests in between works more slowly. Strokes are a tenth of a second apart, undos come as from a key
that is held down, frames as from a mouse.

Peers run in interpreters of their own (--peer-python, as often as you like): napari through its window, which needs
a display with OpenGL, and its labels layer alone, which draws nothing; labelme, which has no brush, pans, zooms and
drags the corner of a polygon.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import course
import painting_project
from course import Figures
from peer_programs import Peer, drive, find
from report import options
from timings import Timing, as_json, print_timings

HERE = Path(__file__).resolve().parent
PEERS = {
    "napari": ("napari", "napari_window.py"),
    "napari's layer": ("napari", "napari_layer.py"),
    "labelme": ("labelme", "labelme_window.py"),
}
"""By the column's name: the package, and the script that drives it."""

GOALS: dict[str, tuple[float | None, float | None, str]] = {
    "move": (1.0, 4.0, "ms"),
    "undo": (None, 5.0, "ms"),
    "redo": (None, 5.0, "ms"),
    "on disk (95 %)": (None, 10.0, "ms"),
    "pan frame": (None, 8.0, "ms"),
    "zoom frame": (None, 8.0, "ms"),
    course.MEMORY: (1200.0, None, "MB"),
}
"""By how what is measured begins: most for the median and for 99 of 100, and the unit."""


def main() -> None:
    given = options(__doc__ or "", peers=True)
    pythons = find([package for package, _ in PEERS.values()], [*given.peer_python, sys.executable])
    told = []
    for megapixels in (12,) if given.quick else (1, 12, 100):
        with tempfile.TemporaryDirectory() as folder:
            project = painting_project.make(Path(folder), megapixels)
            ours = _ours(project, "quick" if given.quick else "whole")
            picture = Path(folder) / "pictures" / painting_project.PICTURE
            arguments = [str(picture), str(megapixels), "quick" if given.quick else "whole"]
            seconds = 30.0 if given.quick else 1200.0
            peers = [
                drive(name, pythons[package], script, arguments, seconds) for name, (package, script) in PEERS.items()
            ]
        timings = _side_by_side(ours, peers)
        height, width = course.size(megapixels)
        title = f"{megapixels} megapixels ({width} x {height})"
        notes = [note for peer in peers for note in peer.notes]
        if given.json:
            told.append(as_json(title, timings, notes))
            continue
        print_timings(title, timings, [peer.name for peer in peers])
        print("\n".join(notes))
    if given.json:
        print(json.dumps(told, indent=1))


def _ours(project: Path, plan: str) -> Figures:
    done = subprocess.run(
        [sys.executable, str(HERE / "painting_window.py"), str(project), plan],
        env={"QT_QPA_PLATFORM": "offscreen"} | os.environ,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    figures: Figures = json.loads(done.stdout.splitlines()[-1])["figures"]
    return figures


def _side_by_side(ours: Figures, peers: list[Peer]) -> list[Timing]:
    """Every figure of ours with those of the peers, then what only peers do."""
    others = [what for peer in peers for what in peer.figures if what not in ours]
    timings = []
    for what in [*ours, *dict.fromkeys(others)]:
        median, late, unit = next((goal for start, goal in GOALS.items() if what.startswith(start)), (None, None, "ms"))
        theirs = {peer.name: peer.figures[what] for peer in peers if what in peer.figures}
        timings.append(Timing(what, ours.get(what), theirs, median, late, unit))
    return timings


if __name__ == "__main__":
    main()
