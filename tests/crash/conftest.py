"""Processes to break, and how often."""

import sys
from collections.abc import Iterator

import pytest
from nursery import Nursery

WINDOW_SHARE = 10
"""Of so many kills one is of the whole window."""

if sys.platform == "win32":
    collect_ignore_glob = ["test_*"]  # children are forked, limited and killed by the means of POSIX


@pytest.fixture(scope="package", autouse=True)
def nursery() -> Iterator[Nursery]:
    """Where children come from."""
    made = Nursery()
    yield made
    made.close()


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    """How often a painting program is killed in all."""
    return int(request.config.getoption("--kills"))


@pytest.fixture
def window_kills(kills: int) -> int:
    """How often the whole window is killed."""
    return kills // WINDOW_SHARE


@pytest.fixture
def small_kills(kills: int, window_kills: int) -> int:
    """How often a child without a window is killed."""
    return kills - window_kills


@pytest.fixture
def step_kills(kills: int) -> int:
    """How often a version step is killed."""
    return kills // 4


@pytest.fixture
def export_kills(kills: int) -> int:
    """How often an export is killed."""
    return kills // 5


@pytest.fixture
def backup_kills(kills: int) -> int:
    """How often a backup is killed."""
    return kills // 10


@pytest.fixture
def races(kills: int) -> int:
    """How often two processes open one project at the same moment."""
    return kills


@pytest.fixture
def mutants(request: pytest.FixtureRequest) -> int:
    """How many damaged project files are read."""
    return int(request.config.getoption("--mutants"))
