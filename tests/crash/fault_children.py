"""Children whose disk refuses every call that SQLite makes, one after the other; each ends with 0 when all is well.

What they count goes into a file as a line of text.
"""

import contextlib
import errno
import itertools
import shutil
from pathlib import Path

from account import SIZES
from faults import every_fault
from shim import Shim
from store_strokes import commit, same
from store_strokes import stroke as stroke_of

from workbench.core.edit import apply
from workbench.core.errors import StorageError, WorkbenchError
from workbench.core.mask import LabelMask
from workbench.services import annotation
from workbench.store.copying import damage
from workbench.store.project import Project


def stroke(folder: str, report: str) -> None:
    """Keep a stroke: it is there or it is not, it is kept at the next attempt, and the project stays usable."""
    disk, numbers = Shim(Path(folder)), itertools.count(1)
    with Project.open(Path(folder)) as project:
        before = project.mask(1)
        state = {"before": before, "after": before, "number": 0}

        def deed() -> None:
            state["after"] = before.copy()
            commit(project, 1, state["after"], next(numbers))

        def after(done: bool) -> None:
            found = project.mask(1)
            assert same(found, state["after"]) or (not done and same(found, before))
            if same(found, before):
                _again()
            assert project.undo(1) is not None
            assert same(project.mask(1), before)

        def _again() -> None:
            commit(project, 1, before.copy(), next(numbers))

        faults = every_fault(deed, after, disk.refusing)
        assert project.integrity_problems() == []
    _reopened(folder, before)
    Path(report).write_text(str(faults))


def backup(folder: str, report: str) -> None:
    """Make a backup: a sound one more, or none; the older ones and the project are as they were."""
    disk = Shim(Path(folder))
    with Project.open(Path(folder)) as project:
        mask = project.mask(1)
        known = {made.path for made in [project.backups.make("first")]}

        def after(done: bool) -> None:
            found = {made.path for made in project.backups.listed()}
            assert known <= found
            assert done <= len(found - known) <= 1  # its name may be there when flushing that is refused
            assert set((project.folder / "backups").iterdir()) == found
            for path in found:
                assert damage(path) == ""
            assert same(project.mask(1), mask)
            for path in found - known:
                path.unlink()

        faults = every_fault(lambda: project.backups.make("again"), after, disk.refusing)
    _reopened(folder, mask)
    Path(report).write_text(str(faults))


def version_step(older: str, folder: str, report: str) -> None:
    """Open a project of an older version: whole and of the old version, or whole and of the new one."""
    place = Path(folder)
    shutil.copytree(older, place)
    with Project.open(place) as project:
        masks = {image.id: project.mask(image.id) for image in project.images()}

    def begin() -> None:
        shutil.rmtree(place)
        shutil.copytree(older, place)

    def after(done: bool) -> None:
        with Project.open(place) as project:
            assert all(same(project.mask(number), mask) for number, mask in masks.items())
            assert project.integrity_problems() == []
        begin()

    begin()
    faults = every_fault(lambda: Project.open(place).close(), after, Shim(place).refusing, [errno.EIO])
    Path(report).write_text(str(faults))


def drive(folder: str) -> None:
    """Paint, take the drive away, go on painting and undoing, put it back: one message, and nothing is lost."""
    annotation.RETRY_SECONDS = 0.05
    disk = Shim(Path(folder))
    told: list[WorkbenchError] = []
    with Project.open(Path(folder)) as project:
        keeper, mask = annotation.Keeper(project, told.append), project.mask(1)
        for round_trip in range(3):
            _paint(keeper, mask, 10 * round_trip, 3, 7 * round_trip)
            assert keeper.flush()
            disk.unplug(True)
            _paint(keeper, mask, 10 * round_trip + 3, 4, 7 * round_trip + 3)
            assert not keeper.flush(0.3)
            assert keeper.pending == 4
            assert len(told) == round_trip + 1, [problem.message for problem in told]
            assert "drive" in told[-1].cure
            disk.unplug(False)
            assert keeper.flush(20)
        assert keeper.close()
        assert project.integrity_problems() == []
    with Project.open(Path(folder)) as project:
        assert same(project.mask(1), mask)
        assert len(project.history(1, 2**40)) == 21
        while project.undo(1) is not None:
            pass
        assert same(project.mask(1), LabelMask.blank(*SIZES[0]))


def _paint(keeper: annotation.Keeper, mask: LabelMask, first: int, count: int, base: int) -> None:
    for number in range(first, first + count):
        edit = stroke_of(mask, number)
        apply(mask, edit)
        keeper.committed(1, edit, base + number - first)


def other_drive(folder: str, other: str) -> None:
    """The drive is pulled out, and one with an older copy of the project is put in: nothing is written to that."""
    disk = Shim(Path(folder))
    with Project.open(Path(folder)) as project:
        commit(project, 1, project.mask(1), 1)
        disk.unplug(True)
        with contextlib.suppress(StorageError):
            commit(project, 1, project.mask(1), 2)
        disk.unplug(False)
        Path(folder).rename(f"{folder} away")
        Path(other).rename(folder)
        try:
            commit(project, 1, LabelMask.blank(*SIZES[0]), 2)
        except StorageError as error:
            assert "older copy" in error.message  # noqa: PT017 - another kind fails the test by itself
        else:
            raise AssertionError("a stroke went into another project")
        Path(folder).rename(other)
        Path(f"{folder} away").rename(folder)
        commit(project, 1, project.mask(1), 2)
    with Project.open(Path(other)) as project:
        assert project.history(1, 2**40) == []
    with Project.open(Path(folder)) as project:
        assert len(project.history(1, 2**40)) == 2


def _reopened(folder: str, mask: LabelMask) -> None:
    with Project.open(Path(folder)) as project:
        assert project.integrity_problems() == []
        assert same(project.mask(1), mask)
