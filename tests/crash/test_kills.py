"""Killed at random moments while it paints, the program loses no stroke that it said was kept.

What a child says goes into a ledger; what must be there is told by an account that is kept in this process.
"""

import shutil
import time
from pathlib import Path

import numpy as np
from account import Account, check, check_undo, make_project
from ledger import read
from nursery import Nursery

from workbench.store.project import FILE_NAME, Project

KILLS_A_PROJECT = 12
MOST_DEEDS = 30
"""Deeds that a child begins before it is killed, at most; every fourth is killed before it may have begun any."""

SEED = 20_261


def test_every_acknowledged_stroke_survives(nursery: Nursery, tmp_path: Path, small_kills: int) -> None:
    draw = np.random.default_rng(SEED)
    acknowledged = unacknowledged = 0
    for number in range(0, small_kills, KILLS_A_PROJECT):
        folder = tmp_path / str(number)
        make_project(folder)
        account, blank = Account(SEED + number), Account(SEED + number).state
        for kill in range(min(KILLS_A_PROJECT, small_kills - number)):
            book, first = tmp_path / f"{number}-{kill}", account.done
            child = nursery.start("painting_child:paint", folder, book, account.seed, first, 3)
            await_deed(book, first, first + int(draw.integers(0, MOST_DEEDS)) * (kill % 4 > 0))
            time.sleep(float(draw.uniform(0, 0.02)))
            nursery.kill(child)
            told = read(book, first)
            with Project.open(folder) as project:  # a holder that is dead bars nobody
                check(project, account, told)
            acknowledged += told.kept - first
            unacknowledged += account.done - told.kept
        with Project.open(folder) as project:
            check_undo(project, blank)
        assert not (folder / f"{FILE_NAME}.holder").exists()
        shutil.rmtree(folder)
    print(f"{small_kills} kills: {acknowledged} acknowledged deeds, all there; {unacknowledged} more were there, too")
    assert acknowledged > small_kills


def await_deed(book: Path, first: int, deed: int) -> None:
    """Wait until a child that began with deed `first` has begun all before `deed`, however busy the machine is."""
    until = time.monotonic() + 60
    while read(book, first).begun < deed:
        assert time.monotonic() < until, "the child does nothing"
        time.sleep(0.002)
