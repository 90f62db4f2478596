"""What a power cut can leave: a write-ahead log that ends anywhere opens to a state that was once committed.

Source: https://www.sqlite.org/fileformat2.html, "The Write-Ahead Log": a header of 32 bytes, then frames, each a header
of 24 bytes and a page; a frame counts when its checksum, which chains all frames before it, is right.
"""

import itertools
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import deeds
import numpy as np
import pytest
from account import Account, State, agree, make_project, state_of
from ledger import read
from nursery import Nursery

from workbench.store.project import FILE_NAME, Project

LOG = f"{FILE_NAME}-wal"
HEADER, FRAME = 32, 24 + 8192
DEEDS = 16
COPIES = 4
RANDOM_CUTS, RANDOM_FLIPS = 30, 20

SEED = next(seed for seed in itertools.count() if {"reopen"}.isdisjoint(deeds.kind(seed, n) for n in range(2 * DEEDS)))
"""Of a hand that does not close the project: that would fold the log into the file."""


@pytest.fixture(scope="module")
def copies(nursery: Nursery, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Copies of a project's file and log, taken one after the other while a child paints."""
    folder = tmp_path_factory.mktemp("log") / "project"
    make_project(folder)
    child = nursery.start("painting_child:paint", folder, folder.parent / "ledger", SEED, 0, 3)
    taken = []
    for number in range(1, COPIES + 1):
        while read(folder.parent / "ledger", 0).kept < number * DEEDS // COPIES:
            time.sleep(0.001)
        taken.append(folder.parent / f"copy {number}")
        taken[-1].mkdir()
        for name in (FILE_NAME, LOG):  # the file first: it does not change while the log grows
            shutil.copyfile(folder / name, taken[-1] / name)
    nursery.kill(child)
    return taken


@pytest.fixture(scope="module")
def states() -> list[State]:
    """What is so after each number of deeds."""
    account = Account(SEED)
    found = [account.state]
    for _ in range(2 * DEEDS):
        account.go_on()
        found.append(account.state)
    return found


def committed(folder: Path, states: list[State], least: int = 0) -> int | None:
    """After how many deeds, `least` or more, the project is as it opens now, which must be sound; None: after none."""
    with Project.open(folder) as project:
        found = state_of(project)
        assert project.integrity_problems() == []
    return next((number for number in range(least, len(states)) if agree(found, states[number])), None)


def changed(source: Path, folder: Path, harm: Callable[[bytearray], bytearray]) -> Path:
    """A copy whose log was harmed."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source, folder)
    (folder / LOG).write_bytes(harm(bytearray((source / LOG).read_bytes())))
    return folder


def test_copies_taken_while_it_writes_open(copies: list[Path], states: list[State], tmp_path: Path) -> None:
    before = 0
    for number, copy in enumerate(copies, start=1):
        acknowledged = number * DEEDS // COPIES
        found = committed(changed(copy, tmp_path / "one", lambda log: log), states, max(before, acknowledged))
        assert found is not None, f"copy {number} is no state after the {acknowledged} acknowledged deeds or later"
        before = found


def test_a_log_cut_at_any_frame_and_at_any_byte_opens(copies: list[Path], states: list[State], tmp_path: Path) -> None:
    size = (copies[-1] / LOG).stat().st_size
    draw = np.random.default_rng(3)
    cuts = [0, *range(HEADER, size + 1, FRAME), *(int(c) for c in draw.integers(0, size, RANDOM_CUTS))]
    found = [0]
    for cut in sorted(cuts):
        copy = changed(copies[-1], tmp_path / "one", lambda log: log[:cut])  # noqa: B023
        number = committed(copy, states, found[-1])
        assert number is not None, f"cut at {cut}: no state from {found[-1]} deeds on"
        found.append(number)
    assert len(set(found)) > DEEDS // 2


def test_a_log_with_a_flipped_byte_opens_to_what_was_before_it(
    copies: list[Path], states: list[State], tmp_path: Path
) -> None:
    size = (copies[-1] / LOG).stat().st_size
    draw = np.random.default_rng(4)
    found = set()
    for place in draw.integers(0, size, RANDOM_FLIPS):

        def flip(log: bytearray) -> bytearray:
            log[place] ^= 0x10  # noqa: B023
            return log

        number = committed(changed(copies[-1], tmp_path / "one", flip), states)
        assert number is not None, f"flipped at {place}: no state that ever was"
        found.add(number)
    assert len(found) > 3
