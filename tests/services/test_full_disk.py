"""Real disks that are full or read-only: nothing that was painted is lost, one message, and it goes on by itself."""

import os
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from workbench.core.classes import ClassSet
from workbench.core.edit import apply, edit_from_pixels
from workbench.core.errors import DiskFullError, StorageError, WorkbenchError
from workbench.core.mask import LabelMask, Origin
from workbench.core.records import NewImage
from workbench.services import ballast
from workbench.services.annotation import Keeper
from workbench.services.caretaker import Caretaker
from workbench.services.library import create_project, open_project
from workbench.store.project import Project

SIDE = 256

pytestmark = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting a small disk needs root"
)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """An empty disk of 6 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(place)], capture_output=True, text=True
    )
    if done.returncode:
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.fixture
def project(disk: Path) -> Iterator[Project]:
    """A project with one image on that disk."""
    with create_project(disk / "project", ClassSet.from_names(["ground", "box"])) as made:
        made.add_image(NewImage(Path("/pictures/a.png"), SIDE, SIDE, "0" * 64))
        yield made


class Painter:
    """Paints noise, which no compression makes small: some 20 kB a stroke."""

    def __init__(self, keeper: Keeper, mask: LabelMask) -> None:
        self.keeper, self.mask = keeper, mask
        self._strokes = 0
        self._draw = np.random.default_rng(7)

    def stroke(self) -> None:
        classes = self._draw.integers(0, 2, self.mask.classes.shape, dtype=np.uint8)
        edit = edit_from_pixels(self.mask, np.ones(classes.shape, bool), classes, Origin.HAND, "brush")
        apply(self.mask, edit)
        self.keeper.committed(1, edit, self._strokes)
        self._strokes += 1


def fill(disk: Path) -> Path:
    """Leave not a byte."""
    filler = disk / "film.mp4"
    with open(filler, "wb", buffering=0) as file, pytest.raises(OSError, match="No space"):  # noqa: PT012 - until it is full
        while True:
            file.write(bytes(4096))
    return filler


def test_a_full_disk_is_told_once_and_everything_waits_for_room(
    project: Project, disk: Path, keeper: Keeper, told: list[WorkbenchError]
) -> None:
    painter = Painter(keeper, project.mask(1))
    for _ in range(3):
        painter.stroke()
    assert keeper.flush()
    filler = fill(disk)
    for _ in range(5):
        painter.stroke()
    assert not keeper.flush(timeout=0.5)
    assert keeper.pending > 0
    (problem,) = told
    assert isinstance(problem, DiskFullError)
    assert "kept in memory" in problem.cure
    filler.unlink()
    assert keeper.flush()
    assert np.array_equal(project.mask(1).classes, painter.mask.classes)
    assert len(project.history(1, 2**40)) == 8
    assert project.integrity_problems() == []


def test_the_ballast_makes_room_for_what_waits(
    project: Project, disk: Path, keeper: Keeper, told: list[WorkbenchError], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ballast, "SIZE", 2 * 1024**2)
    monkeypatch.setattr(ballast, "FREE", 3 * 1024**2)
    ballast.ensure(project.folder)
    painter = Painter(keeper, project.mask(1))
    painter.stroke()
    assert keeper.flush()
    filler = fill(disk)
    for _ in range(4):
        painter.stroke()
    assert keeper.flush()  # with the film still there
    assert np.array_equal(project.mask(1).classes, painter.mask.classes)
    assert len(told) <= 1
    assert not (project.folder / ballast.NAME).exists()
    ballast.ensure(project.folder)
    assert not (project.folder / ballast.NAME).exists()  # not yet: it would fill the disk again
    filler.unlink()
    ballast.ensure(project.folder)
    assert (project.folder / ballast.NAME).stat().st_size == 2 * 1024**2


def test_a_backup_on_a_full_disk_costs_nothing_and_is_told_once(
    project: Project, disk: Path, told: list[WorkbenchError], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.store.copying.SPARE", 0)
    kept = project.backups.make()
    before = kept.path.read_bytes()
    caretaker = Caretaker(project, told.append)
    project.set_classes(project.classes.with_added("sky"))
    filler = fill(disk)
    later = datetime(2100, 1, 1, tzinfo=UTC)
    for _ in range(3):
        caretaker.make_round(later)
    assert len(told) == 1
    assert project.backups.listed() == [kept]
    assert kept.path.read_bytes() == before
    filler.unlink()
    caretaker.make_round(later)
    assert len(project.backups.listed()) == 2
    assert len(told) == 1


def test_a_disk_that_may_only_be_read_is_named(project: Project, disk: Path) -> None:
    project.close()
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    with pytest.raises(StorageError, match="project") as caught:
        open_project(project.folder)
    assert "writable" in caught.value.cure
    assert "keeper" not in {thread.name for thread in threading.enumerate()}
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    open_project(project.folder).close()
