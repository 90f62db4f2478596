"""Small projects."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from store_strokes import commit, picture

from workbench.core.classes import ClassSet
from workbench.store.project import FILE_NAME, Project


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the project lies."""
    return tmp_path / "field work"


@pytest.fixture
def project(folder: Path) -> Iterator[Project]:
    """An empty project of three classes, open."""
    with Project.create(folder, ClassSet.from_names(["ground", "box", "sky"])) as made:
        yield made


@pytest.fixture
def database(folder: Path) -> Path:
    """The file of a closed project."""
    with Project.create(folder, ClassSet.from_names(["ground", "box"])) as project:
        image_id = project.add_image(picture())
        for number in range(4):
            commit(project, image_id, project.mask(image_id), number)
    return folder / FILE_NAME
