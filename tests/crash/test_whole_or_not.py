"""Killed within a long deed, the program leaves it whole or not begun: a version step, an export, a backup."""

import gzip
import hashlib
import shutil
import sqlite3
import time
from pathlib import Path

import numpy as np
import pytest
from nursery import Nursery
from store_strokes import picture
from tiny_scenes import CLASSES, paint, write_pictures

from workbench.core.classes import ClassSet
from workbench.core.whole_file import SUFFIX
from workbench.services import importing
from workbench.services.library import create_project
from workbench.store import copying
from workbench.store.project import FILE_NAME, Project
from workbench.store.schema import VERSION

VERSIONS = Path(__file__).resolve().parents[1] / "store" / "versions"
COPIES = 40
"""Of each step in the journal of the old file, so that bringing it up takes a while."""

PLACE = """INSERT INTO "settings" VALUES('folder'"""
"""Where a project lay when it was opened last: each copy tells another place."""

HEAVY = 12
"""Megabytes, about, that are added to a project, so that a backup of it takes many steps."""

AT_ONCE = 4
"""Races that run beside one another: the loser waits for most of its time."""


def lasting(nursery: Nursery, *wish: object) -> float:
    """Seconds that a child takes when nobody kills it."""
    began = time.monotonic()
    assert nursery.run(*wish) == 0  # type: ignore[arg-type]
    return time.monotonic() - began


