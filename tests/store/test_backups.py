"""A backup holds what was painted, is made while painting goes on, and never costs what is there already."""

import errno
import gzip
import shutil
import sqlite3
from collections import namedtuple
from pathlib import Path

import pytest
from store_strokes import commit, picture, raw, replay, same

from workbench.core.backups import Backup
from workbench.core.errors import BadInputError, ProjectBusyError, StorageError
from workbench.core.records import RunStatus
from workbench.store import copying
from workbench.store.backups import contents, listed
from workbench.store.project import FILE_NAME, Project
from workbench.store.restoring import restore

VERSIONS = Path(__file__).parent / "versions"


@pytest.fixture
def painted(project: Project) -> Project:
    """A project with one image of five strokes."""
    paint(project, 0, 5)
    return project


def paint(project: Project, first: int, last: int) -> None:
    """Add strokes to the only image, which is made if need be."""
    image_id = next((image.id for image in project.images()), None) or project.add_image(picture())
    for number in range(first, last):
        commit(project, image_id, project.mask(image_id), number)


def strokes_in(backup: Backup, tmp_path: Path) -> int:
    """How many strokes a backup holds; its mask is that of so many."""
    folder = tmp_path / f"opened {backup.path.stem}"
    folder.mkdir()
    shutil.copyfile(backup.path, folder / FILE_NAME)
    with Project.open(folder) as project:
        count = len(project.history(1, 2**40))
        assert same(project.mask(1), replay(count))
        assert project.integrity_problems() == []
    return count


def state(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_backup_holds_what_was_painted_and_says_so(painted: Project, tmp_path: Path) -> None:
    backup = painted.backups.make("before merging classes")
    assert backup.why == "before merging classes"
    assert painted.backups.listed() == [backup]
    assert contents(backup).images == 1
    assert contents(backup).labelled == painted.image(1).labelled > 0
    assert strokes_in(backup, tmp_path) == 5


def test_painting_goes_on_while_a_backup_is_made(
    painted: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "STEP_PAGES", 1)
    done = 5

    def one_more() -> None:
        nonlocal done
        if done < 25:
            paint(painted, done, done + 1)
            done += 1

    backup = painted.backups.make("timed", one_more)
    assert done > 10
    assert strokes_in(backup, tmp_path) == done == len(painted.history(1, 2**40))


def test_those_of_the_same_second_are_all_kept_and_in_order(painted: Project) -> None:
    made = [painted.backups.make(reason) for reason in ("timed", "timed", "before b", "before a", "timed")]
    assert painted.backups.listed() == made[::-1]


class Stop(Exception):  # noqa: N818 - no error
    """The program ends."""


def test_one_that_is_broken_off_leaves_nothing(painted: Project) -> None:
    painted.backups.make()
    before = state(painted.folder / "backups")

    def stop() -> None:
        raise Stop

    with pytest.raises(Stop):
        painted.backups.make("timed", stop)
    assert state(painted.folder / "backups") == before
    paint(painted, 5, 6)


Usage = namedtuple("Usage", "total used free")


@pytest.mark.parametrize("trouble", ["no room", "fsync", "rename", "not sound"])
def test_a_backup_that_cannot_be_made_costs_nothing(
    painted: Project, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    painted.backups.make()
    before = state(painted.folder / "backups")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        if trouble == "no room":
            patch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 10**9 - 10**6, 10**6))
        elif trouble == "not sound":
            patch.setattr(copying, "damage", lambda _: "page 7 is never used")
        else:
            patch.setattr("os.fsync" if trouble == "fsync" else "os.replace", full)
        with pytest.raises(StorageError) as caught:
            painted.backups.make()
    assert "older backups are as they were" in caught.value.cure
    assert state(painted.folder / "backups") == before
    paint(painted, 5, 6)
    assert painted.integrity_problems() == []


def test_what_a_killed_program_left_is_swept(painted: Project) -> None:
    painted.backups.make()
    litter = painted.folder / "backups" / ".20260101T000000Z-timed.sqlite3.123-456.partial"
    litter.write_bytes(b"half")
    painted.backups.make()
    assert not litter.exists()


