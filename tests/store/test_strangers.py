"""Files of other programs and of ill will: refused in words, and not a byte of them is changed."""

import sqlite3
from pathlib import Path

import pytest
from store_strokes import raw

from workbench.core.errors import BadInputError
from workbench.store.project import FILE_NAME, Project


def state(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def refusal(folder: Path) -> str:
    """Why it is not opened: told with a cure, twice alike, and nothing is changed."""
    before, reasons = state(folder), []
    for _ in range(2):
        with pytest.raises(BadInputError) as caught:
            Project.open(folder)
        assert caught.value.cure
        assert state(folder) == before
        reasons.append(caught.value.message)
    assert reasons[0] == reasons[1]
    return reasons[0]


@pytest.mark.parametrize("journal", ["delete", "wal"])
def test_another_programs_file_stays_as_it_is(tmp_path: Path, journal: str) -> None:
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute(f"PRAGMA journal_mode={journal}")
    connection.execute("PRAGMA application_id=12345")
    connection.execute("CREATE TABLE photos (id INTEGER)")
    connection.commit()
    connection.close()
    assert "not a project" in refusal(tmp_path)


def test_another_programs_file_that_is_in_use_keeps_its_log(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute("PRAGMA journal_mode=wal")
    connection.execute("CREATE TABLE photos (id INTEGER)")
    connection.commit()
    assert "not a project" in refusal(tmp_path)
    connection.close()


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("CREATE TRIGGER grow AFTER INSERT ON tiles BEGIN DELETE FROM tiles; END", "trigger 'grow'"),
        ("CREATE VIEW everything AS SELECT * FROM images", "view 'everything'"),
        ("CREATE VIRTUAL TABLE words USING fts5(body)", "virtual table 'words'"),
    ],
)
@pytest.mark.parametrize("journal", ["delete", "wal"])
def test_a_file_that_acts_by_itself_is_refused(database: Path, statement: str, name: str, journal: str) -> None:
    raw(database, f"PRAGMA journal_mode={journal}")
    raw(database, statement)
    assert name in refusal(database.parent)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE images SET width = 0",
        "UPDATE images SET height = 3000000000",
        "UPDATE images SET width = 'wide'",
        "UPDATE images SET height = 12.5",
        "UPDATE images SET path = x'00ff'",
        "UPDATE images SET status = 'lost'",
        "UPDATE images SET split = 'valid'",
        "UPDATE images SET labelled = -1",
        "UPDATE images SET seconds = 'long'",
        "UPDATE classes SET red = 256",
        "UPDATE classes SET name = zeroblob(4)",
        "UPDATE tiles SET planes = 'text'",
        "UPDATE edits SET before = 1",
        "INSERT INTO thumbnails VALUES (1, zeroblob(1000001), 1, 1)",
        "INSERT INTO settings VALUES ('a', '{')",
        "INSERT INTO settings VALUES ('a', '\"' || hex(zeroblob(600000)) || '\"')",
        "INSERT INTO runs (status, seconds, recipe, started, started_from, device, note)"
        " VALUES ('finished', 0, '[]', 0, '', '', '')",
        "INSERT INTO runs (status, seconds, recipe, started, started_from, device, note)"
        " VALUES ('flying', 0, '{}', 0, '', '', '')",
        "INSERT INTO epochs VALUES (1, 1, 1, 0.5, NULL, NULL, '7')",
        "INSERT INTO predictions VALUES (1, 1, 'predictions/1.npz', 'much', '', 0.5)",
        "UPDATE settings SET value = '5' WHERE name = 'folder'",
        "UPDATE settings SET value = '[1]' WHERE name = 'folder'",
        "UPDATE edits SET bytes = 9223372036854775807",
        "UPDATE edits SET tool = x'ff00'",
        "UPDATE edits SET undone = 7",
        "UPDATE images SET path = 'a' || char(0) || 'b'",
        "UPDATE images SET path = ''",
        "UPDATE images SET mask_revision = 9223372036854775807",
        "UPDATE images SET mask_revision = 'abc'",
        "UPDATE images SET seconds = 9e999",
        "UPDATE classes SET name = '' WHERE number = 0",
        "UPDATE sqlite_sequence SET seq = 9223372036854775807",
        "INSERT INTO tags VALUES (1, x'00ff')",
        "INSERT INTO areas VALUES (1, 999, 5)",
    ],
)
def test_values_that_the_program_cannot_have_written(database: Path, statement: str) -> None:
    raw(database, statement)
    assert "strange value" in refusal(database.parent)


def test_two_classes_of_one_name(database: Path) -> None:
    raw(database, "UPDATE classes SET name = CASE number WHEN 0 THEN 'Same' ELSE 'same' END")
    assert "classes are called" in refusal(database.parent)


def test_an_image_of_more_pixels_than_are_opened(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw(database, "UPDATE images SET width = 40000, height = 25001")
    assert "40000 x 25001 pixels" in refusal(database.parent)
    monkeypatch.setenv("WORKBENCH_MAX_PIXELS", "5000")
    assert "up to 1,000,000,000" in refusal(database.parent)
    monkeypatch.setenv("WORKBENCH_MAX_PIXELS", "1000040000")
    Project.open(database.parent).close()


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO runs (status, seconds, recipe, started, started_from, device, note)"
        " VALUES ('finished', 0, '{}', 0, '', '', '')",
        "INSERT INTO epochs VALUES (1, 1, 1, 9e999, NULL, NULL, '{}')",
        "UPDATE images SET snapshot_revision = -1",
        "UPDATE images SET note = hex(zeroblob(600000)) || char(0)",
        "INSERT INTO thumbnails VALUES (1, x'ff', 1, -5000000000)",
    ],
)
def test_values_that_are_odd_but_may_be(database: Path, statement: str) -> None:
    raw(database, "PRAGMA foreign_keys=OFF")
    raw(database, statement)
    with Project.open(database.parent) as project:
        assert len(project.images()) == 1


@pytest.mark.parametrize(
    "path", ["../../../etc/shadow", "images/../../../x.png", "..\\..\\..\\x.png", "../a/../../b.png"]
)
def test_a_relative_path_that_leads_away(database: Path, path: str) -> None:
    raw(database, f"UPDATE images SET path = '{path}'")
    assert "outside of the project" in refusal(database.parent)


@pytest.mark.parametrize("path", ["/etc/passwd", "../pictures/a.npz", "C:\\a.npz", "predictions/../../a.npz"])
def test_a_prediction_outside_of_the_project(database: Path, path: str) -> None:
    raw(database, f"INSERT INTO predictions VALUES (1, 1, '{path}', 0.5, '', 0.5)")
    assert "outside of the project" in refusal(database.parent)


@pytest.mark.parametrize(
    "path", ["/data/pictures/a b.png", "D:\\pictures\\a.png", "images/a..b.png", "../pictures/a.png"]
)
def test_places_where_pictures_may_lie(database: Path, path: str) -> None:
    raw(database, f"UPDATE images SET path = '{path}'")
    with Project.open(database.parent) as project:
        assert project.images()[0].path.name.endswith(".png")