def killed(nursery: Nursery, after: float, *wish: object) -> int:
    """Kill a child after so many seconds; how it ended."""
    child = nursery.start(*wish)  # type: ignore[arg-type]
    time.sleep(after)
    return nursery.kill(child)


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A project of version 1 with a long journal."""
    folder = tmp_path / "older"
    folder.mkdir()
    (folder / FILE_NAME).write_bytes(gzip.decompress((VERSIONS / "1.sqlite3.gz").read_bytes()))
    connection = sqlite3.connect(folder / FILE_NAME)
    names = [row[1] for row in connection.execute("PRAGMA table_info(edits)") if row[1] != "id"]
    columns = ", ".join(f'"{name}"' for name in names)
    copies = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {COPIES})"
    connection.execute(f"INSERT INTO edits ({columns}) {copies} SELECT {columns} FROM edits, n WHERE image_id = 2")
    connection.commit()
    connection.close()
    return folder


def content(folder: Path) -> tuple[int, str]:
    """The version of a project file and all its tables, as text that a plain SQLite writes; not where it lies."""
    return content_of(folder / FILE_NAME)


def content_of(file: Path) -> tuple[int, str]:
    """The same of a file."""
    connection = sqlite3.connect(file)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    lines = [line for line in connection.iterdump() if not line.startswith(PLACE)]
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    connection.close()
    return version, digest


def test_a_version_step_is_taken_wholly_or_not_at_all(
    nursery: Nursery, older: Path, tmp_path: Path, step_kills: int
) -> None:
    draw = np.random.default_rng(8)
    before = content(older)
    done = tmp_path / "done"
    shutil.copytree(older, done)
    whole = lasting(nursery, "flow_children:open_project", done)
    after = content(done)
    assert (before[0], after[0]) == (1, VERSION)
    seen = {1: 0, VERSION: 0}
    for number in range(step_kills):
        folder = tmp_path / f"step {number}"
        shutil.copytree(older, folder)
        killed(nursery, float(draw.uniform(0, whole)), "flow_children:open_project", folder)
        found = content(folder)
        assert found in (before, after)
        seen[found[0]] += 1
        Project.open(folder).close()
        assert content(folder) == after
        shutil.rmtree(folder)
    print(f"{step_kills} kills in a version step: {seen}")
    assert seen[1] > 0


@pytest.fixture
def painted(tmp_path: Path) -> Path:
    """A project of twelve painted pictures."""
    write_pictures(tmp_path / "pictures", 12)
    with create_project(tmp_path / "painted", ClassSet.from_names(CLASSES)) as project:
        list(importing.run(project, tmp_path / "pictures"))
        for image in project.images():
            paint(project, image.id, image.id)
    return tmp_path / "painted"


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_export_is_complete_or_not_there(nursery: Nursery, painted: Path, tmp_path: Path, export_kills: int) -> None:
    draw = np.random.default_rng(9)
    whole = max(lasting(nursery, "flow_children:export", painted, tmp_path / name) for name in ("first", "second"))
    expected = files(tmp_path / "first")
    assert len(expected) > 24
    assert files(tmp_path / "second") == expected
    complete = 0
    for number in range(export_kills):
        folder = tmp_path / f"export {number}"
        folder.mkdir()
        killed(nursery, float(draw.uniform(0, whole)), "flow_children:export", painted, folder / "voc")
        if (folder / "voc").exists():
            complete += 1
            assert files(folder / "voc") == expected
            shutil.rmtree(folder / "voc")
        assert nursery.run("flow_children:export", painted, folder / "voc") == 0
        assert files(folder / "voc") == expected
        assert [path.name for path in folder.iterdir()] == ["voc"]
        shutil.rmtree(folder)
    print(f"{export_kills} kills in an export: {complete} folders were complete, the others not there")
    assert 0 < complete < export_kills


def test_a_backup_is_sound_or_not_there(nursery: Nursery, tmp_path: Path, painted: Path, backup_kills: int) -> None:
    draw = np.random.default_rng(11)
    with Project.open(painted) as project:
        for number in range(HEAVY):
            project.settings.put(f"heavy {number}", "x" * 900_000)
    whole = lasting(nursery, "flow_children:backup", painted)
    backups = painted / "backups"
    before = {path.name for path in backups.iterdir()}
    expected = content(painted)
    left_behind = made = 0
    for _ in range(backup_kills):
        killed(nursery, float(draw.uniform(0, whole)), "flow_children:backup", painted)
        left_behind += any(path.name.endswith(SUFFIX) for path in backups.iterdir())
        with Project.open(painted) as project:
            found = {backup.path for backup in project.backups.listed()}
            assert before <= {path.name for path in found}
            assert [copying.damage(path) for path in found] == [""] * len(found)
            project.backups.make()
            assert not any(path.name.endswith(SUFFIX) for path in backups.iterdir())
        made += len(found) - len(before)
        for path in backups.iterdir():
            assert content_of(path) == expected
            if path.name not in before:
                path.unlink()
    print(f"{backup_kills} kills in a backup: {made} were made, {left_behind} half ones were swept away")
    assert content(painted) == expected
    assert left_behind > 0


def test_of_two_who_open_at_once_exactly_one_wins(nursery: Nursery, tmp_path: Path, races: int) -> None:
    folders = [tmp_path / str(number) for number in range(AT_ONCE)]
    for folder in folders:
        with Project.create(folder, ClassSet.from_names(CLASSES)) as project:
            project.add_image(picture())
    draw = np.random.default_rng(10)
    for number in range(0, races, AT_ONCE):
        if number % 5 == 0:  # somebody died holding one of them
            killed(nursery, float(draw.uniform(0, 0.02)), "flow_children:open_project", folders[0])
        results, children, moment = [], [], time.monotonic() + 0.05
        for lane, folder in enumerate(folders):
            pair = [tmp_path / f"{number} {lane} {name}" for name in "ab"]
            results.append(pair)
            for mine, other in (pair, pair[::-1]):
                start = moment + 0.02 * lane + float(draw.choice([0.0, 0.0, 0.001, 0.004]))
                children.append(nursery.start("flow_children:race", folder, mine, other, start))
        assert [nursery.wait(child) for child in children] == [0] * len(children)
        for pair in results:
            words = sorted(result.read_text() for result in pair)
            assert [word.split()[0] for word in words] == ["busy", "won"], f"race {number}: {words}"
    for folder in folders:
        with Project.open(folder) as project:
            assert project.integrity_problems() == []
