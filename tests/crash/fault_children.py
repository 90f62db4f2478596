"""Children whose disk refuses every call that SQLite makes, one after the other; each ends with 0 when all is well.

What they count goes into a file as a line of text.
"""

import errno
import itertools
import shutil
from pathlib import Path

from faults import every_fault
from shim import Shim
from store_strokes import commit, same

from workbench.core.mask import LabelMask
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


def _reopened(folder: str, mask: LabelMask) -> None:
    with Project.open(Path(folder)) as project:
        assert project.integrity_problems() == []
        assert same(project.mask(1), mask)
