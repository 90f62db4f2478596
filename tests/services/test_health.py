"""A check finds what was done to a project behind its back, and names it."""

import sqlite3
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tiny_scenes import paint

from workbench.core.events import Progress, Refused
from workbench.services import health
from workbench.services.library import open_project
from workbench.store.project import FILE_NAME, Project


@pytest.fixture
def closed(project: Project) -> Path:
    """The folder of a closed project with two painted images."""
    for image_id in (1, 2):
        paint(project, image_id, image_id)
    project.close()
    return project.folder


def problems(folder: Path) -> list[Refused]:
    with open_project(folder) as project:
        events = list(health.check(project))
    assert [(e.done, e.total) for e in events if isinstance(e, Progress)] == [(n, 4) for n in range(1, 5)]
    return [e for e in events if isinstance(e, Refused)]


def raw(folder: Path, statement: str) -> None:
    connection = sqlite3.connect(folder / FILE_NAME)
    with connection:
        connection.execute(statement)
    connection.close()


def test_a_sound_project(closed: Path) -> None:
    assert problems(closed) == []


def test_a_missing_picture(closed: Path) -> None:
    (closed.parent / "pictures" / "scene-3.png").unlink()
    (problem,) = problems(closed)
    assert "scene-3.png" in problem.item
    assert problem.cure


def test_a_picture_of_another_size(closed: Path) -> None:
    Image.fromarray(np.zeros((10, 12, 3), np.uint8)).save(closed.parent / "pictures" / "scene-1.png")
    (problem,) = problems(closed)
    assert "scene-1.png" in problem.item
    assert "12 x 10" in problem.reason
    assert "64 x 48" in problem.reason


def test_a_picture_that_is_none_any_more(closed: Path) -> None:
    (closed.parent / "pictures" / "scene-4.png").write_text("oh")
    (problem,) = problems(closed)
    assert "scene-4.png" in problem.item


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE tiles SET planes = substr(planes, 1, length(planes) - 9) WHERE image_id = 2", "mask is damaged"),
        ("UPDATE areas SET pixels = pixels + 1 WHERE image_id = 2 AND class_index = 0", "areas"),
        ("DELETE FROM tiles WHERE image_id = 2", "areas"),
        ("DELETE FROM classes WHERE number = 1", "class 1"),
    ],
)
def test_a_mask_that_was_tampered_with(closed: Path, statement: str, words: str) -> None:
    raw(closed, statement)
    found = [p for p in problems(closed) if p.item == "scene-2.png"]
    assert len(found) == 1
    assert words in found[0].reason
    assert found[0].cure


def test_a_row_that_points_nowhere(closed: Path) -> None:
    raw(closed, "INSERT INTO predictions (image_id, run_id, path, doubt, reason) VALUES (77, 88, 'x', 0.5, '')")
    found = problems(closed)
    assert {p.item for p in found} == {"database"}
    assert any("images" in p.reason for p in found)


def test_a_damaged_step_of_the_history_is_found(closed: Path) -> None:
    raw(closed, "UPDATE edits SET before = substr(before, 1, 9) WHERE image_id = 2")
    (problem,) = problems(closed)
    assert (problem.item, "history is damaged" in problem.reason) == ("scene-2.png", True)
