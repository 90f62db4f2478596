"""From the start of the program to its first window on the screen, with the disk warm; ours with and without a project.

Every program is started afresh, as its command starts it, and tells the moment at which Qt has drawn its first whole
window. Ours is drawn without a screen unless QT_QPA_PLATFORM says otherwise; peers are started on a display when there
is one. Without PyTorch in the window's process: a row says whether it was loaded.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from peer_programs import find, surroundings
from report import Row, options, print_rows

from workbench.core.classes import ClassSet
from workbench.demo.scenes import render_scene
from workbench.pixels.side_by_side import write_picture
from workbench.services import importing
from workbench.services.library import create_project

FIRST_WINDOW = Path(__file__).resolve().parent / "peers" / "first_window.py"
PICTURES = 4
GOAL_SECONDS = 0.8
PEERS = {"labelme": "labelme.__main__", "napari": "napari.__main__"}
"""By the package: the module whose `main` its command runs."""


def main() -> None:
    given = options(__doc__ or "", peers=True)
    rounds = 3 if given.quick else 10
    pythons = find(PEERS, [*given.peer_python, sys.executable])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project = _make(folder)
        environment = _apart({"QT_QPA_PLATFORM": "offscreen"} | os.environ, folder)
        environment["PYTHONPATH"] = str(FIRST_WINDOW.parents[2])
        empty = _starts(sys.executable, "workbench.cli.app", [], environment, rounds)
        opened = _starts(sys.executable, "workbench.cli.app", [str(project)], environment, rounds)
        peers = {
            package: _starts(python, PEERS[package], [], _apart(surroundings(), folder), rounds)
            for package, python in pythons.items()
            if python is not None
        }
    rows = []
    for what, ours in (("window, no project", empty), (f"window with a project of {PICTURES} images", opened)):
        median = statistics.median(ours.seconds)
        goal = f"at most {GOAL_SECONDS} s; the latest of {rounds}: {max(ours.seconds):.2f}"
        rows.append(Row(what, median, None, "s", goal, median <= GOAL_SECONDS))
        rows.append(Row(f"{what}: PyTorch loaded", float(ours.torch), None, "", "0", not ours.torch))
    for package, started in peers.items():
        if started.seconds:
            rows.append(
                Row(package, statistics.median(empty.seconds), statistics.median(started.seconds), "s", "", None)
            )
    print_rows(rows, given)
    for package, python in pythons.items():
        why = "install it and name its interpreter with --peer-python" if python is None else "it showed no window here"
        if package not in peers or not peers[package].seconds:
            print(f"{package}: {why}.", file=sys.stderr)


class _Starts:
    """What several starts of a program told."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.torch = False


def _starts(python: str, module: str, arguments: list[str], environment: dict[str, str], rounds: int) -> _Starts:
    """Start a program so often, once more before to warm the disk."""
    found = _Starts()
    for number in range(rounds + 1):
        began = time.time()
        done = subprocess.run(
            [python, str(FIRST_WINDOW), module, *arguments],
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        last = done.stdout.strip().splitlines()[-1:]
        if not last or not last[0].startswith("{"):
            break
        told = json.loads(last[0])
        found.torch |= told["torch"]
        if number:
            found.seconds.append(told["drawn"] - began)
    return found


def _apart(environment: dict[str, str], folder: Path) -> dict[str, str]:
    """With a home of its own: nobody's settings and recent projects play a part."""
    return dict(environment) | {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder / "config")}


def _make(folder: Path) -> Path:
    """A project of a few small pictures; its folder."""
    (folder / "pictures").mkdir()
    for seed in range(PICTURES):
        write_picture(folder / "pictures" / f"{seed}.png", render_scene(seed, 360, 480).rgb)
    with create_project(folder / "project", ClassSet.from_names(["a", "b"])) as project:
        for _ in importing.run(project, folder / "pictures"):
            pass
        return project.folder


if __name__ == "__main__":
    main()