@pytest.mark.parametrize("harm", ["cut", "torn", "another program's"])
def test_damage_is_seen_in_a_copy(database: Path, harm: str) -> None:
    assert copying.damage(database) == ""
    data = database.read_bytes()
    if harm == "cut":
        database.write_bytes(data[: len(data) // 2])
    elif harm == "torn":
        database.write_bytes(data[:8192] + b"\x5a" * 8192 + data[16384:])
    else:
        raw(database, "PRAGMA application_id=77")
    assert copying.damage(database)


def test_an_older_file_is_copied_before_it_is_brought_up(tmp_path: Path) -> None:
    old = gzip.decompress((VERSIONS / "1.sqlite3.gz").read_bytes())
    (tmp_path / FILE_NAME).write_bytes(old)
    Project.open(tmp_path).close()
    (backup,) = listed(tmp_path)
    assert backup.for_good
    (tmp_path / "old").write_bytes(old)
    assert dump(backup.path) == dump(tmp_path / "old")


def dump(path: Path) -> list[str]:
    """The version of a file, and all of it as SQL, line by line."""
    connection = sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)
    lines = [str(connection.execute("PRAGMA user_version").fetchone()[0]), *connection.iterdump()]
    connection.close()
    return lines


# Restoring


def test_restoring_brings_back_and_keeps_the_present_one(painted: Project, tmp_path: Path) -> None:
    backup = painted.backups.make()
    paint(painted, 5, 9)
    painted.close()
    kept = restore(painted.folder, backup.path)
    with Project.open(painted.folder) as project:
        assert len(project.history(1, 2**40)) == 5
        assert same(project.mask(1), replay(5))
        before = next(b for b in project.backups.listed() if b.path == kept)
        assert before.reason == "before-restore"
        assert strokes_in(before, tmp_path) == 9
    assert sorted(p.name for p in painted.folder.iterdir()) == ["backups", FILE_NAME]


def test_a_plain_copy_of_what_came_later_does_not_count_after_restoring(painted: Project) -> None:
    backup = painted.backups.make()
    paint(painted, 5, 7)
    ((_, revision),) = painted.stale_copies()
    painted.plain_copy(1).parent.mkdir()
    painted.plain_copy(1).write_bytes(b"seven strokes")
    painted.mark_copy(1, revision)
    painted.close()
    restore(painted.folder, backup.path)
    with Project.open(painted.folder) as project:
        assert [image_id for image_id, _ in project.stale_copies()] == [1]


def test_a_run_after_restoring_takes_no_folder_that_is_there(painted: Project) -> None:
    painted.end_run(painted.add_run({}), RunStatus.FINISHED, 0.5, 1.0)
    backup = painted.backups.make()
    for _ in range(2):
        painted.run_folder(painted.add_run({})).mkdir(parents=True)
    painted.close()
    restore(painted.folder, backup.path)
    with Project.open(painted.folder) as project:
        assert [run.id for run in project.runs()] == [1]
        assert project.add_run({}) == 4


@pytest.mark.parametrize("harm", [b"", b"not a database at all " * 900, None], ids=["empty", "text", "gone"])
def test_a_damaged_project_is_kept_under_another_name(painted: Project, harm: bytes | None) -> None:
    backup = painted.backups.make()
    painted.close()
    file = painted.folder / FILE_NAME
    if harm is None:
        file.unlink()
    else:
        file.write_bytes(harm)
        (painted.folder / f"{FILE_NAME}-wal").write_bytes(b"its log")
    kept = restore(painted.folder, backup.path)
    with Project.open(painted.folder) as project:
        assert same(project.mask(1), replay(5))
    if harm is None:
        assert kept is None
    else:
        assert kept.read_bytes() == harm
        assert kept.with_name(f"{kept.name}-wal").read_bytes() == b"its log"


def test_an_open_project_is_not_replaced(painted: Project) -> None:
    backup = painted.backups.make()
    with pytest.raises(ProjectBusyError):
        restore(painted.folder, backup.path)
    paint(painted, 5, 6)


def test_a_damaged_backup_changes_nothing(painted: Project) -> None:
    backup = painted.backups.make()
    painted.close()
    backup.path.write_bytes(backup.path.read_bytes()[:10_000])
    before = state(painted.folder)
    with pytest.raises(BadInputError, match="damaged"):
        restore(painted.folder, backup.path)
    assert state(painted.folder) == before


def test_a_disk_that_refuses_the_restored_file_changes_nothing(
    painted: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = painted.backups.make()
    paint(painted, 5, 8)
    painted.close()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(StorageError):
            restore(painted.folder, backup.path)
    with Project.open(painted.folder) as project:
        assert same(project.mask(1), replay(8))
    assert not [p for p in painted.folder.iterdir() if "prepared" in p.name]


def test_a_new_project_lists_none(project: Project) -> None:
    assert project.backups.listed() == []
