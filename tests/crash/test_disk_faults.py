"""Whatever call SQLite makes of the disk, and whatever the disk says to it: a stroke, a backup and a step are whole."""

import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import shim
from account import make_project
from nursery import Nursery

from workbench.store.project import FILE_NAME

VERSIONS = Path(__file__).resolve().parents[1] / "store" / "versions"


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """Where children come from whose disk can refuse."""
    library = shim.build(tmp_path_factory.mktemp("shim"))
    if library is None:
        pytest.skip("needs a C compiler and Linux")
    made = Nursery(library)
    yield made
    made.close()


@pytest.fixture
def painted(tmp_path: Path) -> Path:
    """A project in which nothing is painted yet."""
    make_project(tmp_path / "project")
    return tmp_path / "project"


def test_a_stroke_is_kept_or_tried_again(faulty: Nursery, painted: Path, tmp_path: Path) -> None:
    assert faulty.run("fault_children:stroke", painted, tmp_path / "report") == 0
    assert int((tmp_path / "report").read_text()) > 12


def test_a_drive_that_goes_and_comes_back_costs_nothing(faulty: Nursery, painted: Path) -> None:
    assert faulty.run("fault_children:drive", painted) == 0


def test_another_project_in_the_place_of_a_lost_one_is_left_alone(
    faulty: Nursery, painted: Path, tmp_path: Path
) -> None:
    shutil.copytree(painted, tmp_path / "older")
    assert faulty.run("fault_children:other_drive", painted, tmp_path / "older") == 0


def test_a_backup_is_there_or_not(faulty: Nursery, painted: Path, tmp_path: Path) -> None:
    assert faulty.run("fault_children:backup", painted, tmp_path / "report") == 0
    assert int((tmp_path / "report").read_text()) > 100


def test_a_version_step_is_taken_or_not(faulty: Nursery, tmp_path: Path) -> None:
    older = tmp_path / "older"
    older.mkdir()
    (older / FILE_NAME).write_bytes(gzip.decompress((VERSIONS / "1.sqlite3.gz").read_bytes()))
    assert faulty.run("fault_children:version_step", older, tmp_path / "step", tmp_path / "report") == 0
    assert int((tmp_path / "report").read_text()) > 100
