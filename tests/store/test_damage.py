"""Files that are no project, or a torn one: refused in words, and let go."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from store_strokes import raw

from workbench.core.errors import BadInputError, ProjectTooNewError, WorkbenchError
from workbench.core.mask import UNLABELLED
from workbench.store.project import FILE_NAME, Project


def _text(database: Path) -> None:
    database.write_text("dear diary " * 500)


def _nothing(database: Path) -> None:
    database.write_bytes(b"")


def _another_programs(database: Path) -> None:
    database.unlink()
    raw(database, "CREATE TABLE recipes (title TEXT)")


def _no_header(database: Path) -> None:
    database.write_bytes(b"\xff" * 100 + database.read_bytes()[100:])


def _cut(database: Path) -> None:
    database.write_bytes(database.read_bytes()[: 3 * 8192 + 100])


def _torn_pages(database: Path) -> None:
    data = bytearray(database.read_bytes())
    for start in range(8192, len(data), 8192):
        data[start : start + 200] = b"\x5a" * 200
    database.write_bytes(data)


@pytest.mark.parametrize("harm", [_text, _nothing, _another_programs, _no_header, _cut, _torn_pages])
def test_what_is_no_sound_project_is_refused_and_left_free(database: Path, harm: Callable[[Path], None]) -> None:
    harm(database)
    with pytest.raises(BadInputError, match=FILE_NAME) as caught:
        Project.open(database.parent)
    assert caught.value.cure
    database.unlink()  # nobody holds it
    assert not (database.parent / f"{FILE_NAME}.holder").exists()


@pytest.mark.parametrize("seed", range(25))
def test_a_flipped_byte_is_refused_in_words_or_does_no_harm(database: Path, seed: int) -> None:
    draw = np.random.default_rng(seed)
    data = bytearray(database.read_bytes())
    data[int(draw.integers(100 if seed % 2 else len(data)))] ^= int(draw.integers(1, 256))
    database.write_bytes(data)
    try:
        with Project.open(database.parent) as project:
            for image in project.images():
                project.mask(image.id)
                project.history(image.id, 2**40)
    except WorkbenchError as error:
        assert error.message  # noqa: PT017 - anything else that is raised fails the test


def test_a_newer_project_is_refused_untouched(database: Path) -> None:
    raw(database, "PRAGMA user_version=99")
    before = database.read_bytes()
    with pytest.raises(ProjectTooNewError, match="99") as caught:
        Project.open(database.parent)
    assert "Update" in caught.value.cure
    assert database.read_bytes() == before
    assert [p.name for p in database.parent.iterdir()] == [FILE_NAME]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tiles SET planes = substr(planes, 1, length(planes) / 2)",
        "UPDATE tiles SET planes = x'00'",
        "UPDATE images SET width = width - 1",
    ],
)
def test_a_damaged_piece_of_a_mask_is_told(database: Path, statement: str) -> None:
    raw(database, statement)
    with Project.open(database.parent) as project, pytest.raises(BadInputError, match="piece of a mask"):
        project.mask(1)


def test_a_row_without_its_image_is_found(database: Path) -> None:
    raw(database, "INSERT INTO areas VALUES (55, 0, 7)")
    with Project.open(database.parent) as project:
        (problem,) = project.integrity_problems()
    assert "areas" in problem
    assert "images" in problem


@pytest.mark.parametrize(
    "change",
    [
        "images SET labelled = 0",
        "areas SET pixels = 1",
        "areas SET class_index = 9 WHERE class_index = (SELECT min(class_index) FROM areas)",
    ],
)
def test_counts_that_are_too_low_make_no_file_that_is_refused(database: Path, change: str) -> None:
    raw(database, f"UPDATE {change}")
    with Project.open(database.parent) as project:
        number = project.images()[0].id
        while project.undo(number) is not None:
            pass
        assert (project.mask(number).classes == UNLABELLED).all()
    with Project.open(database.parent) as project:
        project.mending.mend(number, None)
        assert (project.areas(number), project.image(number).labelled) == ({}, 0)
