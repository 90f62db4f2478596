"""One process holds a project; a second one is told who, a dead one does no harm, and no kept stroke is ever lost."""

import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from store_strokes import commit, picture, replay, same

from workbench.core.classes import ClassSet
from workbench.core.errors import BadInputError, DiskFullError, ProjectBusyError, StorageError
from workbench.store.project import FILE_NAME, Project

HERE = Path(__file__).resolve().parent


@contextmanager
def painter(folder: Path, strokes: int) -> Iterator["subprocess.Popen[str]"]:
    """Another process that holds the project; it has opened it."""
    path = os.pathsep.join([str(HERE.parents[1]), str(HERE.parent)])
    command = [sys.executable, str(HERE / "store_painter.py"), str(folder), str(strokes)]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": path}
    )
    try:
        assert process.stdout.readline() == "open\n"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


@pytest.fixture
def closed(folder: Path) -> Path:
    """The folder of a project with one image, open nowhere."""
    with Project.create(folder, ClassSet.from_names(["a", "b", "c"])) as project:
        project.add_image(picture())
    return folder


def test_a_second_process_is_refused_at_once_and_told_who(closed: Path) -> None:
    with painter(closed, 0) as other:
        began = time.monotonic()
        with pytest.raises(ProjectBusyError) as caught:
            Project.open(closed)
        assert time.monotonic() - began < 2.0
        assert closed.name in caught.value.message
        assert f"process {other.pid} on {socket.gethostname()}" in caught.value.message
        assert "Close it there" in caught.value.cure
        other.stdin.write("\n")
        other.stdin.flush()
        assert other.wait(timeout=20) == 0
    with Project.open(closed) as project:
        assert len(project.images()) == 1
    assert [p.name for p in closed.iterdir()] == [FILE_NAME]


def test_a_second_window_of_the_same_process_is_refused_too(project: Project) -> None:
    with pytest.raises(ProjectBusyError, match=str(os.getpid())):
        Project.open(project.folder)
    project.add_image(picture())  # the first one goes on


def tried(folder: Path) -> str:
    """What another process gets that opens the project: a line of its output."""
    code = "import sys, pathlib, workbench.store.project as p; p.Project.open(pathlib.Path(sys.argv[1])).close()"
    command = [sys.executable, "-c", code, str(folder)]
    path = os.environ | {"PYTHONPATH": str(HERE.parents[1])}
    answer = subprocess.run(command, env=path, capture_output=True, text=True, timeout=60, check=False)
    return "opened" if answer.returncode == 0 else answer.stderr.splitlines()[-1]


def test_a_refused_second_window_leaves_the_lock_of_the_first(project: Project, tmp_path: Path) -> None:
    """Closing any descriptor of a file drops the locks of its process: the file may not even be looked at."""
    same = tmp_path / "another way"
    same.symlink_to(project.folder, target_is_directory=True)
    for path in (project.folder, project.folder / FILE_NAME, same):
        with pytest.raises(ProjectBusyError, match=str(os.getpid())):
            Project.open(path)
    assert "ProjectBusyError" in tried(project.folder)
    project.close()
    assert tried(project.folder) == "opened"
    Project.open(project.folder).close()  # nothing is left of the claim


def test_a_file_that_cannot_be_opened_is_claimed_by_nobody(closed: Path) -> None:
    whole = (closed / FILE_NAME).read_bytes()
    (closed / FILE_NAME).write_bytes(b"no project" * 100)
    for _ in range(2):
        with pytest.raises(BadInputError):
            Project.open(closed)
    (closed / FILE_NAME).write_bytes(whole)
    Project.open(closed).close()


def test_closing_on_a_disk_that_takes_nothing_more_closes(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    holder = project.folder / f"{FILE_NAME}.holder"
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        project.close()
        assert holder.exists(), "the note of who holds it could not be taken away"
    with Project.open(project.folder) as again:
        assert str(os.getpid()) in holder.read_text()
        assert again.integrity_problems() == []


def test_a_killed_holder_leaves_nothing_in_the_way(closed: Path) -> None:
    with painter(closed, 0) as other:
        os.kill(other.pid, signal.SIGKILL)
        other.wait()
        assert (closed / f"{FILE_NAME}.holder").exists()
        with Project.open(closed) as project, pytest.raises(ProjectBusyError, match=str(os.getpid())):
            Project.open(project.folder)


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a POSIX signal")
def test_every_acknowledged_stroke_survives_a_kill(closed: Path) -> None:
    draw = np.random.default_rng(5)
    kept = 0
    for _ in range(10):
        with painter(closed, 100_000) as other:
            for _ in range(int(draw.integers(1, 12))):
                other.stdout.readline()
            time.sleep(float(draw.random()) * 0.01)
            os.kill(other.pid, signal.SIGKILL)
            acknowledged = other.stdout.read().split()
            other.wait()
        with Project.open(closed) as project:
            image_id = project.images()[0].id
            found = len(project.history(image_id, 2**40))
            told = int(acknowledged[-1]) + 1 if acknowledged else kept
            assert found - told in (0, 1) or (not acknowledged and found > kept)
            assert same(project.mask(image_id), replay(found))
            assert project.areas(image_id) == replay(found).areas()
            assert project.integrity_problems() == []
        kept = found
    assert kept >= 10


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a POSIX signal")
def test_a_log_cut_anywhere_opens_to_whole_strokes(closed: Path, tmp_path: Path) -> None:
    """What a power cut can leave: the write-ahead log ends at any byte."""
    with painter(closed, 8) as other:
        for _ in range(8):
            other.stdout.readline()
        os.kill(other.pid, signal.SIGKILL)
        other.wait()
    log = (closed / f"{FILE_NAME}-wal").read_bytes()
    counts = []
    for number, end in enumerate(np.linspace(0, len(log), 12, dtype=int)):
        copy = tmp_path / str(number)
        shutil.copytree(closed, copy)
        (copy / f"{FILE_NAME}-wal").write_bytes(log[:end])
        with Project.open(copy) as project:
            image_id = project.images()[0].id
            counts.append(len(project.history(image_id, 2**40)))
            assert same(project.mask(image_id), replay(counts[-1]))
            assert project.integrity_problems() == []
    assert counts == sorted(counts)
    assert (counts[0], counts[-1]) == (0, 8)


def test_a_full_disk_loses_no_stroke_that_was_kept_and_takes_the_next(project: Project) -> None:
    image_id = project.add_image(picture())
    kept = [project.mask(image_id)]
    pages(project, 1)  # SQLite reads this as: not one page more than there is
    with pytest.raises(StorageError, match="full"):  # noqa: PT012 - which stroke it is does not matter
        for number in range(200):
            painted = kept[-1].copy()
            commit(project, image_id, painted, number)
            kept.append(painted)
    assert same(project.mask(image_id), kept[-1])
    assert project.areas(image_id) == kept[-1].areas()
    pages(project, 1_000_000)
    commit(project, image_id, kept[-1], 500)
    assert same(project.mask(image_id), kept[-1])
    assert project.integrity_problems() == []


def test_a_note_that_a_full_disk_refuses_is_not_said_to_be_kept(project: Project) -> None:
    image_id = project.add_image(picture())
    pages(project, 1)
    with pytest.raises(DiskFullError, match="not written") as caught:  # noqa: PT012 - the file has some free pages
        for number in range(200):
            project.set_note(image_id, f"{number}" * 20_000)
    for promise in ("memory", "as soon as"):
        assert promise not in str(caught.value)


def pages(project: Project, limit: int) -> None:
    """Let the file grow to so many pages."""
    with project._db.transaction() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count={limit}")
