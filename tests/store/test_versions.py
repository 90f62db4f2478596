"""Files of every older version open, and hold what they held.

Each was written by the program of its time: the first was painted by it, those after it are that one, opened by the
program of their time and given what it knew more. The arrays beside them are the masks that the first program read
back, and those after undoing everything and doing it again step by step.
"""

import gzip
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from workbench.core.classes import ClassSet
from workbench.core.errors import ProjectTooNewError
from workbench.core.records import Split, Status
from workbench.store.project import FILE_NAME, Project
from workbench.store.schema import VERSION
from workbench.store.versions import STEPS

VERSIONS = Path(__file__).parent / "versions"


@pytest.fixture(params=sorted(STEPS))
def older(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, dict[str, np.ndarray]]:
    """A project folder of that version, and what is in it."""
    (tmp_path / FILE_NAME).write_bytes(gzip.decompress((VERSIONS / f"{request.param}.sqlite3.gz").read_bytes()))
    with np.load(VERSIONS / "1.npz") as arrays:
        return tmp_path, dict(arrays)


def layout(file: Path) -> dict[str, object]:
    """Tables and indices of a file: columns with type, null, default and key; and which columns are indexed."""
    connection = sqlite3.connect(file)
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found: dict[str, object] = {}
    for name in names:
        columns = connection.execute(f"PRAGMA table_info({name})").fetchall()
        found[name] = sorted((row[1], row[2], row[3], str(row[4]).strip("'"), row[5]) for row in columns)
        for index in connection.execute(f"PRAGMA index_list({name})").fetchall():
            indexed = connection.execute(f"PRAGMA index_info({index[1]})").fetchall()
            found[f"{name}: {index[1]}"] = [row[2] for row in indexed]
        found[f"{name}: keys"] = sorted(connection.execute(f"PRAGMA foreign_key_list({name})").fetchall())
    connection.close()
    return found


def test_every_version_before_this_one_has_a_step_and_a_file() -> None:
    assert sorted(STEPS) == list(range(1, VERSION))
    assert all((VERSIONS / f"{number}.sqlite3.gz").is_file() for number in STEPS)


def test_masks_and_records_are_what_they_were(older: tuple[Path, dict[str, np.ndarray]]) -> None:
    folder, held = older
    with Project.open(folder) as project:
        assert [c.name for c in project.classes] == ["ground", "box", "sky"]
        one, two = project.images()
        assert (one.name, one.width, one.height, two.status, two.split) == (
            "one.jpg",
            700,
            520,
            Status.DONE,
            Split.VAL,
        )
        for image in (one, two):
            assert np.array_equal(project.mask(image.id).classes, held[f"classes{image.id}"])
            assert np.array_equal(project.mask(image.id).origin, held[f"origin{image.id}"])
        assert one.doubt == 0.25
        assert project.runs()[0].best_miou == 0.4
        assert project.integrity_problems() == []


def test_undo_and_redo_go_on_across_versions(older: tuple[Path, dict[str, np.ndarray]]) -> None:
    folder, held = older
    with Project.open(folder) as project:
        while project.undo(1) is not None:
            pass
        for step in range(8):
            assert np.array_equal(project.mask(1).classes, held[f"after_redo{step}"])
            assert (project.redo(1) is None) == (step == 7)


def test_a_file_that_was_brought_up_is_laid_out_like_a_new_one(
    older: tuple[Path, dict[str, np.ndarray]], tmp_path: Path
) -> None:
    folder, _ = older
    Project.open(folder).close()
    Project.create(tmp_path / "new", ClassSet.from_names(["a"])).close()
    assert layout(folder / FILE_NAME) == layout(tmp_path / "new" / FILE_NAME)


def test_a_file_of_a_later_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    Project.create(tmp_path, ClassSet.from_names(["a"])).close()
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute(f"PRAGMA user_version={VERSION + 1}")
    connection.close()
    before = (tmp_path / FILE_NAME).read_bytes()
    with pytest.raises(ProjectTooNewError, match="Nothing was changed"):
        Project.open(tmp_path)
    assert (tmp_path / FILE_NAME).read_bytes() == before


def test_what_version_2_knew_is_there(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(gzip.decompress((VERSIONS / "2.sqlite3.gz").read_bytes()))
    with Project.open(tmp_path) as project:
        one, two = project.images()
        assert (one.note, one.tags, two.tags) == ("Straße bei Nacht", ("night",), ("night", "rain"))
        assert project.settings.get("anything") == {"a": [1, 2]}


@pytest.mark.parametrize("tool", ["import", "merge"])
def test_what_no_hand_did_is_no_work(tmp_path: Path, tool: str) -> None:
    (tmp_path / FILE_NAME).write_bytes(gzip.decompress((VERSIONS / "2.sqlite3.gz").read_bytes()))
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    (strokes,) = connection.execute("SELECT count(*) FROM edits WHERE image_id = 1").fetchone()
    connection.execute("UPDATE edits SET tool = ?, seconds = 0 WHERE image_id = 2", [tool])
    assert connection.execute("SELECT count(*) FROM edits WHERE image_id = 2").fetchone() != (0,)
    connection.execute("UPDATE images SET seconds = 0 WHERE id = 2")
    connection.commit()
    connection.close()
    with Project.open(tmp_path) as project:
        assert [(one.image, one.strokes) for one in project.ledger.work()] == [(1, strokes)]


def test_a_damaged_step_of_version_1_costs_the_history_of_its_image_alone(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(gzip.decompress((VERSIONS / "1.sqlite3.gz").read_bytes()))
    with np.load(VERSIONS / "1.npz") as arrays:
        held = dict(arrays)
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    with connection:
        connection.execute("UPDATE edits SET after = x'00' WHERE id = (SELECT max(id) FROM edits WHERE image_id = 1)")
    connection.close()
    with Project.open(tmp_path) as project:
        assert np.array_equal(project.mask(1).classes, held["classes1"])
        assert project.undo(1) is None
        assert project.undo(2) is not None
