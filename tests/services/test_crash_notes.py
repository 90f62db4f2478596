"""Notes of crashes: a program that is killed or dies is told of once; one that lives or ended well never."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from workbench.services import crash_notes

CHILD = """
import os, sys
from pathlib import Path
from workbench.services.crash_notes import CrashNote
note = CrashNote()
note.begin()
note.opened(Path(sys.argv[2]))
print("begun", flush=True)
sys.stdin.readline()
if sys.argv[1] == "well":
    note.end()
elif sys.argv[1] == "abort":
    os.abort()
"""


@pytest.fixture(autouse=True)
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@contextmanager
def program(how: str, project: Path) -> Iterator[subprocess.Popen]:
    """A program that has begun its note and waits; it ends in that way when it is let go on."""
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, how, str(project)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ.copy(),
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "begun\n"
        yield child


def go_on(child: subprocess.Popen) -> None:
    child.communicate("\n", timeout=60)


def test_a_killed_program_is_told_of_once_with_its_project(tmp_path: Path) -> None:
    with program("well", tmp_path / "cells") as child:
        assert crash_notes.left_behind() == [], "it lives"
        child.kill()
        child.wait()
    (crash,) = crash_notes.left_behind()
    assert (crash.project, crash.cause) == (tmp_path / "cells", "")
    crash_notes.remember_told(crash)
    assert crash_notes.left_behind() == []
    assert [kept.project for kept in crash_notes.all_crashes()] == [tmp_path / "cells"]


def test_a_fault_of_the_interpreter_leaves_its_stacks(tmp_path: Path) -> None:
    with program("abort", tmp_path) as child:
        go_on(child)
    (crash,) = crash_notes.left_behind()
    assert crash.cause == "Fatal Python error: Aborted"
    assert 'File "<string>", line' in crash.text


def test_a_good_end_leaves_nothing(tmp_path: Path) -> None:
    with program("well", tmp_path) as child:
        go_on(child)
    assert crash_notes.all_crashes() == []


def test_no_more_than_some_are_kept(tmp_path: Path) -> None:
    folder = tmp_path / "state" / "segmentation-workbench" / "log" / "crashes"
    folder.mkdir(parents=True)
    for number in range(9):
        (folder / f"20260101T00000{number}-1.crash").write_text(f"started\nproject /p{number}\n")
    for crash in crash_notes.left_behind():
        crash_notes.remember_told(crash)
    assert [str(crash.project) for crash in crash_notes.all_crashes()] == ["/p8", "/p7", "/p6", "/p5", "/p4"]


def test_a_note_that_another_window_has_told_of_meanwhile_stops_no_start(tmp_path: Path) -> None:
    with program("well", tmp_path / "cells") as child:
        child.kill()
        child.wait()
    (crash,) = crash_notes.left_behind()
    crash.path.unlink()
    crash_notes.remember_told(crash)
    assert crash_notes.left_behind() == []


def test_a_program_that_lives_on_was_seen_later_than_it_was_started(tmp_path: Path) -> None:
    note = crash_notes.CrashNote()
    note.begin()
    (path,) = tmp_path.rglob("*.crash")
    os.utime(path, (0, 0))
    note.live()
    seen = path.stat().st_mtime
    note.end()
    assert seen > 0
