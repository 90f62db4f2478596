"""A project is brought back from the command line: backups are listed and restored, a lost file is rebuilt."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cli_projects import make_project
from tiny_scenes import paint, write_pictures

from workbench.cli.app import main
from workbench.services.library import open_project
from workbench.store.project import FILE_NAME

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def painted(tmp_path: Path) -> Path:
    """The folder of a project: two images painted, a backup, then a third one."""
    write_pictures(tmp_path / "pictures", 3)
    folder = Path(make_project(tmp_path / "project", tmp_path / "pictures", 2))
    with open_project(folder) as project:
        project.backups.make("before a test")
        paint(project, 3, 3)
    return folder


def labelled(folder: Path) -> list[bool]:
    with open_project(folder) as project:
        return [image.labelled > 0 for image in project.images()]


def test_backups_are_listed_with_what_they_hold(painted: Path, capsys: Capture) -> None:
    assert main(["restore", str(painted)]) == 0
    out = capsys.readouterr().out
    assert "before a test" in out
    assert str(2 * 46 * 62) in out
    assert main(["restore", str(painted), "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["reason"] == "before a test"
    assert row["bytes"] == (painted / "backups" / row["name"]).stat().st_size


@pytest.mark.parametrize("columns", ["40", "80", "200"])
def test_names_of_backups_are_whole_in_any_width(painted: Path, columns: str) -> None:
    with open_project(painted) as project:
        made = project.backups.make("before bringing in the masks of a very large folder of pictures")
    command = [sys.executable, "-m", "workbench.cli.app", "restore", str(painted)]
    run = subprocess.run(command, env=os.environ | {"COLUMNS": columns}, capture_output=True, text=True, check=True)
    assert made.path.name in run.stdout


def test_a_backup_is_restored_and_what_was_there_can_be_restored_too(painted: Path, capsys: Capture) -> None:
    assert main(["restore", str(painted), "--backup", "20"]) == 0
    out = capsys.readouterr().out
    assert "is kept in" in out
    assert f"workbench relink {painted} FOLDER" in out
    assert labelled(painted) == [True, True, False]
    (newest,) = [p for p in (painted / "backups").iterdir() if "before-restore" in p.name]
    assert main(["restore", str(painted), "--backup", newest.name]) == 0
    assert labelled(painted) == [True, True, True]


def test_what_cannot_be_restored_is_refused(painted: Path, tmp_path: Path, capsys: Capture) -> None:
    assert main(["restore", str(painted), "--backup", "1999"]) == 1
    assert "No backup" in capsys.readouterr().err
    assert main(["restore", str(tmp_path / "pictures")]) == 1
    assert "no backups" in capsys.readouterr().err
    assert labelled(painted) == [True, True, True]


def test_a_lost_file_is_rebuilt_and_it_is_said_from_what(painted: Path, capsys: Capture) -> None:
    (painted / FILE_NAME).unlink()
    assert main(["recover", str(painted)]) == 0
    captured = capsys.readouterr()
    assert "Done." in captured.out
    assert "Begun from the backup" in captured.err
    assert labelled(painted) == [True, True, False]


@pytest.mark.parametrize("verb", ["status", "check", "recover", "restore"])
def test_a_project_that_is_open_elsewhere_is_left_alone_and_the_holder_named(
    painted: Path, capsys: Capture, verb: str
) -> None:
    before = (painted / FILE_NAME).read_bytes()
    arguments = [verb, str(painted), *(["--backup", "20"] if verb == "restore" else [])]
    with open_project(painted):
        held = (painted / FILE_NAME).read_bytes()
        assert main(arguments) == 1
        assert (painted / FILE_NAME).read_bytes() == held
    err = capsys.readouterr().err
    assert f"in this process ({os.getpid()})" in err
    assert "Close it there" in err
    assert len(before) == len(held)
