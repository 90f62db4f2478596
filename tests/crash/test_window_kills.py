"""The whole window, killed while a hand paints in it and a training runs beside, loses nothing that it said was kept.

What must be there is told by a film of the same hand in a window that nobody kills.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from account import State, check, check_undo
from ledger import read
from nursery import HERE, PATH
from tiny_scenes import CLASSES, HEIGHT, WIDTH, paint, write_pictures

from workbench.core.classes import ClassSet
from workbench.core.mask import UNLABELLED, LabelMask
from workbench.core.records import RunStatus
from workbench.services import importing
from workbench.services.library import create_project, open_project
from workbench.store.project import Project

SEED = 77
DEEDS = 500
"""How many deeds the film shows: more than the killed windows of one project come to do."""

KILLS_A_PROJECT = 5
LANES = 2
"""Projects beside one another: a window that starts up waits for much of its time."""

IMAGES = 3
TRAININGS = ("no", "at once", "no", "validated")
"""What runs beside the hand of each window, by turns."""


@contextmanager
def window(*arguments: object) -> Iterator["subprocess.Popen[bytes]"]:
    """The program in a process of its own."""
    command = [sys.executable, str(HERE / "window_child.py"), *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(PATH), "WORKBENCH_THREADS": "1", "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(command, env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


class Film:
    """The story that the film tells; two images have been painted before it begins."""

    def __init__(self, frames: dict[str, np.ndarray], start: State) -> None:
        self.done = 0
        self._frames = frames
        self.state = dict(start)

    def go_on(self) -> None:
        frame = {name: values[self.done] for name, values in self._frames.items()}
        mask = LabelMask(frame["classes"], frame["origins"])
        flags = [False] * int(frame["standing"]) + [True] * int(frame["undone"])
        self.state[int(frame["images"])] = mask, flags
        self.done += 1


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, State]:
    """A project of three pictures, two of them painted so that a training can begin; and what it holds."""
    folder = tmp_path_factory.mktemp("begun")
    write_pictures(folder / "pictures", IMAGES)
    with create_project(folder / "project", ClassSet.from_names(CLASSES)) as project:
        list(importing.run(project, folder / "pictures"))
        for image_id in (1, 2):
            paint(project, image_id, image_id)
        state = {image.id: (project.mask(image.id), [False] * (image.id < 3)) for image in project.images()}
    return folder / "project", state


@pytest.fixture(scope="module")
def frames(begun: tuple[Path, State], tmp_path_factory: pytest.TempPathFactory) -> dict[str, np.ndarray]:
    """The film of a window that nobody kills."""
    folder = tmp_path_factory.mktemp("film")
    shutil.copytree(begun[0], folder / "project")
    with window(folder / "project", folder / "ledger", SEED, 0, DEEDS, "no", folder / "film.npz") as process:
        assert process.wait(120) == 0
    with np.load(folder / "film.npz") as found:
        return dict(found)


class Trial:
    """One project, painted in by windows that are killed one after the other."""

    def __init__(self, folder: Path, start: Path, film: Film, number: int) -> None:
        self.acknowledged = self.trained = 0
        self._folder, self._film = folder, film
        self._draw = np.random.default_rng((SEED, number))
        shutil.copytree(start, folder / "project")

    def run(self, kills: int) -> None:
        """Kill so many windows; what is left after each is looked at, and at the end everything is undone."""
        for kill in range(kills):
            enough = sum(mask.classes.min() < UNLABELLED for mask, _ in self._film.state.values()) > 1
            self._kill(self._folder / f"ledger {kill}", TRAININGS[kill % len(TRAININGS)] if enough else "no")
        assert self._film.done < DEEDS, "the film was too short"
        with Project.open(self._folder / "project") as project:
            check_undo(project, {n: (LabelMask.blank(HEIGHT, WIDTH), []) for n in range(1, IMAGES + 1)})

    def _kill(self, book: Path, train: str) -> None:
        first = self._film.done
        with window(self._folder / "project", book, SEED, first, DEEDS - first, train) as process:
            wait_for(lambda: read(book, first).begun > first or process.poll() is not None)
            time.sleep(float(self._draw.uniform(0, 1.5)))
            workers = workers_of(process.pid)
        wait_for(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))
        told = read(book, first)
        with open_project(self._folder / "project") as project:
            check(project, self._film, told)
            assert all(run.status == RunStatus.FAILED for run in project.runs())
            self.trained += train != "no" and any(project.epochs(run.id) for run in project.runs()[-1:])
        self.acknowledged += told.kept - first


def test_a_killed_window_loses_nothing(
    begun: tuple[Path, State], frames: dict[str, np.ndarray], tmp_path: Path, window_kills: int
) -> None:
    def trial(number: int) -> Trial:
        made = Trial(tmp_path / str(number), begun[0], Film(frames, begun[1]), number)
        made.run(min(KILLS_A_PROJECT, window_kills - number))
        return made

    with ThreadPoolExecutor(LANES) as pool:
        trials = list(pool.map(trial, range(0, window_kills, KILLS_A_PROJECT)))
    acknowledged, trained = (sum(getattr(one, what) for one in trials) for what in ("acknowledged", "trained"))
    print(f"{window_kills} windows killed, {trained} after a validation of a training: {acknowledged} deeds, all there")
    assert acknowledged > window_kills


def wait_for(condition: object, seconds: float = 60.0) -> None:
    """Wait until it holds."""
    until = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.01)


def workers_of(pid: int) -> set[int]:
    """The processes that it has started; only Linux tells."""
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return {int(child) for children in lists for child in children.read_text().split()}
